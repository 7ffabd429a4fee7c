"""The shared table: what every endpoint is sent. A row names itself, says which operations it
fits, makes the request's bytes and names the statuses that may answer it."""
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass

BAD = frozenset({400})
BAD_OR_TOO_LARGE = frozenset({400, 413})
ABSENT = frozenset({400, 404, 405})  # an encoded slash may name another path
WRONG_TYPE = frozenset({415})
HEADER = frozenset({400, 431})


@dataclass(frozen=True)
class Row:
    name: str
    make: Callable  # (request, server) → bytes
    expected: frozenset
    pointer: str | None = None
    head_only: bool = False
    may_close: bool = False  # hanging up without an answer is an answer to what is no HTTP


def long_text(size, char="a"):
    return json.dumps({"title": char * size}, ensure_ascii=False).encode()


# name → body bytes that are no acceptable JSON object for anybody
BODIES = {
    "empty": b"",
    "blank": b"  \n",
    "null": b"null",
    "list": b"[]",
    "text": b'"x"',
    "number": b"1",
    "true": b"true",
    "half": b'{"a":',
    "word": b"abc",
    "trailing": b"{} {}",
    "trailing comma": b'{"a":1,}',
    "single quotes": b"{'a':1}",
    "comment": b'{"a":1/* */}',
    "NaN": b'{"days":NaN,"adjustment":NaN,"leaveDays":NaN}',
    "Infinity": b'{"days":Infinity}',
    "minus Infinity": b'{"days":-Infinity}',
    "1e400": b'{"days":1e400,"adjustment":1e400,"leaveDays":1e400,"approverId":1e400}',
    "hex": b'{"a":0x10}',
    "leading zero": b'{"a":01}',
    "plus": b'{"a":+1}',
    "raw NUL": b'{"a":"\0"}',
    "NUL after": b'{"a":1}\0',
    "raw control": b'{"a":"\x01"}',
    "raw newline in text": b'{"a":"\n"}',
    "invalid UTF-8": b'{"a":"\xff\xfe"}',
    "cut UTF-8": b'{"a":"\xea\xb0"}',
    "overlong UTF-8": b'{"a":"\xc0\xaf"}',
    "surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "beyond Unicode": b'{"a":"\xf5\x80\x80\x80"}',
    "lone high surrogate": b'{"a":"\\ud800"}',
    "lone low surrogate": b'{"a":"\\udc00"}',
    "swapped surrogates": b'{"a":"\\udc00\\ud800"}',
    "bad escape": b'{"a":"\\x41"}',
    "byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "UTF-32": '{"a":1}'.encode("utf-32"),
    "200 lists deep": b"[" * 200 + b"]" * 200,
    "200 objects deep": b'{"a":' * 200 + b"1" + b"}" * 200,
    "100,000 open lists": b"[" * 100_000,
    "200 deep in a member": b'{"steps":' + b"[" * 200 + b"]" * 200 + b"}",
    "10,000 members": json.dumps({f"m{n}": n for n in range(10_000)}).encode(),
    "long number": b'{"days":' + b"9" * 10_000 + b',"adjustment":' + b"9" * 10_000 + b"}",
    "form": b"name=x&days=1",
    "XML": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
}

MEDIA = {
    "none": None,
    "text": "text/plain",
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data; boundary=x",
    "XML": "application/xml",
    "other charset": "application/json; charset=euc-kr",
    "suffix": "application/vnd.api+json",
    "merge patch": "application/merge-patch+json",
    "wildcard": "*/*",
    "two": "application/json, text/plain",
    "broken": "application/json;;;charset",
    "4 KB": "application/json; a=" + "b" * 4000,
}


FORM = MEDIA["form"]


def wrong_body(data):
    return lambda request, server: request.bytes(server, body=data)


def repeated_key(request, server):
    """The correct body with its first member twice: which of the two would count?"""
    text = request.text()
    name = json.dumps(next(iter(request.body)))
    return request.bytes(server, body=b"{" + name.encode() + b":1," + text[1:])


def media(value):
    if value is None:
        def make(request, server):
            return request.bytes(server, headers=[("X-None", "1")]).replace(
                b"Content-Type: application/json\r\n", b"")
        return make
    return lambda request, server: request.bytes(server, headers=[("Content-Type", value)])


def zipped(request, server):
    return request.bytes(server, headers=[("Content-Encoding", "gzip")],
                         body=gzip.compress(request.text()))


