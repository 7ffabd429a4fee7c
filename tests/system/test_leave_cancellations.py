"""E12 of the design: approved leave is canceled before it begins, while it lasts, twice at once, at
a balance below nothing, and after its grant has ended."""
import concurrent.futures

from system.approval_client import unique
from system.eventually import until
from system.moves import company_date
from system.test_leave_documents import approve, ask, balance, staff


def cancel(api, request, actor, reason=None, key=None):
    return api.call("POST", f"/approvals/{request}/cancel-leave",
                    {"actorId": actor} | ({"reason": reason} if reason else {}),
                    {"Idempotency-Key": key} if key else None)


def human_resources(api):
    person = api.hire("인사담당")
    assert api.call("PUT", f"/employees/{person}/roles", {"roles": ["hr"]}).status_code == 200
    return person


def approved(api, drafter, approver, **fields):
    reply = ask(api, drafter, approver, **fields)
    assert reply.status_code == 201, reply.text
    request = reply.json()["requestId"]
    approve(api, approver, request)
    return request


def around_today():
    """Ten days on both sides, so that there are working days on both."""
    return {"startDate": company_date(-10).isoformat(), "endDate": company_date(10).isoformat()}


def last_notice(api, person):
    recent = api.get(f"/notifications/recent/{person}").json()
    return recent[0]["message"] if recent else ""


def test_e12_before_it_begins_the_drafter_gets_all_of_it_back(api):
    drafter, approver = staff(api)
    before = balance(api, drafter)
    request = approved(api, drafter, approver, startDate="2027-03-02", endDate="2027-03-04")
    until(lambda: balance(api, drafter)["usedLeave"] == 3, "three days are taken")
    reply = cancel(api, request, drafter, "일정 변경")
    assert reply.status_code == 200, reply.text
    document = reply.json()
    assert document["finalStatus"] == "canceled"
    assert document["cancellation"]["days"] == 3 and "firstDate" not in document["cancellation"]
    assert reply.headers["ETag"] == f'"{document["version"]}"'
    assert api.document(request)["cancellation"] == document["cancellation"]
    until(lambda: balance(api, drafter) == before, "all of it is back")
    lines = api.get(f"/employees/{drafter}/leave/explain").json()["lines"]
    canceled = [line for line in lines if line["kind"] == "CANCEL"]
    assert [line["opId"] for line in canceled] == [f"leave:{request}:1:cancel"]
    assert [day["date"] for day in canceled[0]["dates"]] == \
        ["2027-03-02", "2027-03-03", "2027-03-04"]
    assert [leave["status"] for leave in api.get(f"/leaves/{drafter}").json()] == ["CANCELED"]
    until(lambda: last_notice(api, approver) ==
          "'연차' 문서의 연차 3일이 취소되었습니다. 사유: 일정 변경", "who approved it is notified")
    # The dates are free for something else.
    assert ask(api, drafter, approver, startDate="2027-03-03").status_code == 201


def test_e12_once_it_has_begun_human_resources_cancels_what_is_left_of_it(api):
    drafter, approver = staff(api)
    hr = human_resources(api)
    api.call("PUT", f"/employees/{drafter}/leave-balance", {"adjustment": 10})
    request = approved(api, drafter, approver, **around_today())
    days = api.document(request)["leaveDays"]
    until(lambda: balance(api, drafter)["usedLeave"] == days, "it is taken")
    for actor, status, code in ((drafter, 409, "leave-begun"), (approver, 403, "not-the-drafter")):
        refused = cancel(api, request, actor)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    document = cancel(api, request, hr, "복귀").json()
    assert document["finalStatus"] == "approved"
    assert document["cancellation"]["firstDate"] == company_date(1).isoformat()
    left = document["cancellation"]["days"]
    assert 0 < left < days
    until(lambda: balance(api, drafter)["usedLeave"] == days - left, "what is left is back")
    view = next(row for row in api.get(f"/leaves/{drafter}").json() if row["id"] == request)
    assert (view["status"], view["endDate"], view["days"]) == \
        ("APPROVED", company_date().isoformat(), days - left)
    again = cancel(api, request, hr)
    assert (again.status_code, again.json()["code"], again.json()["canceledBy"]) == \
        (409, "leave-canceled", hr)
    away = api.get(f"/leave-calendar?from={company_date(-10)}&to={company_date(10)}&limit=200").json()
    rows = [row for row in away["people"] if row["employeeId"] == drafter]
    assert all(day["date"] <= company_date().isoformat() for row in rows for day in row["leave"])


