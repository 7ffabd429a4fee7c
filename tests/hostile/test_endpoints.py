"""Every operation that proto/http names meets the shared table and the rows that its own schemas
give, at the service's port and through the gateway. Nothing of it may change anything."""
import dataclasses
import json
import os

import pytest
import requests

from hostile import operation_rows, rows, valid, wire
from hostile.contract import methods_of, operations
from hostile.fields import mistakes
from hostile.judge import leaks, problem_faults
from hostile.valid import Request

OPERATIONS = operations()
SERVERS = [(operation, via) for operation in OPERATIONS for via in ("direct", "gateway")
         if via == "direct" or not operation.internal]


def name_of(value):
    return value.name if hasattr(value, "name") else str(value)


def methods_above(operation):
    """Methods of the path without its last segment."""
    above = operation.path.rpartition("/")[0]
    return {other.method for other in OPERATIONS
            if (other.service, other.path) == (operation.service, above)}


def questions(service):
    """How often the service has asked who acts."""
    text = requests.get(f"{os.environ[service.upper().replace('-', '_') + '_OPERATOR_URL']}/metrics",
                        timeout=wire.TIMEOUT).text
    return sum(float(line.rpartition(" ")[2]) for line in text.splitlines()
               if line.startswith("auth_questions_total{"))


# Says nothing about anybody, and load balancers that know no person call it.
ASKS_NOBODY = {("GET", "/notifications/health"), ("POST", "/auth/login"), ("GET", "/auth/keys"),
               ("POST", "/auth/refresh"), ("POST", "/auth/logout"), ("POST", "/auth/token"),
               ("POST", "/auth/totp"), ("POST", "/auth/totp/confirm"), ("POST", "/auth/totp/remove"),
               ("POST", "/auth/revoke"), ("GET", "/auth/authorize"), ("POST", "/auth/authorize"),
               ("GET", "/auth/.well-known/openid-configuration")}


def server_of(servers, operation, via):
    if via == "gateway":
        return servers["gateway"]
    return servers[(operation.service, "internal")] if operation.internal else \
        servers[operation.service]


@pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
def test_every_operation_has_a_correct_request(operation, http, servers, changing):
    """Without one that works, a refusal of a wrong one proves nothing."""
    for parameter in operation.parameter("path"):
        assert (operation.service, parameter["name"]) in valid.PATHS, \
            f"valid.PATHS lacks {parameter['name']} of {operation.name}"
    needed = {p["name"] for p in operation.parameter("query") if p.get("required")}
    assert not needed or operation.key in valid.QUERIES, f"valid.QUERIES lacks {operation.name}"
    assert operation.body is None or operation.key in valid.BODIES, \
        f"valid.BODIES lacks {operation.name}"
    assert operation.media in (None, "application/json") or operation.key in valid.FILES, \
        f"valid.FILES lacks {operation.name}"
    for via in ("direct", "gateway") if not operation.internal else ("direct",):
        world = valid.World(http)
        server = server_of(servers, operation, via)
        # Other services ask on their own now and then; not each of five times.
        for _ in range(5 if operation.key in ASKS_NOBODY else 1):
            request = Request(operation, world)
            before = questions(operation.service)
            reply = server.ask(request.bytes(server))
            wanted = {303} if operation.key == ("POST", "/auth/authorize") else range(200, 300)
            assert reply.status in wanted, f"{via}: {reply.status} {reply.text()}"
            asked = questions(operation.service) > before
            if not asked:
                break
        valid.SETTLED.get(operation.key, lambda _: None)(world)
        if not operation.internal:
            assert asked != (operation.key in ASKS_NOBODY), f"{via}: who acts is asked: {asked}"


@pytest.mark.parametrize(("operation", "via"), SERVERS, ids=name_of)
def test_one_slash_at_the_end_names_the_same(operation, via, scene, servers):
    if operation.method != "GET" or operation.internal or operation.path == "/auth/authorize":
        return  # of the others the router's own test speaks; each page of the issuer has its own proof
    server, request = server_of(servers, operation, via), Request(operation, scene)
    path, mark, query = request.target(server).partition("?")
    plain = server.ask(request.bytes(server))
    slashed = server.ask(request.bytes(server, raw_target=f"{path}/{mark}{query}"))
    assert (slashed.status, slashed.body) == (plain.status, plain.body), slashed.text()


def ask(server, data, row):
    """(answer, None), or (None, why there is none)."""
    try:
        return server.ask(data, row.head_only), None
    except wire.Closed as closed:
        return None, f"hung up without an answer {closed}"
    except ConnectionError as error:
        return None, f"broke the connection: {error!r}"
    except TimeoutError as error:
        return None, f"no answer: {error!r}"


