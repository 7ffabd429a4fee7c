"""Edge cases of the design that concern people, by their numbers there. Those of leave are in
test_leave_documents.py; races and clocks at the level of the store in tests/contract."""
import concurrent.futures

import pytest

from system.eventually import until
from system.moves import company_date
from system.test_leavers import has_left, hire, is_refused, step


def at_once(calls):
    """The answers of all, begun together."""
    with concurrent.futures.ThreadPoolExecutor(len(calls)) as pool:
        return [one.result() for one in [pool.submit(call) for call in calls]]


def test_e8_who_leaves_with_an_open_and_a_future_step_hands_over_both_in_one_go(api):
    boss = hire(api, "본부장")
    drafter, first, leaver, successor = (
        hire(api, name, boss) for name in ("기안자", "일차", "퇴직자", "후임"))
    past = api.submitted(drafter, [leaver])
    assert api.decide(leaver, past).status_code in (200, 202)
    before = api.final(past, "approved")
    is_open = api.submitted(drafter, [leaver])
    is_future = api.submitted(drafter, [first, leaver])
    until(lambda: is_open in api.task_ids(leaver), "the open step")
    # The manager changes meanwhile: a line that is under way stays as it was submitted.
    assert api.call("PUT", f"/employees/{leaver}", {"managerId": first}).status_code == 200
    refused = api.leave(leaver)
    assert (refused.status_code, refused.json()["code"]) == (409, "work-waits"), refused.text
    assert api.leave(leaver, successor).status_code == 200

    for document, number in ((is_open, 1), (is_future, 2)):
        moved = api.document_when(document, lambda d, n=number: step(d, n)["approverId"] == successor,
                                  "the step is the successor's")
        assert step(moved, number)["originalApproverId"] == leaver
    has_left(api, leaver)
    assert is_refused(api.decide(leaver, is_open))
    assert api.decide(first, is_future).status_code in (200, 202)
    for document in (is_open, is_future):
        until(lambda d=document: d in api.task_ids(successor), "the successor's task")
        assert api.decide(successor, document).status_code in (200, 202)
        api.final(document, "approved")
    after = api.document(past)
    assert (after["steps"], after["finalStatus"]) == (before["steps"], "approved")
    assert step(after, 1)["approverId"] == leaver  # who decided stays readable


@pytest.fixture(scope="module")
def daemon(employees):
    return employees.start()


def person_of(daemon, department="개발팀", **more):
    return daemon.does("POST", "/employees", {
        "name": "김서연", "department": department, "position": "사원"} | more)["id"]


def has_come_before_today(employees, person, dates):
    """So many dates of attendance, as if the person had come on each of the days before today."""
    employees.execute("INSERT INTO attendance_accounts VALUES (%s, %s, 0)", person, dates)
    for day in range(1, dates + 1):
        date = company_date(-day).isoformat()
        employees.execute(
            "INSERT INTO attendance_records (employee_id, work_date, status, check_in, check_out,"
            " version, place) VALUES (%s, %s, 'CHECKED_OUT', CONCAT(%s, ' 00:00:00'),"
            " CONCAT(%s, ' 08:00:00'), 2, '')", person, date, date, date)


def test_e13_check_ins_at_once_are_one_record_with_the_servers_time(employees, daemon):
    person = person_of(daemon)
    forged = {"clientTime": "2020-01-01T00:00:00Z"}
    answers = at_once([lambda: daemon.call("POST", f"/attendance/check-in/{person}", forged)] * 8)
    assert {reply.status_code for reply in answers} <= {200, 201}
    assert {reply.json()["attendanceCount"] for reply in answers} == {1}
    [record] = daemon.does("GET", f"/attendance/history/{person}")
    assert record["checkInTime"][:4] != "2020", "the client's clock decides nothing"
    employees.expect_sound()


