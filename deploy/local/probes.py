"""Asking whether something answers: plain sockets, no drivers, short deadlines."""

import http.client
import json
import socket
import struct
import time

from console import Cancelled, Failure


def wait_until(question, deadline_s, what, cancelled, pause_s=0.05):
    """Asks until `question()` is true. `question` may raise Failure to give up at once."""
    until = time.monotonic() + deadline_s
    while not question():
        if cancelled.is_set():
            raise Cancelled(what)
        if time.monotonic() > until:
            raise Failure(f"{what} within {deadline_s:.0f} s")
        time.sleep(pause_s)


def accepts(port):
    """True when something accepts connections on the port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
        return True
    except OSError:
        return False


def http_get(port, path, timeout=2.0):
    """(status, body) or None when nothing answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        reply = connection.getresponse()
        return reply.status, reply.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def ready(port):
    """/readyz of an operator port: (True, "") or (False, what is away)."""
    reply = http_get(port, "/readyz")
    if reply is None:
        return False, "its operator port does not answer"
    if reply[0] == 200:
        return True, ""
    return False, _away(reply[1])


def _away(body):
    """The dependencies that a /readyz body names as away, in whatever shape it lists them."""
    try:
        listed = json.loads(body).get("dependencies", [])
        entries = listed.values() if isinstance(listed, dict) else listed
        names = [f"{e['name']} ({e['detail']})" if e.get("detail") else str(e["name"])
                 for e in entries if not e.get("available", e.get("ready", False))]
        return "waiting for " + ", ".join(names) if names else "not ready"
    except (json.JSONDecodeError, AttributeError, KeyError, TypeError):
        return "not ready"


def redis_answers(port):
    reply = _exchange(port, b"PING\r\n", 64)
    return reply is not None and reply.startswith(b"+PONG")


def kafka_answers(port):
    """True when the broker answers a metadata request and counts itself in."""
    client = b"stack"
    # Header: api key 3 (metadata), version 1, correlation id 1, client id; body: no topics.
    request = struct.pack(">hhih", 3, 1, 1, len(client)) + client + struct.pack(">i", 0)
    reply = _exchange(port, struct.pack(">i", len(request)) + request, 12)
    return reply is not None and len(reply) == 12 and struct.unpack(">i", reply[8:])[0] > 0


def _exchange(port, request, wanted):
    """Sends, then reads until `wanted` bytes or a line end have come; None when it fails."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2.0) as connection:
            connection.sendall(request)
            received = b""
            while len(received) < wanted and not received.endswith(b"\r\n"):
                part = connection.recv(wanted - len(received))
                if not part:
                    break
                received += part
            return received
    except OSError:
        return None
