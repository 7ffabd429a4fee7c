"""Quests that cannot be, moves that nobody may make, and moves from a wrong state: each is refused by
name, and nothing changes."""
import pytest

from hostile.judge import problem_faults
from hostile.test_business import refused

# name → what is changed of a correct quest, and the member that is named
WRONG_QUESTS = {
    "no reward": ({"rewardDays": 0}, "/rewardDays"),
    "less than no reward": ({"rewardDays": -0.125}, "/rewardDays"),
    "a third of a day": ({"rewardDays": 1 / 3}, "/rewardDays"),
    "a year and an eighth": ({"rewardDays": 366.125}, "/rewardDays"),
    "2^63 days": ({"rewardDays": 2**63}, "/rewardDays"),
    "days as text": ({"rewardDays": "1"}, "/rewardDays"),
    "no slot": ({"maxParticipants": 0}, "/maxParticipants"),
    "2^63 slots": ({"maxParticipants": 2**63}, "/maxParticipants"),
    "half a slot": ({"maxParticipants": 0.5}, "/maxParticipants"),
    "ends before it begins": ({"opensOn": "2999-02-01", "closesOn": "2999-01-31"}, "/closesOn"),
    "ended yesterday": ({"closesOn": "2020-01-01"}, "/closesOn"),
    "29 February of no leap year": ({"closesOn": "2999-02-29"}, "/closesOn"),
    "a day of another zone": ({"closesOn": "2999-01-31T00:00:00+09:00"}, "/closesOn"),
    "reviewed never": ({"reviewDays": 0}, "/reviewDays"),
    "a state of its own": ({"status": "APPROVED"}, "/status"),
    "a title that cannot be seen": ({"title": "\u3164"}, "/title"),
    "another's approval": ({"budgetApproved": True}, "/budgetApproved"),
}
WRONG_EVIDENCE = {
    "a script": ({"links": ["javascript:alert(1)"]}, "/evidence/links/0"),
    "a file": ({"links": ["file:///etc/passwd"]}, "/evidence/links/0"),
    "an operator": ({"links": [{"$ne": None}]}, "/evidence/links/0"),
    "eleven links": ({"links": ["https://a.example"] * 11}, "/evidence/links"),
    "a text beyond its limit": ({"text": "가" * 2001}, "/evidence/text"),
    "a list": ([], "/evidence"),
}


def test_a_quest_that_cannot_be_is_refused_and_named(scene, ask, unchanged):
    good = {"title": "문서 정리", "rewardDays": 0.5, "department": scene.department,
            "createdBy": scene.second}
    unchanged()
    found = []
    for name, (change, pointer) in WRONG_QUESTS.items():
        found += [f"{name}: {fault}" for fault in
                  problem_faults(ask("POST", "/quests", {**good, **change}), {400}, pointer)]
    assert not found, "\n".join(found)
    refused(ask("POST", "/quests", {**good, "createdBy": scene.gone}), 409, "employee-inactive")
    refused(ask("POST", "/quests", {**good, "createdBy": 2**62}), 404, "employee-not-found")


def test_evidence_that_is_none_is_refused_and_named(scene, ask, unchanged):
    path = f"/quests/{scene.quest('taken')}/complete"
    unchanged()
    found = []
    for name, (evidence, pointer) in WRONG_EVIDENCE.items():
        reply = ask("POST", path, {"employeeId": scene.drafter, "evidence": evidence})
        found += [f"{name}: {fault}" for fault in problem_faults(reply, {400}, pointer)]
    assert not found, "\n".join(found)


# state of the quest → moves, who makes them (a name of the scene), and how each is refused
REFUSED_MOVES = [
    ("draft", "accept", "drafter", 409, "quest-not-open"),
    ("open", "accept", "second", 403, "quest-own"),
    ("open", "accept", "gone", 409, "employee-inactive"),
    ("open", "complete", "drafter", 409, "quest-not-taken"),
    ("open", "claim", "drafter", 409, "quest-not-taken"),
    ("open", "abandon", "drafter", 409, "quest-not-taken"),
    ("taken", "accept", "drafter", 409, "quest-already-taken"),
    ("taken", "accept", "first", 409, "quest-full"),
    ("taken", "claim", "drafter", 409, "participation-state"),
    ("waiting", "complete", "drafter", 409, "participation-state"),
    ("waiting", "abandon", "drafter", 409, "participation-state"),
    ("waiting", "claim", "drafter", 409, "participation-state"),
    ("approved", "complete", "drafter", 409, "participation-state"),
    ("approved", "claim", "first", 409, "quest-not-taken"),
]


@pytest.mark.parametrize(("state", "move", "person", "status", "code"), REFUSED_MOVES,
                         ids=[f"{row[0]}-{row[1]}-{row[2]}" for row in REFUSED_MOVES])
def test_a_move_from_a_wrong_state_is_refused(
        state, move, person, status, code, scene, ask, unchanged):
    quest = scene.quest(state)
    unchanged()
    refused(ask("POST", f"/quests/{quest}/{move}", {"employeeId": getattr(scene, person)}),
            status, code)


@pytest.mark.parametrize(("person", "code"), [
    ("drafter", "quest-own-review"), ("second", "quest-own-review"), ("gone", "inactive")])
def test_nobody_reviews_who_may_not(person, code, scene, ask, unchanged):
    quest, reviewer = scene.quest("waiting"), getattr(scene, person)
    unchanged()
    for verb in ("approve", "reject"):
        refused(ask("PUT", f"/quests/{quest}/{verb}?actorId={reviewer}",
                    {"employeeId": scene.drafter}), 403, code)


def test_nobody_changes_a_quest_of_somebody_else(scene, ask, unchanged):
    quest, draft = scene.quest("open"), scene.quest("draft")
    unchanged()
    actor = f"actorId={scene.first}"
    refused(ask("PUT", f"/quests/{quest}?{actor}", {"title": "내 것"}), 403, "not-the-creator")
    refused(ask("DELETE", f"/quests/{quest}?{actor}"), 403, "not-the-creator")
    for verb in ("close", "cancel"):
        refused(ask("POST", f"/quests/{quest}/{verb}?{actor}"), 403, "not-the-creator")
    for person in (scene.first, scene.second):
        refused(ask("PUT", f"/quests/{draft}/approve-budget?actorId={person}"), 403,
                "budget-approver")
    refused(ask("PUT", f"/quests/{quest}/approve-budget"), 409, "quest-not-draft")


def test_a_batch_names_everybody_once_and_says_why_it_rejects(scene, ask, unchanged):
    path = f"/quests/{scene.quest('waiting')}/reviews"
    unchanged()
    one = {"employeeId": scene.drafter, "status": "APPROVED"}
    for items, pointer in (([one, one], "/items/1/employeeId"),
                           ([one | {"status": "REJECTED"}], "/items/0/reason"),
                           ([one | {"status": "REJECTED", "reason": " "}], "/items/0/reason"),
                           ([one] * 101, "/items"), ([], "/items")):
        refused(ask("POST", path, {"items": items}), 400, "invalid-body", pointer)