def judged(server, request, table):
    """The faults of all rows, each with its row's name; a table is never cut short by one."""
    found = []
    for row in table:
        reply, why = ask(server, row.make(request, server), row)
        if reply is None:
            found += [] if row.may_close else [f"{row.name}: {why}"]
            continue
        found += [f"{row.name}: {fault}"
                  for fault in problem_faults(reply, row.expected, row.pointer, row.head_only)]
    return found


@pytest.mark.parametrize(("operation", "via"), SERVERS, ids=name_of)
def test_the_shared_table_is_refused_clearly(operation, via, scene, servers, unchanged):
    server, request = server_of(servers, operation, via), Request(operation, scene)
    served = methods_of(operation, OPERATIONS)
    table = [*rows.ROWS, *operation_rows.method_rows(served),
             *operation_rows.path_rows(operation, methods_above(operation)),
             *operation_rows.query_rows(operation), *operation_rows.header_rows(operation),
             *rows.rows_of_body(operation)]
    if via == "gateway" and operation.path.endswith("}"):
        # The gateway resolves it, as RFC 3986 says: it is the path two segments above.
        table = [row for row in table if not row.name.endswith("= %2e%2e")]
    if operation.key == ("GET", "/auth/authorize"):
        # As RFC 6749 section 3.1 wants it; none may occur twice. What else is wrong is on a page.
        table = [row for row in table if row.name not in operation_rows.UNKNOWN_QUERIES]
    if not operation.body_required:
        table = [row for row in table if row.name != "body: empty"]
    if operation.key == ("PUT", "/notifications/read"):
        # An object that names nobody, where the query may: who acts is asked before what the body is.
        table = [dataclasses.replace(row, expected=frozenset({401}))
                 if row.name == "body: 10,000 members" else row for row in table]
    unchanged()
    found = judged(server, request, table)
    assert not found, f"{len(found)} of {len(table)} rows\n" + "\n".join(found)


WITH_BODY = [(operation, via) for operation, via in SERVERS if operation.body is not None]


@pytest.mark.parametrize(("operation", "via"), WITH_BODY, ids=name_of)
def test_each_member_of_the_body_is_checked_and_named(operation, via, scene, servers, unchanged):
    server, request = server_of(servers, operation, via), Request(operation, scene)
    unchanged()
    found, count = [], 0
    for row, body, pointers in mistakes(operation.body, request.body):
        count += 1
        reply = server.ask(request.bytes(server, body=json.dumps(body, ensure_ascii=False).encode()))
        faults = problem_faults(reply, {400})
        if not faults:
            named = {entry["pointer"] for entry in json.loads(reply.body).get("errors", [])}
            if not any(name == p or name.startswith(p + "/") for p in pointers for name in named):
                faults = [f"names {sorted(named)}: {reply.text()[:300]}"]
        found += [f"{row}: {fault}" for fault in faults]
    assert count and not found, f"{len(found)} of {count} rows\n" + "\n".join(found)


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.internal], ids=name_of)
def test_internal_operations_are_not_behind_the_gateway(operation, scene, servers, unchanged):
    server, request = servers["gateway"], Request(operation, scene)
    unchanged()
    target = request.target(wire.Server("", "", 0))
    name = target.removeprefix("/internal/")
    found = []
    for path in (f"/api{target}", target, f"/api//internal/{name}", f"//internal/{name}",
                 f"/api/approvals/../internal/{name}", f"/api/approvals/%2e%2e/internal/{name}",
                 f"/api/approvals/..%2finternal/{name}", f"/api/%69nternal/{name}",
                 f"/api/process//internal/{name}", f"/api/employees/./../internal/{name}",
                 f"/api/approvals;/../internal/{name}", f"/api/approvals%2f..%2finternal/{name}",
                 f"/api/approvals\\..\\internal/{name}", f"/API/internal/{name}",
                 f"http://employee{target}", f"/ws/notifications/..{target}"):
        reply = server.ask(request.bytes(server, raw_target=path))
        expected = {400, 403, 404, 405}
        found += [f"{path}: {fault}" for fault in problem_faults(reply, expected)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("operation", "via"), SERVERS, ids=name_of)
def test_a_correct_read_shows_nothing_internal(operation, via, scene, servers):
    if operation.method != "GET":
        return
    server = server_of(servers, operation, via)
    reply = server.ask(Request(operation, scene).bytes(server))
    assert reply.status == 200, reply.text()
    assert not [f for f in leaks(reply) if not f.startswith("body")]
