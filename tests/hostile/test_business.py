"""What somebody tries who knows the system: other people's steps, other people's documents,
decisions twice or out of order, keys used again, headers that claim to be somebody."""
import concurrent.futures
import json

import pytest

from hostile import wire
from hostile.judge import leaks, problem_faults
from hostile.valid import unique
from system.eventually import until


def refused(reply, status, code=None, pointer=None):
    faults = problem_faults(reply, {status}, pointer)
    assert not faults, "\n".join(faults)
    body = json.loads(reply.body)
    assert code is None or body["code"] == code, body
    return body


def line(*people):
    return [{"step": number, "approverId": person} for number, person in enumerate(people, 1)]


def wrong_lines(world):
    first, second = world.first, world.second
    return {
        "null": (None, "/steps"),
        "empty": ([], "/steps"),
        "text": ("1", "/steps"),
        "object": ({"0": {"step": 1, "approverId": first}}, "/steps"),
        "nested": ([line(first)], "/steps/0"),
        "gap": ([{"step": 1, "approverId": first}, {"step": 3, "approverId": second}], "/steps"),
        "starts at two": ([{"step": 2, "approverId": first}], "/steps"),
        "step 0": ([{"step": 0, "approverId": first}], "/steps"),
        "step repeated": ([{"step": 1, "approverId": first}, {"step": 1, "approverId": second}],
                          "/steps"),
        "person repeated": (line(first, first), "/steps"),
        "21 steps": (line(*range(first, first + 21)), "/steps"),
        "1,000 steps": (line(*range(first, first + 1000)), "/steps"),
        "drafter": (line(first, world.drafter), "/steps"),
        "unknown person": (line(first, 2**62), "/steps"),
        "inactive person": (line(first, world.gone), "/steps/1"),
        "id 0": (line(0), "/steps/0/approverId"),
        "id -1": (line(-1), "/steps/0/approverId"),
        "id 2^63": (line(2**63), "/steps/0/approverId"),
        "id 2^64 + somebody": (line(2**64 + first), "/steps/0/approverId"),
        "id with a fraction": (line(first + 0.5), "/steps/0/approverId"),
        "id as text": (line(str(first)), "/steps/0/approverId"),
        "id as an operator": ([{"step": 1, "approverId": {"$gt": 0}}], "/steps/0/approverId"),
        "decided already": ([{"step": 1, "approverId": first, "status": "approved"}],
                            "/steps/0/status"),
    }


def test_wrong_lines_are_refused_and_named(scene, ask, unchanged):
    unchanged()
    found = []
    for name, (steps, pointer) in wrong_lines(scene).items():
        reply = ask("POST", "/approvals", {"requesterId": scene.drafter, "title": "t",
                                           "content": "c", "steps": steps})
        faults = problem_faults(reply, {400})
        if not faults and not any(entry["pointer"].startswith(pointer)
                                  for entry in json.loads(reply.body)["errors"]):
            faults = [f"does not name {pointer}: {reply.text()}"]
        found += [f"{name}: {fault}" for fault in faults]
    assert not found, "\n".join(found)


def test_wrong_drafts_are_refused_and_named(scene, ask, unchanged):
    good = {"requesterId": scene.drafter, "title": "t", "content": "c", "steps": line(scene.first)}
    rows = {
        "blank title": ({"title": "   "}, "/title"),
        "title of 201": ({"title": "가" * 201}, "/title"),
        "content of 16,385 characters": ({"content": "a" * 16385}, "/content"),
        "content of 16,385 Korean characters": ({"content": "가" * 16385}, "/content"),
        "drafter unknown": ({"requesterId": 2**62}, "/requesterId"),
        "other type": ({"type": "PARTY"}, "/type"),
        "lower case type": ({"type": "expense"}, "/type"),
        "form among the fields": ({"fields": {"form": "expense"}}, "/fields/form"),
        "due date beside the fields": ({"dueDate": "2026-12-31"}, "/dueDate"),
        "leave days of a general document": ({"leaveDays": 1}, "/leaveDays"),
        "final from the start": ({"finalStatus": "approved"}, "/finalStatus"),
        "own number": ({"requestId": 1}, "/requestId"),
        "own version": ({"version": 7}, "/version"),
        "prototype": ({"__proto__": {"admin": True}}, "/__proto__"),
        "operator": ({"$where": "sleep(1000)"}, "/$where"),
    }
    unchanged()
    found = []
    for name, (change, pointer) in rows.items():
        reply = ask("POST", "/approvals", {**good, **change})
        found += [f"{name}: {fault}" for fault in problem_faults(reply, {400}, pointer)]
    assert not found, "\n".join(found)


