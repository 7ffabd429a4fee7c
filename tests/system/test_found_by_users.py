"""What people met who tried the product, as a list: each test is one row, sends what they sent and
holds the right answer. Where a row needs more than a client's hands (a second process, a kill, a
clock), the test named in its text goes the whole way."""
import json
import os
import unicodedata

import pytest
import requests
import websocket

from system import acting
from system.approval_client import GATEWAY, unique
from system.eventually import until

AN_HOUR = 0.125  # in days


def detail(reply):
    return reply.json().get("detail", "")


def test_u1_a_repeat_is_answered_as_the_first_time_whatever_if_match_says(api, people):
    drafter, first, second, _ = people
    request = api.submitted(drafter, [first, second])
    headers = {"Idempotency-Key": unique("k"), "If-Match": '"1"'}
    said = [api.call("PUT", f"/approvals/{request}/approve", {"approverId": first}, headers)
            for _ in range(2)]
    assert [reply.status_code for reply in said] == [200, 200], said[1].text
    assert said[0].json() == said[1].json()


def test_u2_nobody_leaves_while_work_waits_and_who_left_decides_nothing(api, people):
    """Stand-ins, moves and kills: test_leavers.py."""
    drafter, first, leaver, successor = people
    request = api.submitted(drafter, [first, leaver])
    refused = api.leave(leaver)
    assert (refused.status_code, refused.json()["code"]) == (409, "work-waits"), refused.text
    assert api.leave(leaver, successor).status_code == 200
    # At once: the step never opens for somebody who has left.
    assert api.decide(first, request).status_code in (200, 202)
    assert api.decide(successor, request).status_code in (200, 202)
    until(lambda: api.decide(leaver, request).status_code in (401, 403), "decides nothing", 5)
    api.final(request, "approved")


def test_u3_after_the_deciders_answer_no_view_shows_the_step_as_open(api, people):
    """200 decisions: test_flow.py; several replicas: test_rolling.py."""
    drafter, first, second, _ = people
    request = api.submitted(drafter, [first, second])
    assert api.decide(first, request).status_code in (200, 202)
    assert not api.views_that_wait_for(first, request)


def test_u4_decomposed_hangul_is_the_same_text_on_write_and_on_query(api):
    composed = unique("개발팀")
    decomposed = unicodedata.normalize("NFD", composed)
    person = api.hire(department=decomposed)
    assert api.get(f"/employees/{person}").json()["department"] == composed
    for spelling in (composed, decomposed):
        found = requests.get(f"{GATEWAY}/api/employees", params={"department": spelling},
                             timeout=10).json()
        assert [one["id"] for one in found] == [person]
    name = unicodedata.normalize("NFD", "각" * 100)
    assert api.get(f"/employees/{api.hire(name=name)}").json()["name"] == "각" * 100


@pytest.mark.parametrize("title", ["\u3000\u3000", "\u200b", "휴가\n신청", "휴가\u202e신청"])
def test_u5_blank_by_unicode_controls_and_bidi_overrides_are_no_title(api, people, title):
    reply = api.submit(people[0], [people[1]], title=title)
    assert reply.status_code == 400, reply.text
    assert reply.json()["errors"][0]["pointer"] == "/title"


@pytest.mark.parametrize("number", ["test123", "12", 12])
def test_u6_operators_name_a_document_by_text_or_number_and_get_it_back(api, people, sockets,
                                                                      number):
    socket = sockets(people[0])
    body = {"approvalId": number, "status": "approved", "message": "안내"}
    reply = api.call("POST", f"/notifications/send/{people[0]}", body)
    assert reply.status_code == 201, reply.text
    assert api.call("POST", "/notifications/send", body).status_code == 202
    _, message = socket.message(lambda m: m.get("message") == "안내")
    shown = message["approvalId"]
    assert shown == number and type(shown) is type(number), message


def test_u7_a_refused_page_gets_the_reason(people):
    """Pages that are allowed: test_cors.py."""
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        websocket.create_connection(os.environ["WS_URL"], origin="http://localhost:5173",
                                    subprotocols=["v12.stomp"], timeout=10)
    problem = json.loads(refused.value.resp_body)
    assert (problem["status"], problem["code"]) == (403, "origin-not-allowed")
    preflight = requests.options(f"{GATEWAY}/api/employees", timeout=10, headers={
        "Origin": "http://localhost:5173", "Access-Control-Request-Method": "POST"})
    assert "Access-Control-Allow-Origin" not in preflight.headers