def test_people_of_the_hr_department_are_human_resources_too(api):
    drafter, approver = staff(api)
    request = approved(api, drafter, approver, startDate="2027-03-02")
    reply = cancel(api, request, api.hire("인사담당", department="인사팀"))
    assert (reply.status_code, reply.json()["finalStatus"]) == (200, "canceled"), reply.text


def test_e12_two_at_once_give_it_back_once(api):
    drafter, approver = staff(api)
    hr = human_resources(api)
    before = balance(api, drafter)
    request = approved(api, drafter, approver, startDate="2027-03-02", endDate="2027-03-04")
    keys = [(actor, unique("cancel")) for actor in (drafter, hr) * 4]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda one: cancel(api, request, one[0], key=one[1]), keys))
    assert sorted(reply.status_code for reply in replies) == [200] + [409] * 7
    won = next(one for one, reply in zip(keys, replies, strict=True) if reply.status_code == 200)
    repeated = cancel(api, request, won[0], key=won[1])
    assert (repeated.status_code, repeated.headers["Idempotency-Replayed"]) == (200, "true")
    until(lambda: balance(api, drafter) == before, "all of it is back, once")


def test_e12_leave_without_dates_and_a_balance_below_nothing(api):
    drafter, approver = staff(api)
    hr = human_resources(api)
    reply = api.submit(drafter, [approver], title="연차", type="ANNUAL_LEAVE", leaveDays=2)
    request = reply.json()["requestId"]
    api.call("PUT", f"/employees/{drafter}/leave-balance", {"adjustment": -13})
    approve(api, approver, request)
    until(lambda: balance(api, drafter)["usedLeave"] == 2, "it is taken")
    # What a calendar or a correction takes afterwards may leave less than nothing.
    api.call("POST", f"/employees/{drafter}/deduct-leave", {"days": 0.5})
    refused = cancel(api, request, drafter)
    assert (refused.status_code, refused.json()["code"]) == (409, "leave-begun")
    left = balance(api, drafter)["remainingLeave"]
    assert cancel(api, request, hr).json()["finalStatus"] == "canceled"
    until(lambda: balance(api, drafter)["remainingLeave"] == left + 2, "two days are back")


def test_who_leaves_takes_no_leave_that_is_to_come(api):
    drafter, approver = staff(api)
    api.call("PUT", f"/employees/{drafter}/leave-balance", {"adjustment": 10})
    to_come = approved(api, drafter, approver, startDate="2027-03-02", endDate="2027-03-04")
    begun = approved(api, drafter, approver, **around_today())
    days = api.document(begun)["leaveDays"]
    until(lambda: balance(api, drafter)["usedLeave"] == 3 + days, "both are taken")
    assert api.leave(drafter).status_code == 204
    until(lambda: api.document(to_come)["finalStatus"] == "canceled", "all of it is canceled")
    until(lambda: "cancellation" in api.document(begun), "the rest of it is canceled")
    document = api.document(begun)
    assert document["finalStatus"] == "approved"
    assert document["cancellation"]["canceledBy"] is None
    assert document["cancellation"]["reason"] == "퇴사"
    taken = days - document["cancellation"]["days"]
    until(lambda: balance(api, drafter)["usedLeave"] == taken, "it is given back")


def test_only_approved_leave_is_canceled(api):
    drafter, approver = staff(api)
    pending = ask(api, drafter, approver, startDate="2027-03-02").json()["requestId"]
    other = api.submitted(drafter, [approver])
    for request in (pending, other):
        refused = cancel(api, request, drafter)
        assert (refused.status_code, refused.json()["code"]) == (409, "leave-not-approved")
    assert cancel(api, 999999999, drafter).status_code == 404
    for body in ({}, {"actorId": 0}, {"actorId": drafter, "reason": "x" * 201},
                 {"actorId": drafter, "days": 1}):
        reply = api.call("POST", f"/approvals/{pending}/cancel-leave", body)
        assert reply.status_code == 400, (body, reply.text)