def wrong_fields():
    """name -> (the text of a general document's fields, where the mistake is named)"""
    deep = '{"dueDate":' * 31 + "1" + "}" * 31
    return {
        "number": ("1", "/fields"),
        "text": ('"{}"', "/fields"),
        "array": ("[]", "/fields"),
        "true": ("true", "/fields"),
        "unknown field": ('{"dueDates":"2026-12-31"}', "/fields/dueDates"),
        "field of another form": ('{"leaveDays":1}', "/fields/leaveDays"),
        "name with a slash": ('{"a/b":1}', "/fields/a~1b"),
        "operator": ('{"$where":"sleep(1000)"}', "/fields/$where"),
        "prototype": ('{"__proto__":{"admin":true}}', "/fields/__proto__"),
        "empty name": ('{"":1}', "/fields"),
        "name of 65": ('{"%s":1}' % ("a" * 65), "/fields"),
        "name of 10,000": ('{"%s":1}' % ("a" * 10000), "/fields"),
        "name with NUL": (r'{"a\u0000":1}', "/fields"),
        "name that turns the text": (r'{"a\u202e":1}', "/fields"),
        "one name in two normal forms": (r'{"\uac00":1,"\u1100\u1161":1}', "/fields/가"),
        "NUL": (r'{"dueDate":"2026-12-31\u0000"}', "/fields/dueDate"),
        "too long a text": ('{"dueDate":"%s"}' % ("1" * 4001), "/fields/dueDate"),
        "no date": ('{"dueDate":"soon"}', "/fields/dueDate"),
        "no such day": ('{"dueDate":"2026-02-29"}', "/fields/dueDate"),
        "instant": ('{"dueDate":"2026-12-31T00:00:00Z"}', "/fields/dueDate"),
        "date as a number": ('{"dueDate":20261231}', "/fields/dueDate"),
        "date as an object": ('{"dueDate":{"$gt":""}}', "/fields/dueDate"),
        "date as an array": ('{"dueDate":["2026-12-31"]}', "/fields/dueDate"),
        "2^53": ('{"x":9007199254740992}', "/fields/x"),
        "2^64": ('{"x":18446744073709551616}', "/fields/x"),
        "1e308": ('{"x":1e308}', "/fields/x"),
        "9 levels": ('{"x":' + "[" * 8 + "1" + "]" * 8 + "}", "/fields/x/0/0/0/0/0/0/0"),
        "31 levels": (deep, "/fields" + "/dueDate" * 8),
        "501 values": (json.dumps({"x": [1] * 500}), "/fields/x"),
        "80,000 values": (json.dumps({"x": [1] * 80_000}), "/fields/x"),
        "17 KB": (json.dumps({"x": ["a" * 3500] * 5}), "/fields"),
    }


NO_JSON = {
    "key twice": b'{"dueDate":"2026-12-31","dueDate":"2026-12-30"}',
    "1e400": b'{"x":1e400}',
    "-1e400": b'{"x":-1e400}',
    "NaN": b'{"x":NaN}',
    "Infinity": b'{"x":Infinity}',
    "hexadecimal": b'{"x":0x10}',
    "leading zero": b'{"x":01}',
    "half a surrogate pair": b'{"x":"\\ud800"}',
    "low surrogate alone": b'{"x":"\\udc00"}',
    "bare control character": b'{"x":"\x01"}',
    "NUL byte": b'{"x":"\x00"}',
    "not UTF-8": b'{"x":"\xff"}',
    "overlong slash": b'{"x":"\xc0\xaf"}',
    "40 levels": b'{"x":' + b"[" * 40 + b"]" * 40 + b"}",
}


