"""Requests whose length two readers could take differently (RFC 9112 sections 6 and 11.2): whatever a
sender writes, there is one answer, and nothing that followed is taken for a request."""
import re

import pytest

from hostile.contract import SERVICES

READ = {"employee": "/employees?limit=1", "approval-request": "/approvals?limit=1",
        "approval-processing": "/process/1", "notification": "/notifications/health"}
ANSWER = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r]")


def hidden(prefix, path):
    """What must not be answered."""
    return f"GET {prefix}{path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


def post(*headers, body=b"", version="1.1"):
    def made(prefix, path):
        target = prefix + path.partition("?")[0]
        head = "\r\n".join([f"POST {target} HTTP/{version}", "Host: x", "Content-Type: application/json",
                            *headers])
        return head.encode("latin-1") + b"\r\n\r\n" + (body(prefix, path) if callable(body) else body)
    return made


def chunk(data, size=None):
    """As somebody writes its size."""
    return b"%x\r\n%b\r\n" % (len(data), data) if size is None else size + b"\r\n" + data


def after(start):
    return lambda prefix, path: start + hidden(prefix, path)


END = b"0\r\n\r\n"
TWO_LENGTHS = {
    "length and coding": post("Content-Length: 4", "Transfer-Encoding: chunked", body=after(END)),
    "coding and length": post("Transfer-Encoding: chunked", "Content-Length: 4", body=after(END)),
    "length, coding in other case": post("content-length: 5", "TRANSFER-ENCODING: Chunked",
                                         body=after(END)),
    "length twice, the same": post("Content-Length: 2", "Content-Length: 2", body=after(b"{}")),
    "length twice, different": post("Content-Length: 0", "Content-Length: 30", body=after(b"")),
    "length in a list": post("Content-Length: 2, 2", body=after(b"{}")),
    "length with a sign": post("Content-Length: +2", body=after(b"{}")),
    "length below zero": post("Content-Length: -1", body=after(b"")),
    "length in hexadecimal": post("Content-Length: 0x2", body=after(b"{}")),
    "length with a point": post("Content-Length: 2.0", body=after(b"{}")),
    "length of another alphabet": post("Content-Length: \xb2", body=after(b"{}")),
    "length beyond 64 bits": post("Content-Length: 18446744073709551618", body=after(b"{}")),
    "length without a number": post("Content-Length:", body=after(b"")),
    "blank before the colon": post("Content-Length : 2", body=after(b"{}")),
    "coding, blank before the colon": post("Transfer-Encoding : chunked", "Content-Length: 5",
                                           body=after(END)),
    "unknown coding": post("Transfer-Encoding: xchunked", body=after(END)),
    "coding twice in one field": post("Transfer-Encoding: chunked, chunked", body=after(END)),
    "coding in two fields": post("Transfer-Encoding: chunked", "Transfer-Encoding: identity",
                                 body=after(END)),
    "chunked is not the last": post("Transfer-Encoding: chunked, gzip", body=after(END)),
    "identity": post("Transfer-Encoding: identity", "Content-Length: 2", body=after(b"{}")),
    "coding in quotes": post('Transfer-Encoding: "chunked"', body=after(END)),
    "coding with a control": post("Transfer-Encoding: \x0bchunked", body=after(END)),
    "coding in a folded line": post("Transfer-Encoding:\r\n chunked", body=after(END)),
    "folded length": post("Content-Length: 2\r\n 0", body=after(b"{}")),
    "coding in HTTP/1.0": post("Transfer-Encoding: chunked", body=after(END), version="1.0"),
    "name with an underscore": post("Content_Length: 0", "Transfer-Encoding: xchunked", body=after(END)),
    "NUL in a field": post("Content-Length: 2\0", body=after(b"{}")),
    "lone CR in a field": post("X-A: b\rContent-Length: 30", "Content-Length: 2", body=after(b"{}")),
    "lone LF at the end of a field": post("X-A: b\nTransfer-Encoding: xchunked", "Content-Length: 2",
                                          body=after(b"{}")),
}
CHUNKED = "Transfer-Encoding: chunked"
CHUNKS = {
    "size with 0x": post(CHUNKED, body=after(chunk(b"{}\r\n", b"0x2") + END)),
    "size with a sign": post(CHUNKED, body=after(chunk(b"{}\r\n", b"+2") + END)),
    "size below zero": post(CHUNKED, body=after(chunk(b"{}\r\n", b"-2") + END)),
    "size in blanks": post(CHUNKED, body=after(chunk(b"{}\r\n", b" 2 ") + END)),
    "size beyond 64 bits": post(CHUNKED, body=after(chunk(b"{}\r\n", b"10000000000000002") + END)),
    "no size": post(CHUNKED, body=after(chunk(b"{}\r\n", b"") + END)),
    "lone LF after the size": post(CHUNKED, body=after(b"2\n{}\r\n" + END)),
    "longer than its size": post(CHUNKED, body=after(chunk(b"{ }\r\n", b"2") + END)),
    "lone LF after the data": post(CHUNKED, body=after(b"2\r\n{}\n" + END)),
    "trailer with a length": post(CHUNKED, body=after(chunk(b"{}") +
                                                      b"0\r\nContent-Length: 50\r\nBad \r\n\r\n")),
}


def head(*lines):
    """The path in place of {}."""
    def made(prefix, path):
        return "\r\n".join([*lines, "", ""]).replace("{}", prefix + path).encode()
    return made


GET = "GET {} HTTP/1.1"
HEADS = {
    "two hosts": head(GET, "Host: x", "Host: y"),
    "no host": head(GET),
    "a host with a path": head(GET, "Host: x/internal"),
    "a host with a person": head(GET, "Host: me@x", "Connection: close"),
    "blank in the path": head("GET {}/a b HTTP/1.1", "Host: x"),
    "blank before the first field": head(GET, " Host: x"),
    "a field without a colon": head(GET, "Host: x", "bad"),
    "a version of its own": head("GET {} HTTP/1.11", "Host: x"),
    "a TLS greeting": lambda prefix, path: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 40,
    "the preface of HTTP/2": lambda prefix, path: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}
PROBES = {**TWO_LENGTHS, **{f"chunk: {name}": probe for name, probe in CHUNKS.items()},
          **{f"head: {name}": probe for name, probe in HEADS.items()}}
# nginx reads these as one request that ends where its chunks do, and writes it anew for a daemon: the
# two never read the same bytes.
TAKEN_BY_NGINX = {"chunk: lone LF after the size", "chunk: lone LF after the data",
                  "chunk: trailer with a length", "head: a field without a colon",
                  "head: a version of its own"}


def answers(server, data):
    """The statuses of all answers until the server ends the connection."""
    connection = server.connect()
    try:
        connection.push(data)
        whole = connection.until_end()
    finally:
        connection.close()
    return [int(status) for status in ANSWER.findall(whole)], whole


CASES = [(service, probe) for service in ("gateway", *SERVICES) for probe in PROBES
         if service != "gateway" or probe not in TAKEN_BY_NGINX]


@pytest.mark.parametrize(("service", "probe"), CASES)
def test_a_request_of_two_lengths_has_one_answer_and_ends_the_connection(servers, service, probe):
    server = servers[service]
    path = READ["employee" if service == "gateway" else service]
    statuses, whole = answers(server, PROBES[probe](server.prefix, path))
    assert len(statuses) <= 1, whole
    assert set(statuses) <= {400, 405, 411, 413, 501, 505}, whole
