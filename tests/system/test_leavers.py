"""Somebody leaves the company while documents wait for them: nothing stands still, nothing is decided
by who has left, and everybody sees who does it instead."""
import concurrent.futures
import os
import time

import pymysql
import pytest
import requests

from system import chaos
from system.eventually import until
from system.own_stack import has_failpoints

WITHIN = 5  # seconds until somebody who has left decides nothing


def hire(api, name, manager=None):
    body = {"name": name, "department": "개발팀", "position": "사원"}
    reply = api.call("POST", "/employees", body | ({"managerId": manager} if manager else {}))
    assert reply.status_code == 201, reply.text
    return reply.json()["id"]


def step(document, number):
    return document["steps"][number - 1]


def is_refused(reply):
    """By what knows of the leaving first: the use case, or their access token."""
    return (reply.status_code, reply.json()["code"]) in (
        (403, "inactive"), (403, "account-unknown"), (401, "token-invalid"))


def has_left(api, person):
    """Until everybody knows: asked with a document that does not exist, which changes nothing."""
    until(lambda: is_refused(api.decide(person, 2**52)), "decides nothing", WITHIN)


def test_what_waits_is_listed_and_nobody_leaves_in_silence(api):
    drafter, first, leaver = (hire(api, name) for name in ("기안자", "일차", "퇴직자"))
    now = api.submitted(drafter, [leaver])
    later = api.submitted(drafter, [first, leaver])
    own = api.submitted(leaver, [first])
    reply = api.leave(leaver)
    assert reply.status_code == 409, reply.text
    problem = reply.json()
    assert problem["code"] == "work-waits"
    assert (problem["open"], problem["later"], problem["drafted"]) == (1, 1, 1)
    assert {(one["requestId"], one["as"], one["step"]) for one in problem["documents"]} == {
        (now, "open", 1), (later, "later", 2), (own, "drafter", None)}
    assert api.get(f"/employees/{leaver}").json()["active"] is True
    assert api.decide(leaver, now).status_code in (200, 202)


def test_a_later_step_is_changed_in_the_document_and_opens_for_the_successor(api):
    drafter, first, leaver, successor = (
        hire(api, name) for name in ("기안자", "일차", "퇴직자", "후임"))
    request = api.submitted(drafter, [first, leaver])
    assert api.leave(leaver, successor).status_code == 200
    document = api.document_when(request, lambda d: step(d, 2)["approverId"] == successor,
                                 "the line shows the successor")
    assert step(document, 2)["originalApproverId"] == leaver
    assert step(document, 2)["originalApproverName"] == "퇴직자"
    assert step(document, 2)["reassignedBecause"] == "left"
    until(lambda: any(task["steps"][1]["approverId"] == successor for task in api.tasks(first)),
          "the queue shows the line as it is")
    assert api.decide(first, request).status_code in (200, 202)
    api.document_when(request, lambda d: d["currentStep"] == 2, "step 2")
    has_left(api, leaver)
    assert is_refused(api.decide(leaver, request))
    until(lambda: request in api.task_ids(successor), "the successor's task")
    assert api.decide(successor, request).status_code in (200, 202)
    api.final(request, "approved")


def test_an_open_task_moves_to_the_successor(api, sockets):
    drafter, leaver, successor = (hire(api, name) for name in ("기안자", "퇴직자", "후임"))
    request = api.submitted(drafter, [leaver])
    until(lambda: request in api.task_ids(leaver), "the task")
    reply = api.leave(leaver, successor)
    assert reply.status_code == 200, reply.text
    assert (reply.json()["open"], reply.json()["reassignTo"]) == (1, successor)
    document = api.document_when(request, lambda d: step(d, 1)["approverId"] == successor,
                                 "the move")
    assert step(document, 1)["originalApproverId"] == leaver
    until(lambda: request in api.task_ids(successor), "the successor's task")
    assert api.task_ids(leaver) == []
    until(lambda: [one["type"] for one in api.get(f"/notifications/recent/{successor}").json()]
          == ["APPROVAL_REQUESTED"], "the successor is told")
    has_left(api, leaver)
    assert is_refused(api.decide(leaver, request))
    assert api.decide(successor, request).status_code in (200, 202)
    api.final(request, "approved")


def test_a_leave_document_that_moved_takes_its_days_once(api):
    drafter, leaver, successor = (hire(api, name) for name in ("기안자", "퇴직자", "후임"))
    request = api.submitted(drafter, [leaver], type="ANNUAL_LEAVE", leaveDays=1)
    api.document_when(request, lambda d: d["finalStatus"] == "in_progress", "in progress")
    assert api.leave(leaver, successor).status_code == 200
    until(lambda: request in api.task_ids(successor), "the successor's task")
    assert api.decide(successor, request).status_code in (200, 202)
    api.final(request, "approved")
    until(lambda: api.get(f"/employees/{drafter}/leave-balance").json()["remainingLeave"] == 14,
          "one day is taken")