def test_wrong_fields_are_refused_and_named(scene, ask, servers, unchanged):
    good = {"requesterId": scene.drafter, "title": "t", "content": "c", "steps": line(scene.first)}
    head = json.dumps(good).encode()[:-1]
    unchanged()
    found = []

    def send(fields):
        return servers["gateway"].ask(wire.request(
            "POST", "/api/approvals", [("Content-Type", "application/json")],
            head + b',"fields":' + fields + b"}"))

    for name, (fields, pointer) in wrong_fields().items():
        reply = send(fields.encode())
        found += [f"{name}: {fault}" for fault in problem_faults(reply, {400}, pointer)]
    for name, fields in NO_JSON.items():
        reply = send(fields)
        faults = problem_faults(reply, {400})
        if not faults and json.loads(reply.body)["code"] != "malformed-json":
            faults = [f"is not malformed JSON: {reply.text()}"]
        found += [f"{name}: {fault}" for fault in faults]
    assert not found, "\n".join(found)


def test_wrong_forms_and_two_that_disagree_are_refused(scene, ask, unchanged):
    good = {"requesterId": scene.drafter, "title": "t", "content": "c", "steps": line(scene.first)}
    leave = {"form": "annual-leave", "fields": {"leaveDays": 1}}
    rows = {
        "no such form": ({"form": "party"}, "/form"),
        "form in capitals": ({"form": "EXPENSE"}, "/form"),
        "form that is a path": ({"form": "../general"}, "/form"),
        "form with NUL": ({"form": "general\0"}, "/form"),
        "form that is a number": ({"form": 1}, "/form"),
        "form that is a list": ({"form": ["general"]}, "/form"),
        "form of 100,000": ({"form": "a" * 100_000}, "/form"),
        "form and type of two forms": ({"form": "expense", "type": "GENERAL"}, "/type"),
        "another version": ({"formVersion": 1}, "/formVersion"),
        "leave that is said differently": ({**leave, "leaveDays": 2}, "/leaveDays"),
        "leave without days": ({"form": "annual-leave"}, "/leaveDays"),
        "leave without days among fields": ({"form": "annual-leave",
                                             "fields": {"dueDate": "2026-12-31"}},
                                            "/fields/leaveDays"),
        "negative amount": ({"form": "expense", "fields": {"amount": -1}}, "/fields/amount"),
        "part of a won": ({"form": "expense", "fields": {"amount": 0.5}}, "/fields/amount"),
    }
    unchanged()
    found = []
    for name, (change, pointer) in rows.items():
        reply = ask("POST", "/approvals", {**good, **change})
        found += [f"{name}: {fault}" for fault in problem_faults(reply, {400}, pointer)]
    for days in LEAVE_DAYS:
        reply = ask("POST", "/approvals", {**good, "form": "annual-leave",
                                           "fields": {"leaveDays": days}})
        found += [f"fields.leaveDays {days!r}: {fault}"
                  for fault in problem_faults(reply, {400}, "/fields/leaveDays")]
    assert not found, "\n".join(found)


def test_somebody_who_has_left_drafts_and_decides_nothing(scene, ask, unchanged):
    document = scene.document
    until(lambda: ask("POST", f"/process/{scene.gone}/{document}",
                      {"status": "approved"}).status == 403, "the leaver is known")
    unchanged()
    refused(ask("POST", "/approvals", {"requesterId": scene.gone, "title": "t", "content": "c",
                                       "steps": line(scene.first)}), 403, "inactive")
    refused(ask("POST", f"/process/{scene.gone}/{document}", {"status": "approved"}), 403,
            "inactive")
    for verb in ("approve", "reject"):
        refused(ask("PUT", f"/approvals/{document}/{verb}", {"approverId": scene.gone}), 403,
                "inactive")


