"""Answers held against proto/http: the status, the content type and every member of the body.

faults(...) judges one answer. watch_requests() judges everything that the `requests` library gets
from the services of the test stack; FAULTS collects what is wrong, and a fixture fails the test in
whose time it came."""
import json
import os
import re
from functools import cache
from urllib.parse import parse_qs, unquote, urlparse

import requests

from contracts import documents, schemas

FAULTS = []
# What any request may get (proto/README.md); everything else stands with the operation. 500 never.
COMMON = {400, 405, 408, 411, 413, 414, 415, 417, 429, 431, 501, 503, 504, 505}
PROBLEM = "application/problem+json"


def closed(schema):
    """The schema of an answer, taking no member that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = dict(schema)
    for name in ("items", "additionalProperties"):
        if name in made:
            made[name] = closed(made[name])
    if "properties" in made:
        made["properties"] = {name: closed(part) for name, part in made["properties"].items()}
    for name in ("oneOf", "anyOf"):
        if name in made:
            made[name] = closed(made[name])
    if "allOf" in made:  # together they say which members there are
        made["allOf"] = [{key: value for key, value in closed(part).items()
                          if key != "unevaluatedProperties"} for part in made["allOf"]]
    composed = "properties" in made or any(
        "properties" in part or "allOf" in part for part in made.get("allOf", []))
    if composed and "additionalProperties" not in made:
        made["unevaluatedProperties"] = False
    return made


def without_required(schema):
    """The schema of an answer that was asked for with `fields`: every member may be left out."""
    if isinstance(schema, list):
        return [without_required(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {name: without_required(part) for name, part in schema.items()
            if name != "required" or not isinstance(part, list)}


@cache
def routes():
    """(pattern, how many literal parts, operation); the most literal one first."""
    made = []
    for operation in documents.operations():
        parts = operation.path.split("/")
        pattern = "/".join("[^/]*" if part.startswith("{") else re.escape(part) for part in parts)
        made.append((re.compile(pattern + "/?"), sum(not part.startswith("{") for part in parts),
                     operation))
    return sorted(made, key=lambda row: -row[1])


def operations_for(method, path, internal=None):
    """The operations, and whether the path has any; among all, the public or the internal ones.
    Several only where services have the same operator's path."""
    path_is_known, found = False, []
    for pattern, literal, operation in routes():
        if internal in (None, operation.internal) and pattern.fullmatch(path):
            path_is_known = True
            if operation.method == ("GET" if method == "HEAD" else method):
                found.append((literal, operation))
    return [one for literal, one in found if literal == found[0][0]], path_is_known


def operation_for(method, path, internal=None):
    """The first of them, or None, and whether the path has any."""
    found, known = operations_for(method, path, internal)
    return (found[0] if found else None), known


@cache
def validator(operation, status, kind, chosen=False):
    """Of a body of this content type, or None when the contract has no such answer. `chosen`: the
    request named the members that it wants."""
    if operation is not None and status in operation.responses:
        content = operation.responses[status].get("content", {})
        if kind not in content:
            return None
        schema = content[kind]["schema"]
        if chosen and status == "200":
            schema = without_required(schema)
    elif kind == PROBLEM:
        path = documents.HTTP / "employee.yaml"
        schema = documents.resolve(documents.load(path)["components"]["schemas"]["Problem"], path)
    else:
        return None
    return schemas.validator(closed(schema))


def text_of(body):
    """A body that is no JSON, such as text/csv, as its text."""
    return body.decode("utf-8") if isinstance(body, bytes) else body


def body_faults(operation, status, kind, body, chosen):
    declared = (operation.responses.get(str(status), {}).get("content", {})
                if operation is not None else {})
    if not body and not declared and status < 400:
        return []
    found = validator(operation, str(status), kind, chosen)
    if found is None:
        return [f"content type {kind!r} is not in the contract"]
    try:
        value = json.loads(body) if kind in ("application/json", PROBLEM) else text_of(body)
    except ValueError as error:
        return [f"the body is not JSON: {error}"]
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
            for error in found.iter_errors(value)]


def faults(method, path, status, kind, body, strangers=True, internal=None):
    """What is wrong with an answer. `path` as a service sees it, a query may follow. `strangers`:
    also judge answers of paths that no contract has, which can be refusals only. `internal`: which
    port answered."""
    path, _, query = path.partition("?")
    chosen = "fields" in parse_qs(query)
    operations, known = operations_for(method, unquote(path), internal)
    if method == "OPTIONS" or (not known and not strangers):
        return []
    # Who answered is not known here: one of those that may have must have said so.
    return min((_faults_of(operation, method, path, status, kind, body, internal, chosen)
                for operation in operations or [None]), key=len)


def _faults_of(operation, method, path, status, kind, body, internal, chosen):
    found = []
    if operation is None:
        if status not in COMMON | {403, 404}:
            found = [f"status {status} of what no contract has"]
    elif status == 404 and (path.endswith("/") or (operation.internal and internal is None)):
        operation = None  # a member left out; an internal path asked for at the public port
    elif str(status) not in operation.responses and status not in COMMON:
        found = [f"status {status} is not in the contract"]
    if not found and method != "HEAD":
        found = body_faults(operation, status, kind.split(";")[0].strip(), body, chosen)
    return [f"{method} {path} → {status}: {fault}; {body[:300]!r}" for fault in found]


def known_servers():
    """host:port -> (the prefix before a service's own paths, whether it is an operator port)."""
    servers = {}
    for name, value in os.environ.items():
        if name == "GATEWAY_URL":
            servers[urlparse(value).netloc] = "/api", False
        elif re.fullmatch(r"(EMPLOYEE|APPROVAL_REQUEST|APPROVAL_PROCESSING|NOTIFICATION)_"
                          r"(HTTP|OPERATOR)_URL", name):
            servers[urlparse(value).netloc] = "", "_OPERATOR_" in name
    return servers


_SERVERS = {}  # host:port -> (prefix of its paths, whether internal), once they are known


def judge(netloc, method, target, status, kind, body):
    """Adds to FAULTS what is wrong with an answer of one of the test stack's services."""
    _SERVERS.update(_SERVERS or known_servers())
    prefix, internal = _SERVERS.get(netloc, (None, None))
    path = target.split("#")[0]
    if prefix is None or not path.startswith(prefix + "/"):
        return
    # Operator paths have no contract.
    FAULTS.extend(faults(method, path.removeprefix(prefix), status, kind, body, strangers=False,
                         internal=internal))


def watch_requests():
    """From now on, for the rest of the process."""
    if getattr(requests.Session.send, "judged", False):
        return
    plain = requests.Session.send

    def send(session, request, **more):
        reply = plain(session, request, **more)
        if not more.get("stream"):
            url = urlparse(request.url)
            judge(url.netloc, request.method, request.path_url, reply.status_code,
                  reply.headers.get("Content-Type", ""), reply.content)
        return reply
    send.judged = True
    requests.Session.send = send