def test_in_the_successors_own_document_the_manager_stands_in(api):
    boss = hire(api, "본부장")
    manager = hire(api, "팀장", boss)
    leaver = hire(api, "퇴직자", manager)
    successor = hire(api, "후임")
    request = api.submitted(successor, [leaver])
    reply = api.leave(leaver, successor)
    assert reply.status_code == 200 and reply.json()["standIn"] == [request]
    document = api.document_when(request, lambda d: step(d, 1)["approverId"] == manager,
                                 "the manager stands in")
    assert step(document, 1)["originalApproverId"] == leaver
    # And for a manager who leaves too the next one above stands in.
    assert api.leave(manager, successor).status_code == 200
    api.document_when(request, lambda d: step(d, 1)["approverId"] == boss, "the manager's manager")


def test_without_anybody_above_the_drafters_manager_stands_in(api):
    manager = hire(api, "팀장")
    drafter = hire(api, "기안자", manager)
    leaver = hire(api, "퇴직자")
    request = api.submitted(drafter, [leaver])
    assert api.leave(leaver, drafter).status_code == 200
    api.document_when(request, lambda d: step(d, 1)["approverId"] == manager, "the stand-in")


def test_where_nobody_stands_in_the_drafter_is_notified_and_may_recall_or_have_somebody_named(api):
    drafter, leaver, other = (hire(api, name) for name in ("기안자", "퇴직자", "다른이"))
    recalled, rescued = api.submitted(drafter, [leaver]), api.submitted(drafter, [leaver])
    assert api.leave(leaver, drafter).status_code == 200
    for request in (recalled, rescued):
        document = api.document_when(request, lambda d: step(d, 1).get("vacant"), "it shows")
        assert document["finalStatus"] == "in_progress"
        assert step(document, 1)["approverId"] == leaver
    until(lambda: len(api.get(f"/notifications/recent/{drafter}").json()) == 2, "both notices")
    has_left(api, leaver)
    assert is_refused(api.decide(leaver, recalled))
    reply = api.call("POST", f"/approvals/{recalled}/recall", {"requesterId": drafter})
    assert reply.status_code in (200, 202), reply.text
    api.final(recalled, "recalled")
    assert api.leave(leaver, other).status_code == 200
    document = api.document_when(rescued, lambda d: step(d, 1)["approverId"] == other, "a task")
    assert "vacant" not in step(document, 1)
    until(lambda: rescued in api.task_ids(other), "the task")
    assert api.decide(other, rescued).status_code in (200, 202)
    api.final(rescued, "approved")


def test_a_document_whose_approver_left_undecided_can_be_recalled(api):
    drafter, leaver, successor = (hire(api, name) for name in ("기안자", "퇴직자", "후임"))
    request = api.submitted(drafter, [leaver, successor])
    assert api.leave(leaver, successor).status_code == 200
    reply = api.call("POST", f"/approvals/{request}/recall", {"requesterId": drafter})
    assert reply.status_code in (200, 202), reply.text
    api.final(request, "recalled")
    decided = api.submitted(drafter, [successor, hire(api, "둘째")])
    assert api.decide(successor, decided).status_code in (200, 202)
    reply = api.call("POST", f"/approvals/{decided}/recall", {"requesterId": drafter})
    assert reply.status_code == 409 and reply.json()["code"] == "already-decided"


def test_who_has_left_does_nothing_any_more_on_any_path(api):
    leaver, drafter = hire(api, "퇴직자"), hire(api, "기안자")
    # Neither has anybody above, and the successor drafts the one document: it stays the leaver's.
    waits = api.submitted(drafter, [leaver])
    own = api.submitted(leaver, [drafter])
    assert api.leave(leaver, drafter).status_code == 200
    has_left(api, leaver)
    # An approver who does not exist: nothing is stored.
    until(lambda: is_refused(api.submit(leaver, [2**52])), "submits nothing", WITHIN)
    paths = (
        lambda: api.decide(leaver, waits, key="late-1"),
        lambda: api.call("PUT", f"/approvals/{waits}/approve", {"approverId": leaver}),
        lambda: api.call("PUT", f"/approvals/{waits}/reject",
                         {"approverId": leaver, "reason": "늦음"}),
        lambda: api.call("POST", f"/approvals/{own}/recall", {"requesterId": leaver}),
        lambda: api.submit(leaver, [drafter]))
    for path in paths:
        reply = path()
        assert is_refused(reply), (reply.status_code, reply.text)
    assert step(api.document(waits), 1)["status"] == "pending"
    assert api.submit(drafter, [leaver]).status_code == 400