LEAVE_DAYS = (0, -1, -0.125, 0.3, 1 / 3, 1e-9, 367, 2**31, 2**63, 2**64, 1e308, "1", True, [], {},
              366.125)


def test_wrong_leave_days_are_refused_and_named(scene, ask, unchanged):
    unchanged()
    found = []
    for days in (None, *LEAVE_DAYS):
        reply = ask("POST", "/approvals", {
            "requesterId": scene.drafter, "title": "연차", "content": "c", "type": "ANNUAL_LEAVE",
            "leaveDays": days, "steps": line(scene.first)})
        found += [f"leaveDays {days!r}: {fault}"
                  for fault in problem_faults(reply, {400}, "/leaveDays")]
    for days in LEAVE_DAYS:
        if days in (-1, -0.125):
            continue  # taking away is an adjustment too
        reply = ask("PUT", f"/employees/{scene.drafter}/leave-balance", {"adjustment": days})
        found += [f"adjustment {days!r}: {fault}"
                  for fault in problem_faults(reply, {400}, "/adjustment")]
    for days in LEAVE_DAYS:
        reply = ask("POST", f"/employees/{scene.drafter}/deduct-leave", {"days": days})
        found += [f"days {days!r}: {fault}" for fault in problem_faults(reply, {400}, "/days")]
    assert not found, "\n".join(found)


WRONG_MINUTES = (0, -1, 1.5, "60", None, True, [], 36_600 * 480 + 1, 2**31 * 480, 2**63, 1e308)


def test_wrong_leave_operations_are_refused_and_named(scene, servers, unchanged):
    """Straight at the operator port, as only another service could."""
    server = servers["employee", "internal"]
    good = {"employeeId": scene.drafter, "kind": "RESERVE", "minutes": 60, "source": "hostile:1"}

    def put(operation, **change):
        return server.ask(wire.request("PUT", f"/internal/leave-ops/{operation}",
                                     [("Content-Type", "application/json")],
                                     json.dumps({**good, **change}).encode()))
    unchanged()
    found = []
    for kind in ("RESERVE", "CONSUME", "RELEASE", "GRANT", "ADJUST"):
        for minutes in WRONG_MINUTES:
            if kind == "ADJUST" and minutes == -1:
                continue
            reply = put(unique("op"), kind=kind, minutes=minutes)
            found += [f"{kind} {minutes!r}: {fault}"
                      for fault in problem_faults(reply, {400}, "/minutes")]
    for kind in ("reserve", "STEAL", "", None, 1):
        found += [f"kind {kind!r}: {fault}"
                  for fault in problem_faults(put(unique("op"), kind=kind), {400}, "/kind")]
    for operation in ("a" * 201, "a%20b", "%ea%b0%80", "a%2fb", "a%00", "*", "a'b"):
        found += [f"operation {operation[:20]}: {fault}"
                  for fault in problem_faults(put(operation), {400, 404})]
    found += [f"unknown person: {fault}" for fault in problem_faults(
        put(unique("op"), employeeId=2**62), {404})]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("raw", [b"NaN", b"Infinity", b"-Infinity", b"1e400", b"0x1", b"1,5", b".5",
                                 b"5.", b"+1", b"--1", b"1e", b"\xef\xbc\x91"])
def test_numbers_that_are_none_are_refused(scene, servers, unchanged, raw):
    unchanged()
    server = servers["gateway"]
    for path, name in ((f"/employees/{scene.drafter}/leave-balance", b"adjustment"),):
        reply = server.ask(wire.request("PUT", f"/api{path}", [("Content-Type", "application/json")],
                                      b'{"%s":%s}' % (name, raw)))
        faults = problem_faults(reply, {400})
        assert not faults, "\n".join(faults)