def test_e13_the_thirtieth_day_sent_twice_is_one_grant_that_a_correction_leaves(employees, daemon):
    person = person_of(daemon)
    has_come_before_today(employees, person, 29)
    answers = at_once([lambda: daemon.call("POST", f"/attendance/check-in/{person}")] * 2)
    assert all(reply.status_code in (200, 201) for reply in answers), answers[0].text
    grants = ("SELECT COUNT(*) FROM leave_ledger WHERE employee_id = %s"
              " AND op_id LIKE 'attendance:%%'")
    assert employees.count(grants, person) == 1
    assert daemon.does("GET", f"/employees/{person}/leave-balance")["remainingLeave"] == 16
    # A day that is corrected away afterwards leaves the grant, and back again gives no second one.
    record = daemon.does("GET", f"/attendance/history/{person}")[-1]["id"]
    for voided in (True, False):
        daemon.does("PUT", f"/attendance/records/{record}", {"voided": voided, "reason": "착오"})
    assert employees.count(grants, person) == 1
    assert daemon.does("GET", f"/employees/{person}/leave-balance")["remainingLeave"] == 16
    employees.expect_sound()


class Quest:
    """Offered in a department of its own."""

    def __init__(self, daemon, department, people, **terms):
        self._daemon, self.department = daemon, department
        self.creator, self.reviewer = person_of(daemon, department), person_of(daemon, department)
        self.people = [person_of(daemon, department) for _ in range(people)]
        self.id = daemon.does("POST", "/quests", {
            "title": "문서 정리", "rewardDays": 0.5, "department": department,
            "createdBy": self.creator} | terms)["id"]

    def call(self, verb, person):
        return self._daemon.call("POST", f"/quests/{self.id}/{verb}", {"employeeId": person})

    def balance(self, person):
        return self._daemon.does("GET", f"/employees/{person}/leave-balance")["remainingLeave"]


def test_e14_the_last_slot_is_taken_by_one_and_ten_claims_are_one_grant(employees, daemon):
    quest = Quest(daemon, "막차팀", 2, maxParticipants=1)
    answers = at_once([lambda p=person: quest.call("accept", p) for person in quest.people])
    assert sorted(reply.status_code for reply in answers) == [200, 409]
    winner = quest.people[[reply.status_code for reply in answers].index(200)]
    # Edited after it was taken: the reward of then is paid. Closed: who takes part may finish.
    daemon.does("PUT", f"/quests/{quest.id}?actorId={quest.creator}", {"rewardDays": 2})
    daemon.does("POST", f"/quests/{quest.id}/close?actorId={quest.creator}")
    assert quest.call("complete", winner).status_code == 200
    daemon.does("PUT", f"/quests/{quest.id}/approve?actorId={quest.reviewer}",
                {"employeeId": winner})
    claims = at_once([lambda: quest.call("claim", winner)] * 10)
    assert sorted(reply.status_code for reply in claims) == [200] + [409] * 9
    assert quest.balance(winner) == 15.5
    employees.expect_sound()


def test_e14_three_approved_at_once_are_three_rewards_and_three_notices(employees, daemon):
    quest = Quest(daemon, "일괄팀", 3)
    for person in quest.people:
        assert quest.call("accept", person).status_code == 200
        assert quest.call("complete", person).status_code == 200
    employees.expect_delivered()
    reviewed = at_once([
        lambda p=person: daemon.call("PUT", f"/quests/{quest.id}/approve?actorId={quest.reviewer}",
                                     {"employeeId": p}) for person in quest.people])
    assert [reply.status_code for reply in reviewed] == [200] * 3
    for person in quest.people:
        assert quest.call("claim", person).status_code == 200
        assert quest.balance(person) == 15.5
    assert employees.count(
        "SELECT COUNT(*) FROM leave_ledger l JOIN quest_participations p"
        " ON l.op_id = CONCAT('quest:', p.id) WHERE p.quest_id = %s", quest.id) == 3
    employees.expect_sound()
