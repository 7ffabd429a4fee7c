"""What a refusal must look like, and what must never be in one."""
import json
import os
import re

# Anything of these in an answer tells a stranger what we are made of.
LEAKS = [re.compile(pattern, re.IGNORECASE) for pattern in (
    r"std::|\bwhat\(\)|exception|terminate called|bad_alloc|basic_string|\bassert|segfault",
    r"nlohmann|httplib|mongoc|\bbson\b|hiredis|librdkafka|rd_kafka|websocketpp|\basio\b",
    r"traceback|stack ?trace|backtrace|\bat 0x|0x[0-9a-f]{6,}|\.(cpp|cc|hpp|h|py|lua)\b[:( ]",
    r"\bselect\b.+\bfrom\b|\binsert into\b|\bupdate\b.+\bset\b|sqlstate|syntax to use near",
    r"mariadb|mysql|mongodb|\bmongo\b|\bredis\b|\bkafka\b|nginx|evalsha|wrongtype|\berr ",
    r"127\.0\.0\.1|localhost|\b(?:\d{1,3}\.){3}\d{1,3}\b|:\d{4,5}\b",
    r"/(home|tmp|work|usr|var|proc|etc|root|opt)/",
    r"\b(ap|nt):\{|password|secret|\btoken=",
)]
# Slugs whose mistake has no field to name.
FIELDLESS = {"malformed-json", "malformed-request", "not-found", "gateway-error"}
TRACE = re.compile(r"[0-9a-f]{32}")
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def leaks(reply):
    """What the answer gives away, as a list of findings."""
    texts = [("body", reply.text())]
    texts += [(name, value) for name, value in reply.headers
              if name not in ("traceparent", "x-request-id", "date", "content-type")]
    found = []
    for place, text in texts:
        for pattern in LEAKS:
            if place == "server" and pattern.search(text) and "/" not in text:
                continue  # that there is a web server in front is no secret; its version is
            hit = pattern.search(text)
            if hit:
                found.append(f"{place} tells {hit[0]!r}")
    for name in ("MYSQL_PASSWORD",):
        if os.environ.get(name) and os.environ[name] in reply.text():
            found.append(f"the value of {name}")
    return found


def no_twice(pairs):
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError("a member twice")
    return dict(pairs)


def problem_faults(reply, expected, pointer=None, head_only=False):
    """Everything that is wrong with a refusal; an empty list when it is as it must be."""
    faults = []
    if reply.status not in expected:
        faults.append(f"status {reply.status}, expected {sorted(expected)}: {reply.text()[:300]}")
    if reply.status < 400:
        return faults
    if not (reply.header("content-type") or "").startswith("application/problem+json"):
        faults.append(f"content type {reply.header('content-type')}: {reply.text()[:100]!r}")
    faults += leaks(reply)
    if reply.status == 405 and not reply.header("allow"):
        faults.append("405 without Allow")
    if reply.status in (429, 503) and not reply.header("retry-after"):
        faults.append(f"{reply.status} without Retry-After")
    if head_only or faults:
        return faults
    try:
        body = json.loads(reply.body, object_pairs_hook=no_twice)
    except ValueError as error:
        return [f"the body is not JSON ({error}): {reply.body[:200]!r}"]
    for member in ("type", "title", "detail", "code", "traceId"):
        if not isinstance(body.get(member), str) or not body[member]:
            faults.append(f"{member} is {body.get(member)!r}")
    if body.get("status") != reply.status:
        faults.append(f"body says {body.get('status')}, the answer {reply.status}")
    if not faults and not TRACE.fullmatch(body["traceId"]):
        faults.append(f"traceId {body['traceId']}")
    if not faults and not SLUG.fullmatch(body["code"]):
        faults.append(f"code {body['code']}")
    errors = body.get("errors", [])
    for entry in errors:
        if not (isinstance(entry.get("pointer"), str) and entry.get("detail")):
            faults.append(f"errors entry {entry}")
    if reply.status == 400 and body.get("code") not in FIELDLESS and not errors:
        faults.append(f"400 {body.get('code')} names no field: {reply.text()[:300]}")
    if pointer is not None and not any(entry.get("pointer") == pointer for entry in errors):
        faults.append(f"does not name {pointer}: {reply.text()[:300]}")
    return faults
