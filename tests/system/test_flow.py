"""One document through all daemons: what a drafter and the approvers see."""
import concurrent.futures
import json

from system.approval_client import unique
from system.eventually import TIMEOUT, until


def test_two_steps_approved_reach_the_drafters_socket(api, people, sockets):
    drafter, first, second, _ = people
    socket = sockets(drafter)
    request = api.submitted(drafter, [first, second], title="장비 구매")

    until(lambda: request in api.task_ids(first), "the first approver's task")
    assert request not in api.task_ids(second)
    decided = api.decide(first, request, comment="좋습니다")
    assert decided.status_code in (200, 202), decided.text
    assert decided.json()["status"] == "approved"

    until(lambda: request in api.task_ids(second), "the second approver's task")
    assert request not in api.task_ids(first)
    assert api.decide(second, request).status_code in (200, 202)

    _, message = socket.message(lambda m: m["approvalId"] == request)
    assert message["type"] == "APPROVAL_STATUS_CHANGED"
    assert message["status"] == "approved"
    assert "장비 구매" in message["message"]
    document = api.final(request, "approved")
    assert [step["status"] for step in document["steps"]] == ["approved", "approved"]
    assert api.task_ids(second) == []


def test_a_rejection_in_the_middle_ends_the_document(api, people, sockets):
    drafter, first, second, outsider = people
    third = api.hire("삼차")
    drafters, firsts, thirds = sockets(drafter), sockets(first), sockets(third)
    request = api.submitted(drafter, [first, second, third])
    until(lambda: request in api.task_ids(first), "the first task")
    api.decide(first, request)
    until(lambda: request in api.task_ids(second), "the second task")
    assert api.decide(second, request, "rejected", comment="예산 초과").status_code in (200, 202)

    document = api.final(request, "rejected")
    assert [step["status"] for step in document["steps"][:2]] == ["approved", "rejected"]
    assert document["steps"][2]["status"] in ("pending", "canceled")
    _, told = drafters.message(lambda m: m["type"] == "APPROVAL_STATUS_CHANGED")
    assert (told["approvalId"], told["status"]) == (request, "rejected")
    _, told = firsts.message(lambda m: m["type"] == "APPROVAL_STATUS_CHANGED")
    assert told["status"] == "rejected"
    thirds.none()
    assert api.get(f"/notifications/recent/{outsider}").json() == []
    # Nobody can go on with it.
    late = api.decide(third, request)
    assert late.status_code == 409, late.text
    assert api.task_ids(third) == []


def test_the_approver_is_notified_when_the_step_opens_and_the_notice_settles(api, people, sockets):
    drafter, first, _, _ = people
    socket = sockets(first)
    request = api.submitted(drafter, [first])
    headers, message = socket.message(lambda m: m["type"] == "APPROVAL_REQUESTED")
    assert message["approvalId"] == request
    assert headers["traceparent"].count("-") == 3
    assert api.get(f"/notifications/unread-count?userId={first}").json()["unread"] == 1
    api.decide(first, request)
    until(lambda: api.get(f"/notifications/unread-count?userId={first}").json()["unread"] == 0,
          "the settled notice leaves the unread count")


def test_a_reconnecting_socket_gets_what_it_missed_once_and_in_order(api, people, sockets):
    drafter, first, _, _ = people
    socket = sockets(drafter)
    seen = []
    request = api.submitted(drafter, [first])
    api.decide(first, request)
    headers, message = socket.message(lambda m: m["approvalId"] == request)
    seen.append(request)
    last_seq = f"{message['epoch']}:{message['seq']}" if "epoch" in message else \
        headers["message-id"]
    socket.close()

    missed = []
    for number in range(3):
        request = api.submitted(drafter, [first], title=f"놓친 문서 {number}")
        api.decide(first, request)
        api.final(request, "approved")
        missed.append(request)
    until(lambda: len(api.get(f"/notifications/recent/{drafter}").json()) == 4, "four notices")

    again = sockets(drafter, last_seq=last_seq)
    received = [again.message()[1] for _ in missed]
    assert sorted(m["approvalId"] for m in received) == sorted(missed)
    assert [m["seq"] for m in received] == [message["seq"] + 1 + i for i in range(3)]
    again.none()


