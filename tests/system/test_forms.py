"""Forms and their fields through all daemons: what a drafter fills in is what everybody sees, what a
decision binds to, and what the form causes."""
import pytest

from system.approval_client import unique
from system.eventually import until

FIELDS = {"dueDate": "2026-12-31"}


def task_of(api, person, request):
    return until(lambda: next((task for task in api.tasks(person)
                               if task["requestId"] == request), None), "the task")


def edit(api, drafter, request, **changes):
    return api.call("PUT", f"/approvals/{request}", {"requesterId": drafter, **changes})


def submit_again(api, drafter, request):
    reply = api.call("POST", f"/approvals/{request}/submit", {"requesterId": drafter})
    assert reply.status_code == 200, reply.text


def recalled(api, drafter, request):
    reply = api.call("POST", f"/approvals/{request}/recall", {"requesterId": drafter})
    assert reply.status_code in (200, 202), reply.text
    return api.final(request, "recalled")


@pytest.mark.parametrize(("form", "type_", "fields"), [
    ("general", "GENERAL", {}), ("general", "GENERAL", FIELDS),
    ("expense", "EXPENSE", {"amount": 120000, **FIELDS}), ("project", "PROJECT", FIELDS)])
def test_fields_are_shown_wherever_the_document_is(api, people, form, type_, fields):
    drafter, first, second, _ = people
    request = api.submitted(drafter, [first, second], form=form, fields=fields)
    document = api.document(request)
    task = task_of(api, first, request)
    rows = [next(row for row in api.get(path).json() if row["requestId"] == request)
            for path in (f"/approvals?requesterId={drafter}",
                         f"/approvals/pending?approverId={first}")]
    for shown in (document, task, *rows):
        assert (shown["form"], shown["type"], shown["fields"]) == (form, type_, fields)
    assert api.decide(first, request).status_code in (200, 202)
    assert task_of(api, second, request)["fields"] == fields
    assert api.decide(second, request).status_code in (200, 202)
    assert api.final(request, "approved")["fields"] == fields


def test_what_means_the_same_is_one_document_and_what_does_not_is_refused(api, people):
    drafter, first, _, _ = people
    key = {"Idempotency-Key": unique("forms")}
    body = {"form": "expense", "fields": {"amount": 5, "dueDate": "2026-12-31"}}
    request = api.submitted(drafter, [first], headers=key, **body)
    same = [{"type": "EXPENSE", "fields": {"dueDate": "2026-12-31", "amount": 5.0}},
            {"form": "expense", "type": "EXPENSE", "leaveDays": None, "fields": body["fields"]}]
    for spelling in same:
        reply = api.submit(drafter, [first], headers=key, **spelling)
        assert reply.status_code == 201 and reply.json()["requestId"] == request, reply.text
        assert reply.headers["Idempotency-Replayed"] == "true"
    for other in ({"amount": 6, "dueDate": "2026-12-31"}, {"amount": 5}, {}):
        reply = api.submit(drafter, [first], headers=key, form="expense", fields=other)
        assert (reply.status_code, reply.json()["code"]) == (422, "idempotency-key-reused")


def test_each_field_is_part_of_the_hash(api, people):
    drafter, first, _, _ = people

    def content_hash(**more):
        return api.document(api.submitted(drafter, [first], **more))["contentHash"]

    plain = content_hash()
    assert content_hash(fields={}) == content_hash(fields={"dueDate": None}) == plain
    due = content_hash(fields=FIELDS)
    assert due == content_hash(fields=FIELDS) != plain
    assert content_hash(fields={"dueDate": "2027-01-01"}) not in (plain, due)


def test_a_drafter_changes_fields_and_submits_again(api, people):
    drafter, first, _, _ = people
    request = api.submitted(drafter, [first], fields=FIELDS)
    before = recalled(api, drafter, request)
    changed = edit(api, drafter, request, fields={"dueDate": "2027-01-15"})
    assert changed.status_code == 200, changed.text
    assert changed.json()["fields"] == {"dueDate": "2027-01-15"}
    assert changed.json()["contentHash"] != before["contentHash"]
    # What is not sent stays; what is sent replaces all of it.
    assert edit(api, drafter, request, title="다른 제목").json()["fields"]
    assert edit(api, drafter, request, fields={}).json()["fields"] == {}
    assert edit(api, drafter, request, fields={"dueDate": "x"}).status_code == 400
    assert edit(api, drafter, request, form="expense").status_code == 400
    body = edit(api, drafter, request, fields=FIELDS).json()
    assert api.call("PUT", f"/approvals/{request}", body).status_code == 200
    submit_again(api, drafter, request)
    assert task_of(api, first, request)["fields"] == FIELDS


def test_leave_is_taken_once_under_either_name(api, people):
    drafter, first, _, _ = people

    def balance():
        return api.get(f"/employees/{drafter}/leave-balance").json()["remainingLeave"]

    before = balance()
    taken = 0
    for spelling in ({"type": "ANNUAL_LEAVE", "leaveDays": 1.5},
                     {"form": "annual-leave", "fields": {"leaveDays": 1.5}},
                     {"form": "annual-leave", "leaveDays": 1.5, "fields": FIELDS},
                     {"type": "ANNUAL_LEAVE", "leaveDays": 1.5, "fields": {"leaveDays": 1.5}}):
        request = api.submitted(drafter, [first], **spelling)
        document = api.document(request)
        assert document["leaveDays"] == document["fields"]["leaveDays"] == 1.5
        assert task_of(api, first, request)["fields"]["leaveDays"] == 1.5
        assert api.decide(first, request).status_code in (200, 202)
        taken += 1.5
        until(lambda days=taken: balance() == before - days, f"{taken} days are taken")


def test_a_client_that_knows_only_the_old_name_changes_what_it_has_read(api, people):
    drafter, first, _, _ = people
    request = api.submitted(drafter, [first], type="ANNUAL_LEAVE", leaveDays=2, fields=FIELDS)
    document = recalled(api, drafter, request)
    document["leaveDays"] = 0.5
    changed = api.call("PUT", f"/approvals/{request}", document)
    assert changed.status_code == 200, changed.text
    assert changed.json()["fields"] == {**FIELDS, "leaveDays": 0.5}
    document = changed.json()
    document["fields"]["leaveDays"] = 1
    changed = api.call("PUT", f"/approvals/{request}", document)
    assert changed.json()["leaveDays"] == 1, changed.text
    document = changed.json() | {"leaveDays": 3}
    document["fields"] = {"leaveDays": 2}
    refused = api.call("PUT", f"/approvals/{request}", document)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/leaveDays"


def test_refusals_name_the_place_in_the_readers_language(api, people):
    drafter, first, _, _ = people
    wrong = {"form": "expense", "fields": {"amount": -1, "dueDate": "2026-02-30", "won": 1}}
    said = {}
    for language in ("ko", "en"):
        reply = api.submit(drafter, [first], headers={"Accept-Language": language}, **wrong)
        assert (reply.status_code, reply.json()["code"]) == (400, "invalid-draft")
        said[language] = {mistake["pointer"]: mistake["detail"]
                          for mistake in reply.json()["errors"]}
    assert said["en"] == {"/fields/amount": "must be at least 0",
                          "/fields/dueDate": "must be a date such as 2026-12-31",
                          "/fields/won": "is not known"}
    assert said["ko"] == {"/fields/amount": "0 이상이어야 합니다",
                          "/fields/dueDate": "2026-12-31과 같은 날짜여야 합니다",
                          "/fields/won": "알 수 없는 항목입니다"}
