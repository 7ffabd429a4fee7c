"""Documents that are not there for somebody, lists, and what answers say beforehand of the verbs."""
import pytest

from rights.rows_approval_request import ONE, ROWS
from rights.world import AUDITOR, HR, LINE, NEXT_LINE, NOBODY, OUTSIDER, PEOPLE, SELF
from system.eventually import until

OF_ONE = [row for row in ROWS if ONE in row.operation and row.expected[OUTSIDER] == 404]


def told(reply):
    """An answer but for the name of its trace."""
    body = {name: value for name, value in reply.json().items() if name != "traceId"}
    headers = {name: value for name, value in reply.headers.items()
               if name.lower() not in ("date", "x-trace-id", "traceparent", "x-request-id")}
    return reply.status_code, body, headers


@pytest.mark.parametrize("row", OF_ONE, ids=lambda row: row.name)
def test_what_is_not_there_for_somebody_looks_like_what_does_not_exist(world, row):
    path, body = row.request(world, world.people[OUTSIDER])
    number = path.split("/")[2].split("?")[0]
    hidden = world.ask(OUTSIDER, row.method, path, body)
    unknown = world.ask(OUTSIDER, row.method, path.replace(number, str(NOBODY), 1), body)
    assert told(hidden) == told(unknown)
    assert hidden.status_code == 404


@pytest.mark.parametrize("status", ["approved", "rejected"])
def test_a_decision_on_somebody_elses_task_tells_nothing_of_it(world, status):
    me = world.people[OUTSIDER]
    for body in ({"status": status}, {"status": status, "comment": "사유"}):
        hidden = world.ask(OUTSIDER, "POST", f"/process/{me}/{world.open_leave()}", body)
        unknown = world.ask(OUTSIDER, "POST", f"/process/{me}/{NOBODY}", body)
        assert told(hidden) == told(unknown)
        assert hidden.status_code == 404


def listed(world, identity, query=""):
    """The numbers on all pages."""
    numbers, path = [], f"/approvals?limit=7{query}"
    while path:
        reply = world.ask(identity, "GET", path)
        assert reply.status_code == 200, reply.text
        numbers += [document["id"] for document in reply.json()]
        path = "/approvals" + reply.links["next"]["url"] if "next" in reply.links else None
    return numbers


def test_lists_give_exactly_what_may_be_seen(world):
    made = [world.open(), world.open_leave(), world.draft(), world.recalled(), world.approved_leave()]
    by_auditor = listed(world, AUDITOR)
    assert by_auditor == sorted(by_auditor, reverse=True)
    for identity in PEOPLE:
        seen = listed(world, identity)
        assert len(seen) == len(set(seen))
        for request in made:
            there = world.ask(identity, "GET", f"/approvals/{request}").status_code == 200
            assert (request in seen) == there, (identity, request)
            of_drafter = listed(world, identity, f"&requesterId={world.people[SELF]}")
            assert (request in of_drafter) == there, (identity, request)
    assert listed(world, OUTSIDER, f"&requesterId={world.people[SELF]}") == []
    assert made[2] in listed(world, SELF, "&finalStatus=draft")
    assert made[2] not in listed(world, AUDITOR, "&finalStatus=draft")
    assert set(listed(world, HR)) < set(by_auditor)


VERBS = {
    "edit": ("PUT", "", "requesterId", {"title": "다른 제목"}),
    "submit": ("POST", "/submit", "requesterId", {}),
    "recall": ("POST", "/recall", "requesterId", {}),
    "decide": ("PUT", "/approve", "approverId", {}),
    "cancelLeave": ("POST", "/cancel-leave", "actorId", {}),
}


@pytest.mark.parametrize("document", ["open", "open_leave", "draft", "recalled", "approved",
                                      "approved_leave"])
def test_flags_are_what_the_verbs_then_answer(world, document):
    for identity in (SELF, LINE, NEXT_LINE, HR, AUDITOR):
        me, path = world.people[identity], None
        for verb in (*VERBS, "delete"):
            path = path or f"/approvals/{getattr(world, document)()}"
            shown = world.ask(identity, "GET", path)
            may = shown.status_code == 200 and shown.json()["can"][verb]
            if verb == "delete":
                done = world.ask(identity, "DELETE", f"{path}?requesterId={me}")
            else:
                method, more, named, body = VERBS[verb]
                done = world.ask(identity, method, path + more, {named: me, **body})
            refused = done.status_code in (403, 404, 409)
            refused = refused and not done.json().get("code", "").startswith("leave-insufficient")
            assert may is not refused, (document, identity, verb, done.text)
            path = path if refused else None  # what was changed is not asked again


def test_what_was_read_may_be_sent_back(world):
    path = f"/approvals/{world.recalled()}"
    shown = world.ask(SELF, "GET", path).json()
    assert shown["can"]["edit"]
    changed = world.ask(SELF, "PUT", path, shown | {"title": "다른 제목"})
    assert changed.status_code == 200, changed.text
    assert changed.json()["can"] == shown["can"]


def test_who_reads_everything_decides_nothing(world):
    request = world.open()
    for method, path, body in (
            ("PUT", f"/approvals/{request}/approve", {"approverId": world.people[AUDITOR]}),
            ("POST", f"/process/{world.people[AUDITOR]}/{request}", {"status": "approved"})):
        assert world.ask(AUDITOR, method, path, body).status_code == 404
    until(lambda: world.ask(AUDITOR, "GET", f"/approvals/{request}").json()["finalStatus"]
          == "in_progress", "it is under way")
