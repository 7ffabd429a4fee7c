"""Quests: slots that hold, and rewards that are paid once, as they were promised."""
import collections

from .registry import rule

ENDED_WITHOUT_REWARD = ("ABANDONED", "EXPIRED", "CANCELED")
PAID = "quest:"


def _live(world):
    found = collections.defaultdict(list)
    for row in world.participations:
        if row["state"] not in ENDED_WITHOUT_REWARD:
            found[row["quest_id"]].append(row)
    return found


@rule
def a_claim_is_one_grant(world):
    """CLAIMED has one GRANT in the bucket of rewards, of the amount that was promised when the quest
    was taken; there is no such GRANT without a claim."""
    grants = collections.defaultdict(list)
    for row in world.ledger:
        if row["op_id"].startswith(PAID) and row["outcome"] == "APPLIED":
            grants[row["op_id"]].append(row)
    claimed = {f"{PAID}{row['id']}": row for row in world.participations
               if row["state"] == "CLAIMED"}
    for name in claimed.keys() | grants.keys():
        found, where = grants.get(name, []), f"participation {name.removeprefix(PAID)}"
        if name not in claimed:
            yield where, f"{len(found)} grants, and it is not claimed"
        elif len(found) != 1:
            yield where, f"is claimed, {len(found)} grants"
        else:
            wanted = ("GRANT", claimed[name]["reward_minutes"], claimed[name]["employee_id"], "reward")
            given = tuple(found[0][column] for column in ("kind", "minutes", "employee_id", "bucket"))
            if given != wanted:
                yield where, f"granted {given}, promised {wanted}"


@rule
def quests_keep_their_slots(world):
    """Work under way and finished work never take more than the slots, and are counted right."""
    live = _live(world)
    for number, quest in world.quests.items():
        taken = len(live[number])
        if quest["taken"] != taken:
            yield f"quest {number}", f"counts {quest['taken']} taken, {taken} are"
        if quest["slots"] is not None and taken > quest["slots"]:
            yield f"quest {number}", f"{taken} taken of {quest['slots']}"


@rule
def one_takes_a_quest_once(world):
    """Nobody takes part in a quest twice at a time, or again after the reward."""
    for number, rows in _live(world).items():
        for person, count in collections.Counter(row["employee_id"] for row in rows).items():
            if count > 1:
                yield f"quest {number}", f"person {person} takes part {count} times"


@rule
def what_is_approved_was_reviewed_by_another(world):
    """Approved and claimed work has an approval of its last attempt, by neither the participant nor
    the creator of the quest."""
    last = {row["participation_id"]: row for row in
            sorted(world.attempts, key=lambda row: row["number"])}
    for row in world.participations:
        if row["state"] not in ("APPROVED", "CLAIMED"):
            continue
        where, attempt = f"participation {row['id']}", last.get(row["id"])
        if attempt is None or attempt["verdict"] != "APPROVED":
            yield where, f"is {row['state']}, its last attempt is {attempt and attempt['verdict']}"
        elif attempt["reviewer_id"] in (row["employee_id"],
                                        world.quests[row["quest_id"]]["creator_id"]):
            yield where, f"was reviewed by person {attempt['reviewer_id']}"
