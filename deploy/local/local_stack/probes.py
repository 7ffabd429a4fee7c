"""Asking whether something answers: plain sockets, no drivers, short deadlines."""

import http.client
import json
import socket
import struct
import threading
import time

from local_stack.console import Cancelled, Failure


def becomes_true(question, deadline_s, pause_s=0.05):
    """Asks until `question()` is true; whether it was before the deadline."""
    until, pause = time.monotonic() + deadline_s, threading.Event()
    while not question():
        if time.monotonic() > until:
            return False
        pause.wait(pause_s)
    return True


def wait_until(question, deadline_s, what, cancelled=None, pause_s=0.05):
    """Asks until `question()` is true. `question` may raise Failure to give up at once."""
    until = time.monotonic() + deadline_s
    cancelled = cancelled or threading.Event()
    while not question():
        if time.monotonic() > until:
            raise Failure(f"{what} within {deadline_s:.0f} s")
        if cancelled.wait(pause_s):
            raise Cancelled(what)


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
    """/readyz of an operator port: (ready, what is away). A daemon may be ready and miss
    something that it can do without."""
    reply = http_get(port, "/readyz")
    if reply is None:
        return False, "its operator port does not answer"
    if reply[0] == 200:
        return True, _away(reply[1]).replace("waiting for", "without", 1)
    return False, _away(reply[1]) or "not ready"


def _away(body):
    """The dependencies that a /readyz body names as away, or ""."""
    try:
        names = [f"{name} ({entry['detail']})" if entry.get("detail") else name
                 for name, entry in json.loads(body)["dependencies"].items()
                 if not entry["available"]]
        return "waiting for " + ", ".join(names) if names else ""
    except (json.JSONDecodeError, AttributeError, KeyError, TypeError):
        return ""


def redis_answers(port, user, password):
    """True when the server lets the user in and has read its data."""
    reply = _exchange(port, f"AUTH {user} {password}\r\nPING\r\n".encode(), 1024, lines=2)
    return reply is not None and b"+PONG\r\n" in reply


def kafka_answers(port):
    """True when the broker answers a metadata request and counts itself in."""
    client = b"stack"
    # Header: api key 3 (metadata), version 1, correlation id 1, client id; body: no topics.
    request = struct.pack(">hhih", 3, 1, 1, len(client)) + client + struct.pack(">i", 0)
    reply = _exchange(port, struct.pack(">i", len(request)) + request, 12)
    return reply is not None and len(reply) == 12 and struct.unpack(">i", reply[8:])[0] > 0


def _exchange(port, request, wanted, lines=None):
    """Sends, then reads until `wanted` bytes or so many lines have come; None when it fails."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2.0) as connection:
            connection.sendall(request)
            received = b""
            while len(received) < wanted and (not lines or received.count(b"\r\n") < lines):
                part = connection.recv(wanted - len(received))
                if not part:
                    break
                received += part
            return received
    except OSError:
        return None