def test_two_tabs_both_show_it_and_nobody_else_does(api, people, sockets):
    drafter, first, _, outsider = people
    tabs = [sockets(drafter), sockets(drafter)]
    other = sockets(outsider)
    request = api.submitted(drafter, [first])
    api.decide(first, request)
    for tab in tabs:
        assert tab.message()[1]["approvalId"] == request
    other.none()


def test_an_approver_may_decide_the_instant_after_the_submit(api, people):
    drafter, first, _, _ = people
    for _ in range(20):
        request = api.submitted(drafter, [first])
        reply = api.decide(first, request)
        assert reply.status_code in (200, 202), reply.text
        api.final(request, "approved")


def test_two_clicks_at_once_decide_once(api, people):
    drafter, first, _, _ = people
    for _ in range(5):
        request = api.submitted(drafter, [first])
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(
                lambda i, r=request: api.decide(first, r, "approved" if i % 2 else "rejected"),
                range(8)))
        won = [r for r in replies if r.status_code in (200, 202)]
        lost = [r for r in replies if r.status_code == 409]
        assert (len(won), len(lost)) == (1, 7), [r.text for r in replies]
        problem = lost[0].json()
        assert problem["code"] == "already-decided"
        assert problem["decidedBy"] == first
        final = api.final(request, won[0].json()["status"])
        assert final["steps"][0]["status"] == won[0].json()["status"]


def test_a_repeat_with_the_same_key_is_the_same_answer(api, people):
    drafter, first, _, _ = people
    key = unique("create")
    created = [api.submit(drafter, [first], headers={"Idempotency-Key": key}) for _ in range(3)]
    assert [r.status_code for r in created] == [201, 201, 201]
    assert len({r.json()["requestId"] for r in created}) == 1
    assert created[1].headers.get("Idempotency-Replayed") == "true"
    other = api.submit(drafter, [first], title="다른 제목", headers={"Idempotency-Key": key})
    assert other.status_code == 422, other.text

    request = created[0].json()["requestId"]
    key = unique("decide")
    answers = [api.decide(first, request, key=key) for _ in range(3)]
    assert {r.json()["decisionId"] for r in answers} == {answers[0].json()["decisionId"]}
    assert answers[2].status_code == 200
    assert api.decide(first, request, "rejected", key=key).status_code == 422


def test_a_repeat_is_answered_as_the_first_time_whatever_version_it_names(api, people):
    drafter, first, second, _ = people
    ways = [("PUT", "/approvals/{}/approve", {"approverId": first}),
            ("PUT", "/approvals/{}/reject", {"approverId": first, "reason": "예산 초과"}),
            ("POST", "/approvals/{}/recall", {"requesterId": drafter}),
            ("POST", f"/process/{first}/{{}}", {"status": "approved"})]
    for method, path, body in ways:
        request = api.submitted(drafter, [first, second])
        headers = {"If-Match": '"1"', "Idempotency-Key": unique("if-match")}
        stale = api.call(method, path.format(request), body, {"If-Match": '"7"'})
        assert (stale.status_code, stale.json()["code"]) == (412, "version-mismatch"), stale.text
        replies = [api.call(method, path.format(request), body, headers) for _ in range(3)]
        assert all(reply.status_code in (200, 202) for reply in replies), \
            [reply.text for reply in replies]
        assert replies[0].json() == replies[2].json()
        assert replies[2].headers["Idempotency-Replayed"] == "true"
        other = api.call(method, path.format(request), body,
                         {"If-Match": '"1"', "Idempotency-Key": unique("if-match")})
        assert other.status_code in (409, 412), other.text


