"""A day at work is corrected by a document (근태 정정), from its submit to the record."""
from system.eventually import until
from system.moves import company_date
from system.test_leave_documents import approve, staff

DATE = company_date(-3).isoformat()


def ask(api, drafter, approver, **fields):
    return api.submit(drafter, [approver], title="근태 정정", form="attendance-correction",
                      fields={"workDate": DATE, "reason": "단말기 고장"} | fields)


def history(api, person):
    return [(row["workDate"], row["status"], row["workMinutes"])
            for row in api.get(f"/attendance/history/{person}").json()]


def test_an_approved_correction_enters_a_missing_day_and_counts_it(api):
    drafter, approver = staff(api)
    request = ask(api, drafter, approver, checkIn="09:00", checkOut="18:00").json()["requestId"]
    assert history(api, drafter) == [], "nothing before it is approved"
    approve(api, approver, request)
    until(lambda: history(api, drafter) == [(DATE, "CHECKED_OUT", 540)], "the day is there")
    assert api.get(f"/attendance/progress/{drafter}").json()["attendanceCount"] == 1
    record = api.get(f"/attendance/history/{drafter}").json()[0]["id"]
    corrections = api.get(f"/attendance/records/{record}").json()["corrections"]
    assert [(one["source"], one["reason"], one["before"]["status"], one["after"]["status"])
            for one in corrections] == \
        [(f"attendance:{request}:1", "단말기 고장", "VOIDED", "CHECKED_OUT")]


def test_a_record_is_corrected_and_corrected_away(api):
    drafter, approver = staff(api)
    for fields, row in (({"checkIn": "22:00", "checkOut": "06:00"}, "CHECKED_OUT"),
                        ({"checkOut": "05:00"}, "CHECKED_OUT"), ({"absent": True}, "VOIDED"),
                        ({"checkIn": "21:00"}, "CHECKED_OUT")):
        request = ask(api, drafter, approver, **fields).json()["requestId"]
        approve(api, approver, request)
        until(lambda s=row: [status for _, status, _ in history(api, drafter)] == [s], row)
    assert history(api, drafter) == [(DATE, "CHECKED_OUT", 480)]


def test_a_rejected_correction_changes_nothing(api):
    drafter, approver = staff(api)
    request = ask(api, drafter, approver, checkIn="09:00").json()["requestId"]
    api.decide(approver, request, "rejected", comment="출근 기록 없음")
    api.final(request, "rejected")
    assert history(api, drafter) == []


def test_what_cannot_be_corrected_is_refused_at_the_submit(api):
    drafter, approver = staff(api)
    for fields, pointer in (
            ({}, "/fields/checkIn"), ({"checkOut": "18:00"}, "/fields/checkIn"),
            ({"absent": True}, "/fields/absent"), ({"checkIn": "25:00"}, "/fields/checkIn"),
            ({"checkIn": "09:00", "absent": True}, "/fields/absent"),
            ({"workDate": company_date(2).isoformat(), "checkIn": "09:00"}, "/fields/checkIn"),
            ({"workDate": "2026-02-29", "checkIn": "09:00"}, "/fields/workDate"),
            ({"checkIn": "09:00", "reason": ""}, "/fields/reason")):
        reply = ask(api, drafter, approver, **fields)
        assert reply.status_code == 400, (fields, reply.text)
        assert pointer in [error["pointer"] for error in reply.json()["errors"]], fields