def bomb(request, server):
    return request.bytes(server, headers=[("Content-Encoding", "gzip")],
                         body=gzip.compress(b"[" * 10_000_000))


def header(*pairs):
    return lambda request, server: request.bytes(server, headers=list(pairs))


def chunked(*parts):
    """The head says chunked; `parts` follow as they are."""
    def make(request, server):
        return request.bytes(server, headers=[("Transfer-Encoding", "chunked")], body=b"".join(parts))
    return make


def chunk(data):
    return b"%x\r\n" % len(data) + data + b"\r\n"


def query(text):
    def make(request, server):
        before = request.plain_query()
        return request.bytes(server, query=f"{before}&{text}" if before else text)
    return make


BODY_ROWS = [
    *(Row(f"body: {name}", wrong_body(data), BAD) for name, data in BODIES.items()),
    *(Row(f"media type: {name}", media(value), WRONG_TYPE) for name, value in MEDIA.items()),
    Row("body: a key twice", repeated_key, BAD),
    Row("body: gzip", zipped, WRONG_TYPE),
    Row("body: gzip bomb", bomb, WRONG_TYPE),
    Row("body: 1 MB of text", wrong_body(long_text(1_000_000)), BAD_OR_TOO_LARGE),
    Row("body: 300 KB", wrong_body(long_text(300_000)), BAD_OR_TOO_LARGE),
    Row("body: 10 MB", wrong_body(long_text(10_000_000)), BAD_OR_TOO_LARGE),
    Row("body: chunked 1 MB", chunked(*[chunk(b"[" * 65536)] * 16, b"0\r\n\r\n"),
        BAD_OR_TOO_LARGE),
    Row("chunk: no size", chunked(b"\r\n\r\n"), BAD_OR_TOO_LARGE),
    Row("chunk: not hex", chunked(b"zz\r\n{}\r\n0\r\n\r\n"), BAD_OR_TOO_LARGE),
    Row("chunk: 2^64", chunked(b"10000000000000000\r\n{}\r\n0\r\n\r\n"), BAD_OR_TOO_LARGE),
    Row("chunk: longer than its size", chunked(b"1\r\n{}\r\n0\r\n\r\n"), BAD_OR_TOO_LARGE),
    Row("chunk: text is no JSON", chunked(chunk(b"abc"), b"0\r\n\r\n"), BAD),
]

# A service waits for the rest of these as long as it waits for anybody (test_slowness.py).
WAITING_ROWS = [
    Row("chunk: negative", chunked(b"-2\r\n{}\r\n0\r\n\r\n"), BAD_OR_TOO_LARGE | {408}),
    Row("chunk: 2^63", chunked(b"8000000000000000\r\n{}\r\n0\r\n\r\n"),
        BAD_OR_TOO_LARGE | {408}),
    Row("chunk: never ends", chunked(chunk(b" ")), BAD_OR_TOO_LARGE | {408}),
    Row("length: longer than the body", header(("Content-Length", "200000")),
        BAD_OR_TOO_LARGE | {408}),
]