def test_u9_what_one_tab_reads_the_other_one_learns(api, people, sockets):
    """Two processes: component/notification_session_test.cpp."""
    drafter, first, *_ = people
    here, there = sockets(first), sockets(first)
    for text in ("하나", "둘"):
        api.submitted(drafter, [first], title=text)
    two = [here.message()[1] for _ in range(2)]
    [there.message() for _ in range(2)]
    reply = api.call("PUT", "/notifications/read",
                     {"userId": first, "ids": [two[0]["id"]]})
    assert reply.status_code == 200, reply.text
    assert api.get(f"/notifications/unread-count?userId={first}").json()["unread"] == 1
    _, mark = there.message(lambda m: m["type"] == "read")
    assert mark["unread"] == 1, mark


def test_u10_the_range_of_a_date_is_said(api):
    reply = api.call("POST", "/employees", {"name": "홍길동", "department": "개발팀",
                                            "position": "사원", "hiredOn": "9999-12-31"},
                     {"Accept-Language": "en"})
    assert reply.status_code == 400
    said = reply.json()["errors"][0]
    assert said["pointer"] == "/hiredOn" and "1900" in said["detail"], said


def test_u11_managers_in_a_ring_are_refused_and_the_ring_is_named(api):
    first, second, third = (api.hire() for _ in range(3))
    assert api.call("PUT", f"/employees/{first}", {"managerId": second}).status_code == 200
    assert api.call("PUT", f"/employees/{second}", {"managerId": third}).status_code == 200
    reply = api.call("PUT", f"/employees/{third}", {"managerId": first})
    assert (reply.status_code, reply.json()["code"]) == (409, "manager-ring"), reply.text
    assert {first, second, third} <= set(reply.json()["ring"]), reply.text


def test_u12_two_keys_or_an_empty_one_are_refused(api, people):
    body = json.dumps({"requesterId": people[0], "title": "두 키", "content": "",
                       "steps": [{"step": 1, "approverId": people[1]}]})
    before = len(api.get("/approvals?limit=200").json())
    for keys in (["a", "b"], [""]):
        from http.client import HTTPConnection
        host = GATEWAY.split("//")[1]
        connection = HTTPConnection(host, timeout=10)
        connection.putrequest("POST", "/api/approvals")
        for key in keys:
            connection.putheader("Idempotency-Key", key)
        for name, value in acting.of(os.environ).headers(
                "POST", f"{GATEWAY}/api/approvals", json.loads(body)).items():
            connection.putheader(name, value)
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(len(body.encode())))
        connection.endheaders(body.encode())
        assert connection.getresponse().status == 400, keys
        connection.close()
    assert len(api.get("/approvals?limit=200").json()) == before


@pytest.mark.parametrize("kind", ["ANNUAL_LEAVE", "EXPENSE", "PROJECT"])
def test_u13_leave_expense_and_project_are_rejected_with_a_reason_only(api, people, kind):
    drafter, first, *_ = people
    more = {"leaveDays": 1} if kind == "ANNUAL_LEAVE" else {}
    request = api.submitted(drafter, [first], type=kind, **more)
    api.document_when(request, lambda d: d["currentStep"] == 1, "under way")
    for comment in ("", "\u3000\u200b"):
        reply = api.decide(first, request, "rejected", comment=comment)
        assert (reply.status_code, reply.json()["code"]) == (400, "reason-required"), reply.text
    assert api.decide(first, request, "rejected", comment="예산").status_code in (200, 202)


def test_u14_a_refused_leave_request_is_changed_submitted_again_or_deleted(api, people):
    drafter, first, *_ = people
    refused = api.submit(drafter, [first], type="ANNUAL_LEAVE", leaveDays=300)
    draft = refused.json()["requestId"]
    recall = api.call("POST", f"/approvals/{draft}/recall", {"requesterId": drafter})
    assert recall.json()["code"] == "document-draft", recall.text
    assert api.call("PUT", f"/approvals/{draft}",
                    {"requesterId": drafter, "leaveDays": 1}).status_code == 200
    again = api.call("POST", f"/approvals/{draft}/submit", {"requesterId": drafter})
    assert (again.status_code, again.json()["round"]) == (200, 2), again.text
    other = api.submit(drafter, [first], type="ANNUAL_LEAVE", leaveDays=300).json()["requestId"]
    assert api.call("DELETE", f"/approvals/{other}?requesterId={drafter}").status_code == 204


