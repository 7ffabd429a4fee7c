"""Somebody leaves the company while they work on quests: nothing of it waits for ever, and nobody is
kept out by work that nobody does."""
import uuid

import pytest

from system.eventually import until
from system.moves import Moves, company_date
from system.own_stack import has_failpoints


@pytest.fixture(scope="module")
def well(employees):
    """The replica that goes on."""
    return employees.start()


def does(api, method, path, body=None):
    reply = api.call(method, path, body)
    assert reply.status_code // 100 == 2, f"{method} {path}: {reply.status_code} {reply.text}"
    return reply.json() if reply.content else None


def notices(api, person, kind):
    return [one["message"] for one in api.get(f"/notifications/recent/{person}").json()
            if one["type"] == kind]


def test_the_quests_of_somebody_who_has_left_end_and_free_their_slots(api):
    department = f"퀘스트 {uuid.uuid4().hex[:8]}"
    creator, leaver, other, reviewer = (
        api.hire(name, department) for name in ("김부장", "퇴직자", "이사원", "박차장"))
    begun, waiting, approved = (does(api, "POST", "/quests", {
        "title": title, "rewardDays": 0.5, "department": department, "createdBy": creator,
        "maxParticipants": 1})["id"] for title in ("문서 정리", "창고 정리", "자료 정리"))
    for quest in (begun, waiting, approved):
        does(api, "POST", f"/quests/{quest}/accept", {"employeeId": leaver})
    for quest in (waiting, approved):
        does(api, "POST", f"/quests/{quest}/complete", {"employeeId": leaver})
    does(api, "PUT", f"/quests/{approved}/approve?actorId={reviewer}", {"employeeId": leaver})
    assert api.leave(leaver).status_code == 204
    found = {one["questId"]: one["status"] for one in
             does(api, "GET", f"/quests/my-quests?employeeId={leaver}")}
    assert found == {begun: "CANCELED", waiting: "CANCELED", approved: "APPROVED"}
    for quest in (begun, waiting):
        does(api, "POST", f"/quests/{quest}/accept", {"employeeId": other})
    claim = api.call("POST", f"/quests/{approved}/claim", {"employeeId": leaver})
    assert (claim.status_code, claim.json()["code"]) == (409, "employee-inactive")
    until(lambda: sorted(notices(api, creator, "QUEST_PARTICIPANT_LEFT")) == [
        f'퇴직자님이 퇴사하여 퀘스트 "{title}" 참여가 취소되었습니다.'
        for title in ("문서 정리", "창고 정리")], "the creator is notified")


def test_work_that_waits_for_a_review_goes_to_the_manager_of_a_creator_who_has_left(api):
    department = f"퀘스트 {uuid.uuid4().hex[:8]}"
    manager, worker, reviewer = (
        api.hire(name, department) for name in ("이사", "이사원", "박차장"))
    creator = does(api, "POST", "/employees", {"name": "김부장", "department": department,
                                               "position": "부장", "managerId": manager})["id"]
    quest = does(api, "POST", "/quests", {"title": "문서 정리", "rewardDays": 0.5, "department":
                                          department, "createdBy": creator})["id"]
    assert api.leave(creator).status_code == 204
    does(api, "POST", f"/quests/{quest}/accept", {"employeeId": worker})
    does(api, "POST", f"/quests/{quest}/complete", {"employeeId": worker})
    until(lambda: len(notices(api, manager, "QUEST_SUBMITTED")) == 1, "the manager is notified")
    # Nobody reads the inbox of somebody who has left.
    assert api.get(f"/notifications/recent/{creator}").status_code in (401, 403)
    does(api, "PUT", f"/quests/{quest}/approve?actorId={reviewer}", {"employeeId": worker})
    does(api, "POST", f"/quests/{quest}/claim", {"employeeId": worker})


def test_what_a_daemon_that_died_right_after_the_leaving_has_left_is_ended_by_the_job_once(
        employees, well):
    assert has_failpoints("employee", "leave.committed")
    move = Moves(well.does, employees.execute).ended_by_leaving()
    dying = employees.start(failpoints="leave.committed:1")
    assert dying.call(move.method, move.path) is None
    dying.died()
    assert employees.count(move.counted, *move.values) == 0
    on = company_date().isoformat()
    (quest,) = move.values
    assert f"LEFT QUEST {quest}" in employees.run_job("quest-expiry", on, "--dry-run")
    assert employees.count(move.counted, *move.values) == 0
    employees.run_job("quest-expiry", on)
    assert employees.count(move.counted, *move.values) == 1
    assert f"LEFT QUEST {quest}" not in employees.run_job("quest-expiry", on, "--dry-run")
    employees.expect_sound()
    employees.expect_delivered()
