"""What moves of quests must have told people, and whom they may tell."""

from .leavers import left
from .registry import rule

OF_WORK = "n:quest:"  # n:quest:{participation}:{attempt}:{move}:{person}
OF_A_QUEST = "n:quest-all:"  # n:quest-all:{quest}:{version}:{move}:{person}
TO_THE_CREATOR = ("accepted", "abandoned")
TO_REVIEWERS = ("submitted", "review-overdue", "participant-left")
ONCE_SUBMITTED = ("SUBMITTED", "APPROVED", "CLAIMED")


def belongs_to_quests(notice):
    return notice.startswith((OF_WORK, OF_A_QUEST))


def notices(world):
    """notification id -> person, of everything that had to be told."""
    wanted = {}
    for row in world.participations:
        creator, worker = world.quests[row["quest_id"]]["creator_id"], row["employee_id"]
        moves = [(1, "accepted", creator)]
        if row["state"] in ONCE_SUBMITTED:
            moves.append((row["attempt"], "submitted", creator))
        if row["state"] in ("APPROVED", "CLAIMED"):
            moves.append((row["attempt"], "approved", worker))
        if row["state"] == "CLAIMED":
            moves.append((row["attempt"], "claimed", worker))
        if row["state"] == "CANCELED" and world.quests[row["quest_id"]]["state"] != "CANCELED":
            moves.append((row["attempt"], "participant-left", creator))
        for attempt, move, person in moves:
            if person == creator and left(world, creator):
                continue  # somebody else is told from then on
            wanted[f"{OF_WORK}{row['id']}:{attempt}:{move}:{person}"] = person
    return wanted


def _stands_in(world, creator, person):
    """The creator's manager; anybody, since human resources are not known here, once both have left."""
    manager = (world.people.get(creator) or {}).get("manager_id")
    return person == manager or (left(world, creator) and (manager is None or left(world, manager)))


def may_tell(world, notice, person):
    """Whether a quest notice may be in the inbox of that person."""
    number, _, move, recipient = notice.split(":")[2:]
    if int(recipient) != person:
        return False
    if notice.startswith(OF_A_QUEST):
        return int(number) in world.quests
    for row in world.participations:
        if row["id"] != int(number):
            continue
        creator = world.quests[row["quest_id"]]["creator_id"]
        if move in TO_THE_CREATOR:
            return person == creator or (left(world, creator) and _stands_in(world, creator, person))
        if move in TO_REVIEWERS:
            return person == creator or _stands_in(world, creator, person)
        return person == row["employee_id"]
    return False


@rule
def moves_of_quests_are_told_once(world):
    """Who created a quest learns who takes it and what is submitted; who works on it, what became
    of it."""
    for notice, person in notices(world).items():
        inbox = world.inboxes.get(person)
        times = sum(entry == notice for _, entry in inbox.entries) if inbox else 0
        trimmed = inbox and notice in inbox.seen and notice not in inbox.index and \
            inbox.entries and inbox.entries[0][0] > 1
        if times != 1 and not trimmed:
            yield f"inbox of {person}", f"holds {notice} {times} times"


@rule
def moves_of_quests_are_told_to_nobody_else(world):
    for person, inbox in world.inboxes.items():
        for _, notice in inbox.entries:
            if belongs_to_quests(notice) and not may_tell(world, notice, person):
                yield f"inbox of {person}", f"holds {notice}, which is not for them"