def test_a_leave_document_is_rejected_with_a_reason_only(api, people):
    drafter, first, _, _ = people
    request = api.submitted(drafter, [first], type="ANNUAL_LEAVE", leaveDays=1)
    until(lambda: request in api.task_ids(first), "the task")
    assert api.document(request)["reasonRequired"] is True
    for body in ({}, {"comment": ""}, {"comment": " \u3000\u200b"}, {"reason": None}):
        for reply in (api.call("POST", f"/process/{first}/{request}", {"status": "rejected"} | body),
                      api.call("PUT", f"/approvals/{request}/reject", {"approverId": first} | body)):
            assert (reply.status_code, reply.json()["code"]) == (400, "reason-required"), reply.text
            assert reply.json()["errors"][0]["pointer"] == "/comment"
    assert api.document(request)["finalStatus"] == "in_progress"
    reply = api.call("PUT", f"/approvals/{request}/reject",
                     {"approverId": first, "comment": "인수인계 후 다시"})
    assert reply.status_code in (200, 202), reply.text
    assert api.final(request, "rejected")["steps"][0]["comment"] == "인수인계 후 다시"


def test_after_a_decision_was_acknowledged_no_view_shows_the_step_as_undecided(api, people):
    drafter, first, second, _ = people
    wrong = []
    for number in range(200):
        request = api.submitted(drafter, [first, second] if number % 2 else [first])
        reply = api.decide(first, request, "rejected" if number % 5 == 0 else "approved")
        assert reply.status_code in (200, 202), reply.text
        wrong += api.views_that_wait_for(first, request)
    assert not wrong, f"{len(wrong)}: {wrong[:5]}"


def test_a_refused_leave_request_is_mended_and_submitted_again_or_deleted(api, people):
    drafter, first, second, _ = people
    refused = [api.submit(drafter, [first], type="ANNUAL_LEAVE", leaveDays=300) for _ in range(2)]
    assert [reply.status_code for reply in refused] == [409, 409]
    mended, deleted = (reply.json()["requestId"] for reply in refused)
    recall = api.call("POST", f"/approvals/{mended}/recall", {"requesterId": drafter})
    assert (recall.status_code, recall.json()["code"]) == (409, "document-draft"), recall.text

    # What a GET shows is taken back as it is.
    whole = api.document(mended) | {"leaveDays": 1}
    reply = api.call("PUT", f"/approvals/{mended}", whole)
    assert (reply.status_code, reply.json()["leaveDays"]) == (200, 1), reply.text
    assert reply.headers["ETag"] == f'"{whole["version"] + 1}"'
    assert api.call("PUT", f"/approvals/{mended}", whole).status_code == 400, "of another version"
    stranger = api.call("POST", f"/approvals/{mended}/submit", {"requesterId": second})
    assert (stranger.status_code, stranger.json()["code"]) == (404, "document-not-found")
    key = {"Idempotency-Key": unique("again")}
    again = [api.call("POST", f"/approvals/{mended}/submit", {"requesterId": drafter}, key)
             for _ in range(2)]
    assert [reply.status_code for reply in again] == [200, 200], again[0].text
    assert again[0].json() == again[1].json() and again[0].json()["round"] == 2
    assert api.decide(first, mended).status_code in (200, 202)
    api.final(mended, "approved")

    reply = api.call("DELETE", f"/approvals/{deleted}?requesterId={drafter}")
    assert reply.status_code == 204, reply.text
    assert api.get(f"/approvals/{deleted}").status_code == 404
    assert deleted not in [one["id"] for one in api.get("/approvals").json()]