def test_u15_the_same_key_of_another_route_is_another_request(api):
    key = {"Idempotency-Key": unique("same")}
    person = api.call("POST", "/employees", {"name": "홍길동", "department": "개발팀",
                                             "position": "사원"}, key)
    taken = api.call("POST", f"/employees/{person.json()['id']}/deduct-leave", {"days": AN_HOUR}, key)
    assert (person.status_code, taken.status_code) == (201, 200), taken.text


def test_u16_refusals_are_in_the_language_that_is_asked_for(api):
    said = {language: api.call("GET", "/employees/999999999",
                               headers={"Accept-Language": language} if language else {})
            for language in (None, "ko", "en")}
    assert "직원" in detail(said[None]) and detail(said[None]) == detail(said["ko"])
    assert detail(said["en"]).isascii()
    assert len({reply.json()["code"] for reply in said.values()}) == 1


def test_u17_one_spelling_everywhere_and_what_was_read_may_be_written(api, people):
    drafter, first, *_ = people
    for spelling in ("comment", "reason"):
        request = api.submitted(drafter, [first])
        reply = api.call("PUT", f"/approvals/{request}/reject",
                         {"approverId": first, spelling: "예산 초과"})
        assert reply.status_code in (200, 202), reply.text
        assert api.final(request, "rejected")["steps"][0]["comment"] == "예산 초과"
        late = api.decide(first, request)
        assert late.status_code == 409 and type(late.json()["decidedBy"]) is int, late.text
    request = api.submitted(drafter, [first])
    assert api.call("PUT", f"/approvals/{request}/approve",
                    {"approverId": first, "comment": "확인"}).status_code in (200, 202)
    assert api.final(request, "approved")["steps"][0]["comment"] == "확인"
    whole = api.get(f"/employees/{first}").json()
    assert api.call("PUT", f"/employees/{first}", whole).status_code == 200
    renamed = api.call("PUT", f"/employees/{first}", {"name": "이순신"})
    assert renamed.json() | {"name": 0, "version": 0, "updatedAt": 0} == \
        whole | {"name": 0, "version": 0, "updatedAt": 0}


def test_u18_a_slash_at_the_end_is_the_same_resource(api):
    for path in ("/employees", "/approvals", "/approvals/pending/1"):
        assert api.get(path + "/").status_code == api.get(path).status_code == 200


def test_u19_lists_are_bounded_in_bytes_may_leave_members_out_and_count_characters(api, people):
    drafter, first, *_ = people
    assert api.submit(drafter, [first], content="가" * 16384).status_code == 201
    assert api.submit(drafter, [first], content="가" * 16385).status_code == 400
    for _ in range(15):
        api.submitted(drafter, [first], content="가" * 16000)
    page = api.get("/approvals?limit=200")
    assert len(page.content) <= 512 * 1024 and 'rel="next"' in page.headers["Link"]
    assert page.headers["Content-Encoding"] == "gzip"
    lean = api.get("/approvals?fields=id,title&limit=5").json()
    assert all(set(one) == {"id", "title"} for one in lean), lean


def test_u20_document_numbers_may_skip_and_the_contract_says_so():
    contract = os.path.join(os.environ["ERP_SOURCE_DIR"], "proto/http/approval-request.yaml")
    with open(contract, encoding="utf-8") as file:
        assert "skip" in file.read()


def test_u22_a_submit_and_its_way_to_the_approver_are_in_the_log(api, people, sockets):
    drafter, first, *_ = people
    socket = sockets(first)
    reply = api.submit(drafter, [first])
    trace, request = reply.headers["traceparent"].split("-")[1], reply.json()["requestId"]
    socket.message(lambda m: m["approvalId"] == request)
    logs = os.path.join(os.environ["STACK_STATE"], "log")

    def lines():
        found = []
        for name in os.listdir(logs):
            with open(os.path.join(logs, name), encoding="utf-8", errors="replace") as file:
                found += [line for line in file if trace in line]
        return found if any("frame sent" in line for line in found) else None
    of_trace = until(lines, "the frame is in the log")
    assert any("notification stored" in line and str(request) in line for line in of_trace)


def test_u24_documents_have_an_id_in_lists_and_alone(api, people):
    request = api.submitted(people[0], [people[1]])
    assert api.document(request)["id"] == request
    for path in ("/approvals?limit=1", f"/approvals/pending/{people[1]}"):
        assert all(one["id"] == one["requestId"] for one in api.get(path).json())