def test_only_the_one_whose_turn_it_is_decides(scene, ask, unchanged):
    document = scene.document
    unchanged()
    for person in (scene.drafter, scene.outsider, 2**62):
        refused(ask("POST", f"/process/{person}/{document}", {"status": "approved"}), 404)
        refused(ask("PUT", f"/approvals/{document}/approve", {"approverId": person}), 404)
        refused(ask("PUT", f"/approvals/{document}/reject", {"approverId": person}), 404)
    refused(ask("POST", f"/process/{scene.second}/{document}", {"status": "approved"}), 409,
            "step-not-open")
    refused(ask("PUT", f"/approvals/{document}/approve", {"approverId": scene.second}), 409,
            "step-not-open")
    for missing in (document + 10**9, 2**62, 2**63 - 1):
        refused(ask("POST", f"/process/{scene.first}/{missing}", {"status": "approved"}), 404)
        refused(ask("PUT", f"/approvals/{missing}/approve", {"approverId": scene.first}), 404)


@pytest.mark.parametrize("status", ["maybe", "APPROVED", "Approved", " approved", "approved ", "",
                                    "pending", "recalled", "canceled", "returned", "승인", None, 1,
                                    True, ["approved"], {"$ne": 1}, "approved\0"])
def test_other_words_than_the_two_decide_nothing(scene, ask, unchanged, status):
    document = scene.document
    unchanged()
    refused(ask("POST", f"/process/{scene.first}/{document}", {"status": status}), 400,
            pointer="/status")


def test_a_decision_stands_against_every_other_attempt(world, ask, unchanged):
    document = world.new_document([world.first])
    assert ask("POST", f"/process/{world.first}/{document}", {"status": "rejected"}).status in \
        (200, 202)
    until(lambda: world.state(document)["finalStatus"] == "rejected", "the rejection shows")
    unchanged()
    for status in ("approved", "rejected"):
        body = refused(ask("POST", f"/process/{world.first}/{document}", {"status": status}), 409,
                       "already-decided")
        assert body["decidedBy"] == world.first and body["decidedStatus"] == "rejected"
        assert body["decidedAt"].endswith("Z")
    refused(ask("PUT", f"/approvals/{document}/approve", {"approverId": world.first}), 409)
    refused(ask("PUT", f"/approvals/{document}/approve", {"approverId": world.second}), 404)


def test_a_wrong_if_match_decides_nothing(scene, ask, unchanged):
    document = scene.document
    unchanged()
    for tag in ('"2"', '"999999"'):
        refused(ask("PUT", f"/approvals/{document}/approve", {"approverId": scene.first},
                    [("If-Match", tag)]), 412, "version-mismatch")
    for tag in ("1", 'W/"1"', '"1", "2"', '"x"', '""'):
        refused(ask("PUT", f"/approvals/{document}/approve", {"approverId": scene.first},
                    [("If-Match", tag)]), 400, pointer="If-Match")
    refused(ask("PUT", f"/employees/{scene.drafter}", {"department": "d", "position": "p"},
                [("If-Match", '"99"')]), 412, "version-mismatch")
    refused(ask("DELETE", f"/employees/{scene.drafter}", headers=[("If-Match", '"99"')]), 412)


def test_more_leave_than_there_is_is_refused_and_the_balance_stays(world, ask):
    def balance():
        return world.call("GET", f"/employees/{world.drafter}/leave-balance", expected=200).json()
    before = balance()
    body = refused(ask("POST", "/approvals", {
        "requesterId": world.drafter, "title": "연차", "content": "c", "type": "ANNUAL_LEAVE",
        "leaveDays": 366, "steps": line(world.first)}), 409, "leave-insufficient")
    assert body["requestedDays"] == 366 and body["requestId"] > 0
    refused(ask("POST", f"/employees/{world.drafter}/deduct-leave", {"days": 366}), 409,
            "leave-insufficient")
    refused(ask("PUT", f"/employees/{world.drafter}/leave-balance", {"adjustment": -366}), 409,
            "leave-insufficient")
    assert balance() == before
    assert world.call("GET", f"/process/{world.first}").json() == []