# For operations with and without a body.
ROWS = [
    Row("query: unknown", query("nonsense=1"), BAD, "nonsense"),
    Row("query: unknown, operator", query("%24where=1"), BAD, "$where"),
    Row("query: NUL", query("a=%00"), BAD),
    Row("query: invalid UTF-8", query("a=%ff"), BAD),
    Row("query: overlong UTF-8", query("a=%c0%af"), BAD),
    Row("query: broken percent", query("a=%zz"), BAD),
    Row("query: raw NUL", query("a=\0"), BAD),
    Row("query: raw blank", query("a=b c"), BAD, may_close=True),
    Row("query: 7 KB", query("a=" + "x" * 7000), frozenset({400, 414})),
    Row("query: 100 KB", query("a=" + "x" * 100_000), frozenset({400, 414, 431})),
    Row("query: 500 names", query("&".join(f"q{n}=1" for n in range(500))), BAD),
    Row("header: 64 KB", header(("X-Long", "a" * 65536)), HEADER),
    Row("header: 500 lines", header(*[(f"X-{n}", "b" * 100) for n in range(500)]), HEADER),
    Row("header: NUL", header(("X-Nul", "a\0b")), BAD),
    Row("header: blank before the colon", header(("Content-Length ", "0")), BAD),
    Row("version: HTTP/3.7", lambda r, d: r.bytes(d, version="HTTP/3.7"), frozenset({400, 505})),
    Row("version: none", lambda r, d: r.bytes(d, version=""), frozenset({400, 404, 505}),
        may_close=True),
    Row("header: Host twice", header(("Host", "a"), ("Host", "b")), BAD),
    Row("header: Authorization twice", header(("Authorization", "Bearer a"),
                                              ("Authorization", "Bearer b")), BAD),
    Row("header: Content-Type twice", header(("Content-Type", "application/json"),
                                             ("Content-Type", "text/plain")), BAD),
    Row("length: twice", header(("Content-Length", "2"), ("Content-Length", "3")), BAD),
    Row("length: list", header(("Content-Length", "2, 2")), BAD),
    Row("length: negative", header(("Content-Length", "-1")), BAD),
    Row("length: plus", header(("Content-Length", "+2")), BAD),
    Row("length: word", header(("Content-Length", "two")), BAD),
    Row("length: hex", header(("Content-Length", "0x2")), BAD),
    Row("length: 2^64", header(("Content-Length", "18446744073709551618")), BAD_OR_TOO_LARGE),
    Row("length: 10 GB", header(("Content-Length", "10000000000")), BAD_OR_TOO_LARGE),
    Row("coding: with a length", header(("Content-Length", "2"), ("Transfer-Encoding", "chunked")),
        BAD),
    Row("coding: twice", header(("Transfer-Encoding", "chunked"),
                                ("Transfer-Encoding", "chunked")), BAD | {501}),
    Row("coding: gzip", header(("Transfer-Encoding", "gzip")), BAD | {501}),
    Row("coding: identity, chunked", header(("Transfer-Encoding", "identity, chunked")),
        BAD | {501}),
    Row("coding: xchunked", header(("Transfer-Encoding", "xchunked")), BAD | {501}),
    Row("coding: tab before chunked", header(("Transfer-Encoding", "\tx\x0bchunked")),
        BAD | {501}),
]

# For operations without a body: one that comes nevertheless.
BODYLESS_ROWS = [
    Row("body where none is taken", lambda r, d: r.bytes(
        d, headers=[("Content-Type", "application/json")], body=b'{"a":1}'), BAD),
]

# For operations with a file.
FILE_ROWS = [
    *(Row(f"media type: {name}", media(value), WRONG_TYPE)
      for name, value in MEDIA.items() if value is not None),
    Row("media type: JSON", media("application/json"), WRONG_TYPE),
    Row("file: gzip", zipped, WRONG_TYPE),
    Row("chunk: no size", chunked(b"\r\n\r\n"), BAD_OR_TOO_LARGE),
    Row("chunk: not hex", chunked(b"zz\r\n{}\r\n0\r\n\r\n"), BAD_OR_TOO_LARGE),
    Row("chunk: 2^64", chunked(b"10000000000000000\r\n{}\r\n0\r\n\r\n"), BAD_OR_TOO_LARGE),
]


# For operations with a form, after what is theirs: each is doubtful, whatever it means.
FORM_BODIES = {
    "empty": b"",
    "JSON": b'{"grant_type":"client_credentials"}',
    "a name twice": b"grant_type=a&grant_type=a",
    "a name twice, escaped": b"grant_type=a&grant%5ftype=a",
    "no equals sign": b"grant_type",
    "no name": b"=a",
    "an empty pair": b"a=b&&grant_type=a",
    "broken escape": b"grant_type=%zz",
    "half an escape": b"grant_type=%4",
    "invalid UTF-8": b"grant_type=%ff",
    "raw invalid UTF-8": b"grant_type=\xff",
    "overlong UTF-8": b"grant_type=%c0%af",
    "NUL": b"grant_type=%00",
    "raw NUL": b"grant_type=a\0",
    "1,000 names": b"&".join(b"n%d=1" % n for n in range(1000)),
    "20 KB": b"grant_type=" + b"a" * 20_000,
    "a grant that nobody has": b"grant_type=urn:nobody",
    "no grant": b"client_id=a&client_secret=b",
}


def rows_of_body(operation):
    if operation.media is None:
        return BODYLESS_ROWS
    if operation.media == FORM:
        return [row for row in FILE_ROWS if row.name != "media type: form"]
    return FILE_ROWS if operation.body is None else BODY_ROWS
