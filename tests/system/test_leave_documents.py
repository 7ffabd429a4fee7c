"""Leave as a document, from its dates to the ledger; edge cases by their numbers in the design."""
import concurrent.futures

from system.approval_client import unique
from system.eventually import until

NEW_YEAR = {"startDate": "2027-02-05", "endDate": "2027-02-10"}  # Friday to Wednesday, 설날 within


def staff(api):
    """A drafter and a manager."""
    return api.hire("기안자"), api.hire("팀장")


def ask(api, drafter, approver, headers=None, **fields):
    return api.submit(drafter, [approver], title="연차", headers=headers, form="annual-leave",
                      fields=fields)


def balance(api, person):
    return api.get(f"/employees/{person}/leave-balance").json()


def approve(api, approver, request):
    assert api.decide(approver, request).status_code in (200, 202)
    return api.final(request, "approved")


def test_dates_are_counted_as_the_quote_says_and_taken_when_the_document_is_approved(api):
    drafter, approver = staff(api)
    quote = api.call("POST", "/leaves/quote", {"employeeId": drafter, **NEW_YEAR}).json()
    reply = ask(api, drafter, approver, **NEW_YEAR)
    assert reply.status_code == 201, reply.text
    document = api.document(reply.json()["requestId"])
    assert document["leaveDays"] == quote["days"] and quote["days"] < 6
    assert document["fields"] == NEW_YEAR
    assert balance(api, drafter)["pendingLeave"] == quote["days"]
    approve(api, approver, document["requestId"])
    until(lambda: balance(api, drafter)["usedLeave"] == quote["days"], "the days are taken")


def test_what_is_claimed_beside_dates_has_to_be_what_they_take(api):
    drafter, approver = staff(api)
    refused = ask(api, drafter, approver, startDate="2027-03-02", leaveDays=2)
    assert refused.status_code == 400, refused.text
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/leaveDays"]
    assert ask(api, drafter, approver, startDate="2027-03-02", leaveDays=1).status_code == 201
    backwards = ask(api, drafter, approver, startDate="2027-03-09", endDate="2027-03-08")
    assert (backwards.status_code, backwards.json()["code"]) == (400, "leave-end-before-start")
    wrong = ask(api, drafter, approver, startDate="2027-03-09", unit="half")
    assert wrong.status_code == 400, wrong.text
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/fields/half"]


def test_a_repeat_is_the_document_that_was_counted_then(api):
    drafter, approver = staff(api)
    key = {"Idempotency-Key": unique("leave")}
    first, again = (ask(api, drafter, approver, headers=key, **NEW_YEAR) for _ in range(2))
    assert first.json()["requestId"] == again.json()["requestId"]
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_refused_leave_is_a_draft_whose_dates_can_be_changed_and_are_counted_anew(api):
    drafter, approver = staff(api)
    assert ask(api, drafter, approver, startDate="2027-03-02").status_code == 201
    refused = ask(api, drafter, approver, startDate="2027-03-02", endDate="2027-03-03")
    assert (refused.status_code, refused.json()["code"]) == (409, "leave-overlap"), refused.text
    assert refused.json()["date"] == "2027-03-02"
    draft = refused.json()["requestId"]
    assert api.document(draft)["refusal"]["date"] == "2027-03-02"
    changed = api.call("PUT", f"/approvals/{draft}", {
        "requesterId": drafter, "fields": {"startDate": "2027-03-03", "endDate": "2027-03-05"},
        "leaveDays": 2})
    assert changed.status_code == 200, changed.text
    assert api.document(draft)["leaveDays"] == 3
    reply = api.call("POST", f"/approvals/{draft}/submit", {"requesterId": drafter})
    assert reply.status_code == 200, reply.text
    approve(api, approver, draft)
    until(lambda: balance(api, drafter)["usedLeave"] == 3, "three days are taken")


def test_e4_of_two_requests_for_the_last_day_one_is_reserved_and_one_refused(api):
    drafter, approver = staff(api)
    api.call("PUT", f"/employees/{drafter}/leave-balance", {"adjustment": -14})
    dates = ("2027-03-02", "2027-03-03")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(lambda date: ask(api, drafter, approver, startDate=date), dates))
    assert sorted(reply.status_code for reply in replies) == [201, 409]
    refused = next(reply for reply in replies if reply.status_code == 409).json()
    assert (refused["code"], refused["availableDays"], refused["pendingDays"]) == \
        ("leave-insufficient", 0, 1)
    # One that comes while the first is pending is refused as well.
    third = ask(api, drafter, approver, startDate="2027-03-04")
    assert (third.status_code, third.json()["availableDays"]) == (409, 0)
    assert balance(api, drafter)["remainingLeave"] == 0


def test_e11_halves_holidays_and_the_turn_of_the_year(api):
    drafter, approver = staff(api)
    for half in ("am", "pm"):
        reply = ask(api, drafter, approver, startDate="2027-03-02", unit="half", half=half)
        assert reply.status_code == 201, reply.text
    assert balance(api, drafter)["pendingLeave"] == 1
    again = ask(api, drafter, approver, startDate="2027-03-02", unit="half", half="am")
    assert (again.status_code, again.json()["code"]) == (409, "leave-overlap")
    holiday = ask(api, drafter, approver, startDate="2027-03-01", unit="half", half="am")
    assert (holiday.status_code, holiday.json()["code"]) == (409, "leave-no-working-day")
    # 2026-10-03 is 개천절, a Saturday; Monday is its substitute.
    october = ask(api, drafter, approver, startDate="2027-10-01", endDate="2027-10-05")
    assert october.status_code == 201, october.text
    assert api.document(october.json()["requestId"])["leaveDays"] == 2
    turn = ask(api, drafter, approver, startDate="2027-12-31", endDate="2028-01-03")
    assert api.document(turn.json()["requestId"])["leaveDays"] == 2
    only_holidays = ask(api, drafter, approver, startDate="2027-10-02", endDate="2027-10-04")
    assert (only_holidays.status_code, only_holidays.json()["code"]) == \
        (409, "leave-no-working-day")
    assert "detail" in only_holidays.json()
