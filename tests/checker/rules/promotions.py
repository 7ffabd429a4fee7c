"""Notices about leave that lapses (근로기준법 61조): each that was given is told once, to its person."""

from .registry import rule

OF_PROMOTION = "n:promotion:"  # n:promotion:{notice}:{person}


def belongs_to_promotions(notice):
    return notice.startswith(OF_PROMOTION)


def notices(world):
    """notification id -> person, of everything that had to be told."""
    return {f"{OF_PROMOTION}{row['id']}:{row['employee_id']}": row["employee_id"]
            for row in world.promotions if row["sent"]}


@rule
def promotions_of_leave_are_told_once(world):
    for notice, person in notices(world).items():
        inbox = world.inboxes.get(person)
        times = sum(entry == notice for _, entry in inbox.entries) if inbox else 0
        trimmed = inbox and notice in inbox.seen and notice not in inbox.index and \
            inbox.entries and inbox.entries[0][0] > 1
        if times != 1 and not trimmed:
            yield f"inbox of {person}", f"holds {notice} {times} times"


@rule
def promotions_of_leave_are_told_to_nobody_else(world):
    wanted = notices(world)
    for person, inbox in world.inboxes.items():
        for _, notice in inbox.entries:
            if belongs_to_promotions(notice) and wanted.get(notice) != person:
                yield f"inbox of {person}", f"holds {notice}, which is not for them"
