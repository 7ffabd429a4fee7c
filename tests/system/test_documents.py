"""approval-request's own paths through the gateway: submit, read, lists, what is refused."""
import pytest

from system.eventually import until


def problem(reply, status, code=None):
    assert reply.status_code == status, reply.text
    assert reply.headers["Content-Type"].startswith("application/problem+json")
    body = reply.json()
    assert body["status"] == status and body["traceId"]
    if code:
        assert body["code"] == code, body
    return body


def test_a_submitted_document_reads_back_whole(api, people):
    drafter, first, second, _ = people
    reply = api.submit(drafter, [first, second], title="출장 보고", content="부산 지사 방문")
    assert reply.status_code == 201
    request = reply.json()["requestId"]
    assert reply.headers["Location"].endswith(f"approvals/{request}")
    document = api.document(request)
    assert document["requesterId"] == drafter
    assert (document["title"], document["content"]) == ("출장 보고", "부산 지사 방문")
    assert document["finalStatus"] == "in_progress" and document["currentStep"] == 1
    assert [(s["step"], s["approverId"], s["status"]) for s in document["steps"]] == \
        [(1, first, "pending"), (2, second, "pending")]
    assert document["createdAt"].endswith("Z")


def test_steps_are_sorted_by_their_number(api, people):
    drafter, first, second, _ = people
    reply = api.call("POST", "/approvals", {
        "requesterId": drafter, "title": "순서", "content": "뒤집힌 순서",
        "steps": [{"step": 2, "approverId": second}, {"step": 1, "approverId": first}]})
    assert reply.status_code == 201, reply.text
    document = api.document(reply.json()["requestId"])
    assert [s["approverId"] for s in document["steps"]] == [first, second]


def test_pending_follows_the_open_step(api, people):
    drafter, first, second, _ = people
    request = api.submitted(drafter, [first, second])

    def pending(person):
        return [d["requestId"] for d in api.get(f"/approvals/pending/{person}").json()]
    assert request in pending(first) and request not in pending(second)
    api.decide(first, request)
    assert request not in pending(first), "decided before it is recorded"
    # A document shows the decision from the answer on; the next step is open, and on the list of
    # its approver, when the decision has been recorded.
    until(lambda: request in pending(second), "step 2 on the list of its approver")
    assert request not in pending(first)


def test_lists_are_paged_newest_first_without_gaps(api, people):
    drafter, first, _, _ = people
    made = [api.submitted(drafter, [first], title=f"{n}") for n in range(5)]
    seen, path = [], f"/approvals?requesterId={drafter}&limit=2"
    while path:
        reply = api.get(path)
        assert reply.status_code == 200, reply.text
        assert len(reply.json()) <= 2
        seen += [d["requestId"] for d in reply.json()]
        link = reply.headers.get("Link")
        path = "/approvals" + link[1:link.index(">")] if link else None
    assert seen == made[::-1]


def bad_lines(drafter, first, second):
    return {
        "null": None, "empty": [], "text": "1",
        "gap": [{"step": 1, "approverId": first}, {"step": 3, "approverId": second}],
        "starts at two": [{"step": 2, "approverId": first}],
        "repeated step": [{"step": 1, "approverId": first}, {"step": 1, "approverId": second}],
        "repeated person": [{"step": 1, "approverId": first}, {"step": 2, "approverId": first}],
        "drafter in the line": [{"step": 1, "approverId": drafter}],
        "unknown person": [{"step": 1, "approverId": 99999999}],
        "id zero": [{"step": 1, "approverId": 0}],
        "id negative": [{"step": 1, "approverId": -1}],
        "id too large": [{"step": 1, "approverId": 2**63}],
        "id as text": [{"step": 1, "approverId": str(first)}],
        "unknown member": [{"step": 1, "approverId": first, "status": "approved"}],
        "21 steps": [{"step": n, "approverId": first + n} for n in range(1, 22)],
    }


def test_every_wrong_line_is_refused_and_nothing_is_stored(api, people):
    drafter, first, second, _ = people
    for name, steps in bad_lines(drafter, first, second).items():
        reply = api.call("POST", "/approvals", {"requesterId": drafter, "title": "t",
                                                "content": "c", "steps": steps})
        assert problem(reply, 400)["errors"], name
    assert api.get(f"/approvals?requesterId={drafter}").json() == []


def test_an_inactive_approver_is_refused_by_name_of_the_step(api, people):
    drafter, first, second, _ = people
    assert api.call("DELETE", f"/employees/{second}").status_code == 204
    body = problem(api.submit(drafter, [first, second]), 400)
    assert any("/steps/1" in e["pointer"] for e in body["errors"]), body


@pytest.mark.parametrize("change", [
    {"title": ""}, {"title": "x" * 201}, {"title": 5}, {"content": "가" * 16385},
    {"finalStatus": "approved"}, {"requesterId": "1"}, {"type": "PARTY"}, {"leaveDays": 1},
    {"type": "ANNUAL_LEAVE"}, {"type": "ANNUAL_LEAVE", "leaveDays": 0.1},
    {"type": "ANNUAL_LEAVE", "leaveDays": 0}, {"type": "ANNUAL_LEAVE", "leaveDays": 366.125}])
def test_bad_members_are_refused(api, people, change):
    drafter, first, _, _ = people
    body = {"requesterId": drafter, "title": "t", "content": "c",
            "steps": [{"step": 1, "approverId": first}], **change}
    problem(api.call("POST", "/approvals", body), 400)


def test_unknown_documents_and_methods(api):
    problem(api.get("/approvals/99999999"), 404)
    problem(api.get("/approvals/0"), 404)
    problem(api.get("/approvals/abc"), 404)
    problem(api.call("DELETE", "/approvals"), 405)
    problem(api.get("/approvals?sort=x"), 400)
    problem(api.get("/approvals?limit=0"), 400)
    problem(api.get("/approvals?cursor=%00"), 400)


def test_employees_can_be_created_listed_changed_and_deactivated(api):
    person = api.hire("윤서연", "재무팀", "대리")
    read = api.get(f"/employees/{person}").json()
    assert read["annualLeaveBalance"] == 15 and read["attendanceCount"] == 0
    assert person in [e["id"] for e in api.get("/employees?department=재무팀").json()]
    changed = api.call("PUT", f"/employees/{person}", {"department": "재무팀", "position": "과장"})
    assert changed.status_code == 200 and changed.json()["position"] == "과장"
    team = api.get("/employees/team?department=재무팀").json()
    assert {"id": person, "name": "윤서연", "position": "과장", "leaveBalance": 15}.items() <= \
        next(m for m in team if m["id"] == person).items()
    adjusted = api.call("PUT", f"/employees/{person}/leave-balance", {"adjustment": -0.5})
    assert adjusted.status_code == 200 and adjusted.json()["newBalance"] == 14.5
    balance = api.get(f"/employees/{person}/leave-balance").json()
    assert balance["remainingLeave"] == 14.5
    assert api.call("DELETE", f"/employees/{person}").status_code == 204
    assert person not in [e["id"] for e in api.get("/employees?department=재무팀").json()]