def test_a_key_belongs_to_one_body_and_one_person(world, ask, unchanged):
    key = ("Idempotency-Key", unique("key"))
    draft = {"requesterId": world.drafter, "title": "t", "content": "c", "steps": line(world.first)}
    made = ask("POST", "/approvals", draft, [key])
    assert made.status == 201
    number = json.loads(made.body)["requestId"]
    until(lambda: number in [t["requestId"] for t in
                             world.call("GET", f"/process/{world.first}").json()], "the task")
    decided = world.new_document([world.first])
    decision = ("Idempotency-Key", unique("decide"))
    assert ask("POST", f"/process/{world.first}/{decided}", {"status": "approved"},
               [decision]).status in (200, 202)
    until(lambda: world.state(decided)["finalStatus"] == "approved", "the approval shows")
    unchanged()
    for change in ({"title": "u"}, {"content": "d"}, {"steps": line(world.second)},
                   {"type": "EXPENSE"}):
        refused(ask("POST", "/approvals", {**draft, **change}, [key]), 422,
                "idempotency-key-reused")
    refused(ask("POST", f"/process/{world.first}/{decided}", {"status": "rejected"}, [decision]),
            422, "idempotency-key-reused")
    again = ask("POST", "/approvals", draft, [key])
    assert again.status == 201 and json.loads(again.body)["requestId"] == number
    assert again.header("idempotency-replayed") == "true"


def test_the_key_of_somebody_else_gives_nothing_away(world, ask, changing):
    key = ("Idempotency-Key", unique("shared"))
    mine = {"requesterId": world.drafter, "title": "비밀", "content": "c",
            "steps": line(world.first)}
    theirs = {**mine, "requesterId": world.outsider, "title": "남"}
    first = json.loads(ask("POST", "/approvals", mine, [key]).body)
    reply = ask("POST", "/approvals", theirs, [key])
    assert reply.status == 201 and "비밀" not in reply.text()
    assert json.loads(reply.body)["requestId"] != first["requestId"]


def at_once(count, server, data):
    """The answers to so many equal requests. A machine that is busy with something else may ask some
    of them to come again (503): nothing was done then."""
    def once():
        connection = server.connect()
        try:
            reply = connection.ask(data)
        finally:
            connection.close()
        return reply if reply.status != 503 else None
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda _: until(once, "an answer"), range(count)))


def test_100_equal_requests_at_once_are_one_document_and_100_equal_answers(world, servers, changing):
    body = json.dumps({"requesterId": world.drafter, "title": "한 번만", "content": "c",
                       "steps": line(world.first)}).encode()
    data = wire.request("POST", "/api/approvals", [("Content-Type", "application/json"),
                                                  ("Idempotency-Key", unique("hundred"))], body)

    replies = at_once(100, servers["gateway"], data)
    assert {r.status for r in replies} == {201}, {r.status: r.text() for r in replies}
    assert len({r.body for r in replies}) == 1
    assert sum(r.header("idempotency-replayed") is None for r in replies) == 1
    listed = world.call("GET", f"/approvals?requesterId={world.drafter}").json()
    assert len(listed) == 1


def test_100_equal_decisions_at_once_are_one_decision_and_100_equal_answers(world, servers,
                                                                            changing):
    document = world.new_document([world.first])
    data = wire.request("POST", f"/api/process/{world.first}/{document}",
                        [("Content-Type", "application/json"),
                         ("Idempotency-Key", unique("decide"))], b'{"status":"approved"}')

    replies = at_once(100, servers["gateway"], data)
    assert {r.status for r in replies} <= {200, 202}, {r.status: r.text() for r in replies}
    assert len({r.body for r in replies}) == 1
    until(lambda: world.state(document)["finalStatus"] == "approved", "the approval shows")