def test_of_a_decision_and_a_move_exactly_one_wins(api):
    drafter, successor = hire(api, "기안자"), hire(api, "후임")
    leavers = [hire(api, f"퇴직자{number}") for number in range(12)]
    requests_ = [api.submitted(drafter, [leaver]) for leaver in leavers]
    for leaver, request in zip(leavers, requests_, strict=True):
        until(lambda who=leaver, what=request: what in api.task_ids(who), "the task")

    def race(pair):
        leaver, request = pair
        assert api.leave(leaver, successor).status_code in (200, 204)
        outcome = None
        # Decides again and again, from before anybody knows of the leaving until after.
        for _ in range(200):
            reply = api.decide(leaver, request)
            outcome = reply.status_code
            if outcome in (200, 202, 403):
                return outcome
            time.sleep(0.01)
        return outcome

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(race, zip(leavers, requests_, strict=True)))
    for leaver, request, outcome in zip(leavers, requests_, outcomes, strict=True):
        if outcome in (200, 202):
            document = api.final(request, "approved")
            assert step(document, 1)["approverId"] == leaver
        else:
            api.document_when(request, lambda d: step(d, 1)["approverId"] == successor, "the move")
            until(lambda what=request: what in api.task_ids(successor), "the task")
            assert api.decide(successor, request).status_code in (200, 202)
            api.final(request, "approved")


def test_a_step_of_somebody_who_left_unseen_is_found(api):
    """Deactivated behind everybody's back, as by a restore or a race with a submit."""
    manager = hire(api, "팀장")
    drafter, first = hire(api, "기안자"), hire(api, "일차")
    leaver = hire(api, "퇴직자", manager)
    request = api.submitted(drafter, [first, leaver])
    env = os.environ
    connection = pymysql.connect(
        host=env["MYSQL_HOST"], port=int(env["MYSQL_PORT"]), user=env["MYSQL_USER"],
        password=env["MYSQL_PASSWORD"], database=env["MYSQL_DATABASE"], autocommit=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE employees SET active = 0, updated_at = UTC_TIMESTAMP(3),"
                           " deactivated_at = UTC_TIMESTAMP(3) WHERE id = %s", (leaver,))
    finally:
        connection.close()
    assert api.decide(first, request).status_code in (200, 202)
    document = api.document_when(request, lambda d: step(d, 2)["approverId"] == manager,
                                 "the manager stands in")
    assert step(document, 2)["originalApproverId"] == leaver
    until(lambda: request in api.task_ids(manager), "the task")


# daemon, failpoint: dies there while somebody's work is handed over
POINTS = [
    ("employee", "leave.committed"),  # inactive, not answered
    ("approval-request", "handover.stored"),  # the line is changed, nobody was told
    ("approval-request", "handover.moved"),  # the arbiter has moved the task, maybe not answered
    ("approval-request", "record.stored"),  # the move is recorded, its offset is not stored
    ("approval-processing", "move.stored"),  # moved, nobody was told
]


@pytest.mark.parametrize(("daemon", "point"), POINTS, ids=[f"{d}-{p}" for d, p in POINTS])
def test_dying_while_work_is_handed_over_changes_nothing(own_stack, daemon, point):
    assert has_failpoints(daemon, point), f"{daemon} has no {point}"
    with chaos.run(own_stack, seed=11, workers=1, leave=False) as running:
        work = chaos.Departure(running).prepare()
        own_stack.arm(daemon, f"{point}:1")
        try:
            lives = len(own_stack.starts(daemon))
            work.ask_to_leave()
            until(lambda: len(own_stack.starts(daemon)) > lives, f"{daemon} has died at {point}")
        finally:
            own_stack.disarm(daemon)  # it dies there in each of its lives
        own_stack.all_ready()
        work.leave()
        work.finish()


def test_killing_everything_in_turn_while_people_leave_changes_nothing(own_stack):
    with chaos.run(own_stack, seed=12, workers=2, leave=False) as running:
        for name in ("approval-request", "approval-processing", "employee", "kafka", "redis"):
            work = chaos.Departure(running).prepare()
            if name == "redis":
                running.lost("redis")  # a kill loses nothing, but a rebuild may refuse results
            work.leave()
            own_stack.kill_and_wait(name)
            work.leave()
            work.finish()


def test_while_approval_request_is_away_nobody_leaves(own_stack):
    gateway = own_stack.env["GATEWAY_URL"] + "/api"
    body = {"name": "퇴직자", "department": "개발팀", "position": "사원"}
    leaver = requests.post(f"{gateway}/employees", json=body, timeout=10).json()["id"]
    with own_stack.stopped("approval-request"):
        reply = requests.delete(f"{gateway}/employees/{leaver}", timeout=10)
        assert reply.status_code == 503 and "Retry-After" in reply.headers
        assert requests.get(f"{gateway}/employees/{leaver}", timeout=10).json()["active"] is True
    own_stack.all_ready()
    until(lambda: requests.delete(f"{gateway}/employees/{leaver}", timeout=10).status_code == 204,
          "leaves")
