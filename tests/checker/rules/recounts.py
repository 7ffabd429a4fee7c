"""Notices that leave was counted again: each belongs to an entry of its person's ledger."""

from .registry import rule

OF_RECOUNT = "n:recount:"  # n:{id of the entry}


def belongs_to_recounts(notice):
    return notice.startswith(OF_RECOUNT)


@rule
def recounts_are_told_to_whose_leave_it_is(world):
    entered = {(row["employee_id"], f"n:{row['op_id']}") for row in world.ledger}
    for person, inbox in world.inboxes.items():
        for _, notice in inbox.entries:
            if belongs_to_recounts(notice) and (person, notice) not in entered:
                yield f"inbox of {person}", f"holds {notice}, which is not for them"