def test_a_recalled_document_goes_on_as_its_next_round(api, people):
    drafter, first, second, _ = people
    request = api.submitted(drafter, [first], type="ANNUAL_LEAVE", leaveDays=1)
    until(lambda: request in api.task_ids(first), "the task")
    assert api.call("POST", f"/approvals/{request}/recall",
                    {"requesterId": drafter}).status_code in (200, 202)
    api.final(request, "recalled")
    kept = api.call("DELETE", f"/approvals/{request}?requesterId={drafter}")
    assert (kept.status_code, kept.json()["code"]) == (409, "document-kept")
    reply = api.call("PUT", f"/approvals/{request}",
                     {"requesterId": drafter, "title": "고친 휴가", "leaveDays": 0.5,
                      "steps": [{"step": 1, "approverId": second}]})
    assert reply.status_code == 200, reply.text
    reply = api.call("POST", f"/approvals/{request}/submit", {"requesterId": drafter})
    assert reply.status_code == 200, reply.text
    # At once: the event of the next round may still be on its way.
    assert api.decide(second, request).status_code in (200, 202)
    final = api.final(request, "approved")
    assert (final["round"], final["title"], final["leaveDays"]) == (2, "고친 휴가", 0.5)
    balance = api.get(f"/employees/{drafter}/leave-balance").json()
    until(lambda: api.get(f"/employees/{drafter}/leave-balance").json()["remainingLeave"] ==
          balance["totalLeave"] - 0.5, "half a day is taken, and nothing else held")
    assert api.decide(first, request).status_code == 404, "not on the line any more"


def test_the_other_path_to_a_decision_is_the_same_decision(api, people):
    drafter, first, second, _ = people
    request = api.submitted(drafter, [first, second])
    reply = api.call("PUT", f"/approvals/{request}/approve", {"approverId": first})
    assert reply.status_code in (200, 202), reply.text
    assert "message" in reply.json()
    api.document_when(request, lambda d: d["currentStep"] == 2, "step 2 open")
    early = api.call("PUT", f"/approvals/{request}/approve", {"approverId": first})
    assert early.status_code == 409, early.text
    reply = api.call("PUT", f"/approvals/{request}/reject",
                     {"approverId": second, "reason": "다시 작성해 주세요"})
    assert reply.status_code in (200, 202), reply.text
    api.final(request, "rejected")


def test_out_of_turn_and_outsiders_are_refused_and_change_nothing(api, people):
    drafter, first, second, outsider = people
    request = api.submitted(drafter, [first, second])
    until(lambda: request in api.task_ids(first), "the first task")
    before = api.document(request)
    out_of_turn = api.decide(second, request)
    assert (out_of_turn.status_code, out_of_turn.json()["code"]) == (409, "step-not-open")
    assert api.decide(outsider, request).status_code == 404
    assert api.decide(drafter, request).status_code == 404
    assert api.decide(first, request, "maybe").status_code == 400
    assert api.decide(first, 999999999).status_code == 404
    assert api.document(request) == before


def test_one_trace_runs_from_the_gateway_to_the_frame(api, people, sockets):
    drafter, first, _, _ = people
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    socket = sockets(drafter)
    request = api.submitted(drafter, [first])
    reply = api.call("POST", f"/process/{first}/{request}", {"status": "approved"},
                     {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert trace in reply.headers["traceparent"]
    headers, _ = socket.message(lambda m: m["approvalId"] == request)
    assert headers["traceparent"].split("-")[1] == trace


def test_many_documents_at_once_all_end(api, people, sockets):
    drafter, first, second, _ = people
    socket = sockets(drafter)

    def decided(person, request):
        """As clients do: what a busy system does not take (503) is said again with the same key."""
        key = unique("decided")

        def taken():
            reply = api.decide(person, request, key=key)
            assert reply.status_code in (200, 202, 503), reply.text
            return reply.status_code != 503
        until(taken, f"the decision of {person} on {request}")

    def whole_flow(number):
        request = api.submitted(drafter, [first, second], title=f"문서 {number}")
        decided(first, request)
        until(lambda: api.document(request)["currentStep"] == 2, "step 2")
        decided(second, request)
        return request

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        requests = set(pool.map(whole_flow, range(60)))
    assert len(requests) == 60
    told = {}
    while len(told) < 60:
        _, message = socket.message(timeout=TIMEOUT)
        assert message["approvalId"] not in told, "told twice"
        told[message["approvalId"]] = message["status"]
    assert set(told) == requests and set(told.values()) == {"approved"}
    assert json.dumps(api.tasks(first)) == "[]"
