"""Notifications: everybody concerned once and in order, nobody else, nothing that is over still
asking."""
import collections

from checker.world import gone

from .expected import late_refusals, notices
from .promotions import belongs_to_promotions
from .quest_notices import belongs_to_quests
from .recounts import belongs_to_recounts
from .registry import rule

# What an operator or a test sends to one person by hand; no document asks for it.
BY_HAND = "operator:"


def _expected(world):
    people = collections.defaultdict(dict)
    for document in world.documents.values():
        for notice, (person, settled) in notices(document).items():
            people[person][notice] = settled
    return people


def _of_documents(notice):
    """Whether a notice belongs to a document, so that one must have asked for it."""
    return notice.startswith("n:") and not notice.startswith("n:" + BY_HAND) and \
        not belongs_to_quests(notice) and not belongs_to_promotions(notice) and \
        not belongs_to_recounts(notice)


@rule
def everybody_concerned_was_told_once(world):
    """Each opened step told its approver, each end the drafter and who decided before."""
    for person, wanted in _expected(world).items():
        inbox = world.inboxes.get(person)
        counts = collections.Counter(notice for _, notice in inbox.entries) if inbox else {}
        for notice in wanted:
            trimmed = inbox and notice in inbox.seen and notice not in inbox.index and \
                inbox.entries and inbox.entries[0][0] > 1
            if counts.get(notice, 0) != 1 and not trimmed:
                yield f"inbox of {person}", f"holds {notice} {counts.get(notice, 0)} times"


@rule
def late_refusals_were_told(world):
    """Whose submit was acknowledged and refused afterwards, for want of leave, learns of it."""
    for what in ("create", "resubmit"):
        for op in world.history.of(what, "ok") if world.history else ():
            document = world.documents.get(op.answer.get("requestId"))
            notice = late_refusals(document).get(op.answer.get("round", 1)) if document else None
            inbox = world.inboxes.get(document["requesterId"]) if document else None
            if notice and (inbox is None or notice not in inbox.seen):
                yield f"inbox of {document['requesterId']}", f"no {notice}"


@rule
def nobody_else_was_told(world):
    """An inbox holds nothing that no document asks it to hold."""
    wanted = _expected(world)
    allowed = {notice for document in world.documents.values()
               for notice in late_refusals(document).values()}
    lost = gone(world)
    for person, inbox in world.inboxes.items():
        for _, notice in inbox.entries:
            if any(f":{request}:" in notice for request in lost):
                continue
            if notice in allowed and notice.endswith(f":{person}"):
                continue
            if _of_documents(notice) and notice not in wanted.get(person, {}):
                yield f"inbox of {person}", f"holds {notice}, which is not for them"


@rule
def what_is_over_is_settled(world):
    """A notice that asks for a decision is settled when, and only when, the step is over."""
    for person, wanted in _expected(world).items():
        inbox = world.inboxes.get(person)
        for notice, settled in wanted.items() if inbox else ():
            if notice in inbox.index and settled != (notice in inbox.settled):
                yield f"inbox of {person}", (f"{notice} is {'over' if settled else 'not over'}"
                                             f" and {'not ' if settled else ''}settled")


@rule
def inbox_numbers_have_no_gap(world):
    """1..head, each number and each id once, and the indexes fit."""
    for person, inbox in world.inboxes.items():
        where = f"inbox of {person}"
        numbers = [seq for seq, _ in inbox.entries]
        if numbers and numbers != list(range(numbers[0], inbox.head + 1)):
            yield where, f"numbers {numbers[:3]}..{numbers[-3:]}, the head is {inbox.head}"
        if not numbers and inbox.head:
            yield where, f"is empty, the head is {inbox.head}"
        ids = collections.Counter(notice for _, notice in inbox.entries)
        for notice, count in ids.items():
            if count > 1:
                yield where, f"{notice} is there {count} times"
        if dict(inbox.index) != {notice: seq for seq, notice in inbox.entries}:
            yield where, "its index names other entries"
        unseen = ids.keys() - inbox.seen
        if unseen:
            yield where, f"{min(unseen)} would be stored again"
        read = int(inbox.meta.get("read", 0))
        unread = {notice for seq, notice in inbox.entries
                  if seq > read and notice not in inbox.settled and notice not in inbox.read}
        if set(inbox.open) != unread:
            yield where, f"counts {len(inbox.open)} unread, there are {len(unread)}"


def _entries(frames):
    """Frames in order as (epoch, seq, id), None where the session was told to begin again;
    frames that settle are passed over."""
    for frame in frames:
        if frame["type"] == "resync":
            yield None
        elif frame["type"] not in ("settled", "read") and frame.get("seq") is not None:
            yield frame["epoch"], frame["seq"], frame["id"]


@rule
def sockets_show_each_once_and_in_order(world):
    """In one life of an inbox a session sees its numbers one after the other, each once."""
    for session, (person, frames) in (world.history.sessions if world.history else {}).items():
        last = None
        for entry in _entries(frames):
            if entry is None:
                last = None
                continue
            epoch, seq, notice = entry
            if last and epoch != last[0]:
                yield f"session {session}", f"person {person}: epoch changed without a resync"
            elif last and seq != last[1] + 1:
                yield f"session {session}", (f"person {person}: {notice} with number {seq} after"
                                             f" number {last[1]}")
            last = (epoch, seq)


def _settled_before_they_came(world):
    """Notices whose settlement stands before them on the bus: they are stored, and shown when the
    next one is."""
    first = {}
    for record in sorted(world.records.get("approval-notifications", ()),
                         key=lambda record: record.offset, reverse=True):
        first[record.id] = record.offset  # of a repeat the earlier one
    return {notice for notice, offset in first.items()
            if first.get(f"settled:{notice}", offset) < offset}


@rule
def sockets_show_everything_and_nothing_else(world):
    """A session that is still open has shown all of its person's inbox, but for what was over
    before it came; and none ever showed anything of another's."""
    quiet = _settled_before_they_came(world)
    for session, (person, frames) in (world.history.sessions if world.history else {}).items():
        inbox = world.inboxes.get(person)
        shown = set()
        for entry in filter(None, _entries(frames)):
            epoch, seq, notice = entry
            if notice.startswith("n:") and not notice.endswith(f":{person}"):
                yield f"session {session}", f"person {person} was shown {notice}"
            if inbox and epoch == inbox.epoch:
                shown.add((seq, notice))
        still_open = session not in world.history.closed
        for seq, notice in inbox.entries if inbox and still_open else ():
            if (seq, notice) not in shown and notice not in quiet:
                yield f"session {session}", f"person {person} was never shown {seq}: {notice}"
