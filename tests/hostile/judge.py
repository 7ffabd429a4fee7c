"""What a refusal must look like, and what must never be in one."""
import json
import os
import re
from pathlib import Path

# Anything of these in an answer tells a stranger what we are made of.
LEAKS = [re.compile(pattern, re.IGNORECASE) for pattern in (
    r"std::|\bwhat\(\)|exception|terminate called|bad_alloc|basic_string|\bassert|segfault",
    r"nlohmann|httplib|mongoc|\bbson\b|hiredis|librdkafka|rd_kafka|websocketpp|\basio\b",
    r"traceback|stack ?trace|backtrace|\bat 0x|0x[0-9a-f]{6,}|\.(cpp|cc|hpp|h|py|lua)\b[:( ]",
    r"\bselect\b.+\bfrom\b|\binsert into\b|\bupdate\b.+\bset\b|sqlstate|syntax to use near",
    r"mariadb|mysql|mongodb|\bmongo\b|\bredis\b|\bkafka\b|nginx|evalsha|wrongtype|\berr ",
    r"127\.0\.0\.1|localhost|\b(?:\d{1,3}\.){3}\d{1,3}\b|(?<!\x22):\d{4,5}\b",
    r"/(home|tmp|work|usr|var|proc|etc|root|opt)/",
    # A pointer may name the member of a request.
    r"\b(ap|nt):\{|(?<!/)(?<!/new)password|secret|\btoken=",
)]
# Slugs whose mistake has no field to name.
FIELDLESS = {"malformed-json", "malformed-request", "not-found", "gateway-error"}
# Refused before the header that names a language was read.
UNREAD = {"malformed-request", "header-too-large", "uri-too-long", "http-version",
          "method-not-allowed", "not-implemented"}
# A page for each code; its address is the type.
PAGES = Path(__file__).resolve().parents[2] / "docs" / "errors"
HANGUL = re.compile(r"[가-힣]")
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
    password = os.environ.get("MYSQL_PASSWORD")
    if password and password in reply.text():
        found.append("the value of MYSQL_PASSWORD")
    return found


def sentences(body):
    """What people read of a problem document."""
    return [body["title"], body["detail"], *(entry["detail"] for entry in body.get("errors", []))]


def wrong_language(reply, body, language):
    """Korean has Hangul in every sentence, English in none; what the request held may stand
    between quotes."""
    if reply.header("content-language") != language:
        return [f"Content-Language {reply.header('content-language')}, not {language}"]
    texts = [re.sub(r'"[^"]*"', "", text) for text in sentences(body)]
    return [f"not in {language}: {text!r}" for text in texts
            if bool(HANGUL.search(text)) != (language == "ko")]


def language_faults(reply, body):
    """The refusal is Korean, and the same one is English for somebody who asks for that."""
    if reply.in_english is None:
        return []
    faults = wrong_language(reply, body, "ko")
    if "accept-language" not in (reply.header("vary") or "").lower():
        faults.append("Vary does not name Accept-Language")
    if faults:
        return faults
    english = reply.in_english()
    said = json.loads(english.body)
    if (english.status, said["code"]) != (reply.status, body["code"]):
        return [f"asked for in English: {english.status} {said['code']}"]
    if body["code"] in UNREAD and english.header("content-language") == "ko":
        return []
    return wrong_language(english, said, "en")


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
    if not faults and not (PAGES / f"{body['code']}.md").exists():
        faults.append(f"no page for {body['code']}")
    if not faults and body["type"] != f"/errors/{body['code']}":
        faults.append(f"type {body['type']} of {body['code']}")
    errors = body.get("errors", [])
    for entry in errors:
        if not (isinstance(entry.get("pointer"), str) and entry.get("detail")):
            faults.append(f"errors entry {entry}")
    if reply.status == 400 and body.get("code") not in FIELDLESS and not errors:
        faults.append(f"400 {body.get('code')} names no field: {reply.text()[:300]}")
    if not faults:
        faults += language_faults(reply, body)
    if pointer is not None and not any(entry.get("pointer") == pointer for entry in errors):
        faults.append(f"does not name {pointer}: {reply.text()[:300]}")
    return faults
