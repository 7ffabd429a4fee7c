"""What services and operators ask each other at ports of their own, wrong in the ways that the
schemas do not show: times, places in lists, ids that travel in a path, messages to everybody."""
import json

import pytest

from hostile import wire
from hostile.judge import problem_faults
from hostile.valid import unique

JSON = [("Content-Type", "application/json")]


def judged(server, rows):
    """`rows`: name → (method, path, body, statuses, pointer)"""
    found = []
    for name, (method, path, body, statuses, pointer) in rows.items():
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        reply = server.ask(wire.request(method, server.prefix + path, JSON if data else [], data))
        found += [f"{name}: {fault}" for fault in problem_faults(reply, statuses, pointer)]
    return found


DAY = "2026-11-20T00:00:00Z"
SPANS = {
    "from after to": (DAY, "2026-11-19T00:00:00Z", "/to"),
    "from is to": (DAY, DAY, "/to"),
    "31 days and a millisecond": (DAY, "2026-12-21T00:00:00.001Z", "/to"),
    "all the time there is": ("1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "/to"),
    "a date": ("2026-11-19", DAY, "/from"),
    "without a zone": ("2026-11-19T00:00:00", DAY, "/from"),
    "no such day": ("2026-02-30T00:00:00Z", DAY, "/from"),
    "25 hours": ("2026-11-19T25:00:00Z", DAY, "/from"),
    "seconds since 1970": (1763600000, DAY, "/from"),
    "as text": ("1763600000", DAY, "/from"),
    "a word": ("now", DAY, "/from"),
    "year 10000": (DAY, "+10000-01-01T00:00:00Z", "/to"),
    "NUL at the end": (DAY + "\0", "2026-11-21T00:00:00Z", "/from"),
    "operator": ({"$gt": ""}, DAY, "/from"),
}


def test_wrong_times_send_nothing_again(scene, servers, unchanged):
    assert scene.document
    unchanged()
    found = judged(servers["approval-request", "internal"], {
        name: ("POST", "/internal/notifications/re-emit", {"from": start, "to": end}, {400}, where)
        for name, (start, end, where) in SPANS.items()})
    assert not found, "\n".join(found)


@pytest.mark.parametrize("query", [
    "after=-1", "after=0", "after=x", "after=1.5", f"after={2**63}", "after=%2B1", "limit=0",
    "limit=501", "limit=x", "limit=", "limit=-1", f"limit={2**64}", "view=other", "view=", "view=KEYS",
    "view=keys,full", "view[]=full", "minAgeMs=-1", "minAgeMs=1e3", "minAgeMs=31622400001",
    f"minAgeMs={2**63}", "view=full&view=keys", "limit=1&limit=2", "after=1&page=2"])
def test_wrong_places_in_the_open_steps_are_refused(scene, servers, unchanged, query):
    unchanged()
    pointer = None if "&" in query else query.partition("=")[0]
    found = judged(servers["approval-request", "internal"], {
        query: ("GET", f"/internal/open-steps?{query}", None, {400}, pointer)})
    assert not found, "\n".join(found)


OPERATION_IDS = {
    "201 characters": "a" * 201, "blank": "a%20b", "newline at the end": "leave:1:1%0a",
    "newline inside": "a%0ab", "NUL": "a%00", "not ASCII": "%ea%b0%80", "invalid UTF-8": "a%ff",
    "encoded slash": "a%2fb", "star": "*", "quote": "a'b", "percent": "a%25b", "brace": "%7ba%7d",
    "plus": "a+b", "DEL": "a%7f", "semicolon": "a;b"}


def leave_operation(scene, **change):
    return {"employeeId": scene.drafter, "kind": "RESERVE", "minutes": 60,
            "source": "hostile:1", **change}


def test_wrong_ids_of_leave_operations_store_nothing(scene, servers, unchanged):
    unchanged()
    found = judged(servers["employee", "internal"], {
        name: ("PUT", f"/internal/leave-ops/{value}", leave_operation(scene),
               {400, 404} if "%2f" in value else {400}, None)
        for name, value in OPERATION_IDS.items()})
    found += judged(servers["employee", "internal"], {
        f"source {source[:20]!r}": ("PUT", f"/internal/leave-ops/{unique('op')}",
                                    leave_operation(scene, source=source), {400}, "/source")
        for source in ("", "a" * 201, "a b", "leave:1:1\n", "\n", "가", "a/b", "a\0")})
    assert not found, "\n".join(found)


def test_an_operation_id_is_never_used_for_another_operation(world, servers, unchanged):
    server, path = servers["employee", "internal"], f"/internal/leave-ops/{unique('op')}"
    good = leave_operation(world, source=unique("hostile"))
    world.disturb()
    made = server.ask(wire.request("PUT", path, JSON, json.dumps(good).encode()))
    assert made.status == 200 and json.loads(made.body)["outcome"] == "applied", made.text()
    unchanged()
    found = judged(server, {
        str(change): ("PUT", path, {**good, **change}, {422}, None)
        for change in ({"minutes": 61}, {"kind": "CONSUME"}, {"source": "hostile:2"},
                       {"employeeId": world.first}, {"reason": "다른 말"})})
    assert not found, "\n".join(found)


MESSAGES = {
    "message of 4,001": ({"message": "가" * 4001}, "/message"),
    "no message": ({"message": ""}, "/message"),
    "message with NUL": ({"message": "a\0b"}, "/message"),
    "message of another type": ({"message": {"text": "a"}}, "/message"),
    "status of 65": ({"status": "a" * 65}, "/status"),
    "no status": ({"status": ""}, "/status"),
    "status null": ({"status": None}, "/status"),
    "status a number": ({"status": 1}, "/status"),
    "status a list": ({"status": ["approved"]}, "/status"),
    "status an operator": ({"status": {"$ne": 1}}, "/status"),
    "approval 0": ({"approvalId": 0}, "/approvalId"),
    "approval -1": ({"approvalId": -1}, "/approvalId"),
    "approval 2^63": ({"approvalId": 2**63}, "/approvalId"),
    "approval as an empty text": ({"approvalId": ""}, "/approvalId"),
    "approval as a text of 65": ({"approvalId": "a" * 65}, "/approvalId"),
    "approval as a list": ({"approvalId": [1]}, "/approvalId"),
    "its own id": ({"id": "n:1"}, "/id"),
    "its own type": ({"type": "STEP_OPENED"}, "/type"),
    "its own place": ({"seq": 1}, "/seq"),
    "somebody else": ({"userId": 1}, "/userId"),
}


@pytest.mark.parametrize("via", ["direct", "gateway"])
def test_wrong_messages_reach_nobody(scene, servers, unchanged, via):
    server = servers["gateway" if via == "gateway" else "notification"]
    good = {"approvalId": 1, "status": "approved", "message": "안내"}
    unchanged()
    found = []
    for path in ("/notifications/send", f"/notifications/send/{scene.drafter}"):
        found += judged(server, {f"{path} {name}": ("POST", path, {**good, **change}, {400}, where)
                               for name, (change, where) in MESSAGES.items()})
    found += judged(server, {
        f"userId {value}": ("POST", f"/notifications/send/{value}", good, {400, 404}, None)
        for value in ("0", "-1", str(2**63), str(2**64), "abc", "1.5", "*", "%00")})
    assert not found, "\n".join(found)