CLAIMS = [("X-User-Id", "1"), ("X-Employee-Id", "1"), ("X-Forwarded-User", "admin"),
          ("X-Forwarded-For", "10.0.0.1"), ("X-Real-IP", "10.0.0.1"), ("Forwarded", "for=10.0.0.1"),
          ("X-Original-URL", "/internal/employees?ids=1"), ("X-Rewrite-URL", "/metrics"),
          ("X-HTTP-Method-Override", "DELETE"), ("X-Method-Override", "DELETE"),
          ("X-Accel-Redirect", "/.problem"), ("X-Forwarded-Prefix", "/internal"),
          ("Authorization", "Bearer x"), ("Authorization", "Basic YWRtaW46YWRtaW4="),
          ("Cookie", "userId=1; role=admin"), ("REMOTE_ADDR", "10.0.0.1"), ("Host", "internal")]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: f"{c[0]} {c[1][:12]}")
def test_headers_make_nobody_somebody_else(scene, ask, unchanged, claim):
    document = scene.document
    unchanged()
    refused(ask("POST", f"/process/{scene.outsider}/{document}", {"status": "approved"}, [claim]),
            404)
    plain, claimed = (ask("GET", f"/employees/{scene.drafter}", headers=headers)
                      for headers in ((), [claim]))
    assert (claimed.status, claimed.body) == (plain.status, plain.body)


TRAVERSALS = [
    "/api/../etc/passwd", "/api/employees/../../../../etc/passwd", "/api/..%2f..%2fetc%2fpasswd",
    "/..%5c..%5cwindows", "/%2e%2e/%2e%2e/etc/passwd", "/api/employees/%252e%252e%252fmetrics",
    "/api/./metrics", "//metrics", "/api//metrics", "/metrics/", "/metrics%20", "/metrics%00.json",
    "/metrics;.json", "/%6detrics", "/internal", "/internal/", "//internal/employees?ids=1",
    "/api/employees%2f..%2f..%2finternal%2femployees?ids=1", "/.problem", "/%2eproblem", "/.git/HEAD",
    "/nginx.conf", "/api/employees/..;/internal/employees?ids=1", "/readyz/../livez", "/stub_status",
    "/api/approvals/..%c0%af..%c0%afinternal", "/ws/../internal/employees?ids=1", "/api/livez",
    "/loglevel", "/api/loglevel", "/api/employees/../loglevel", "/api/version", "/routes"]


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
def test_nothing_inside_is_reached_by_any_spelling(method, servers):
    found = []
    for target in TRAVERSALS:
        body = None if method == "GET" else b'{"level":"debug"}'
        headers = [] if method == "GET" else [("Content-Type", "application/json")]
        reply = servers["gateway"].ask(wire.request(method, target, headers, body))
        found += [f"{target}: {fault}" for fault in problem_faults(reply, {400, 403, 404, 405})]
    assert not found, "\n".join(found)


LEGAL = ["'; DROP TABLE employees; --", '" OR 1=1 --', "<script>alert(1)</script>", "{{7*7}}",
         "${jndi:ldap://x}", "%s%n%x", "../../etc/passwd", "\\u0000", "한글 ✓ 🏖 é", '"\\/',
         "a\tb\nc", "null", "$where", "\n\nSTOMP", "👩\u200d💻"]
# Sent, and how it is kept: in normal form C, with one kind of line break.
ALIKE = {"e\u0301": "é", "\u1112\u1161\u11ab": "한",
         "c\r\nd\re": "c\nd\ne", "a\u2028b\u2029c": "a\nb\nc"}


def kept(world, ask, text):
    """The content of a document that was submitted with this text."""
    number = world.call("POST", "/approvals", {
        "requesterId": world.drafter, "title": "글", "content": text,
        "steps": line(world.first)}, expected=201).json()["requestId"]
    reply = ask("GET", f"/approvals/{number}")
    assert reply.status == 200
    return json.loads(reply.body)["content"], reply


def test_legal_text_comes_back_as_it_was_sent_and_in_one_form(world, ask):
    for text, wanted in [*((text, text) for text in LEGAL), *ALIKE.items()]:
        content, reply = kept(world, ask, text)
        assert content == wanted, repr(text)
        assert not [leak for leak in leaks(reply) if not leak.startswith("body")]
