"""Asking whether something answers: plain sockets, no drivers, short deadlines."""

import http.client
import json
import socket
import struct
import threading
import time

from local_stack import web
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


def http_get(port, path, timeout=2.0, ca=None):
    """(status, body) or None when nothing answers. `ca`: by TLS, see web.py."""
    connection = web.connection(port, ca, timeout)
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


def redis_answers(port, user, password, ca=None):
    """True when the server lets the user in and has read its data."""
    reply = _lines(port, f"AUTH {user} {password}\r\nPING\r\n".encode(), 2, ca)
    return reply is not None and b"+PONG\r\n" in reply


def kafka_answers(port, user, password, ca=None):
    """True when the broker lets the user in, answers a metadata request and counts itself in."""
    try:
        with _connect(port, ca) as connection:
            # SaslHandshake and SaslAuthenticate; both answers begin with an error code.
            signing_in = f"\0{user}\0{password}".encode()
            for key, version, body in ((17, 1, struct.pack(">h", 5) + b"PLAIN"),
                                       (36, 0, struct.pack(">i", len(signing_in)) + signing_in)):
                if struct.unpack(">h", _ask_kafka(connection, key, version, body)[:2])[0] != 0:
                    return False
            # Metadata of no topic: how many brokers, and more.
            brokers = _ask_kafka(connection, 3, 1, struct.pack(">i", 0))[:4]
            return struct.unpack(">i", brokers)[0] > 0
    except (OSError, struct.error):
        return False


def _ask_kafka(connection, key, version, body):
    """The body of the answer to one request of the protocol."""
    client = b"stack"
    request = struct.pack(">hhih", key, version, 1, len(client)) + client + body
    connection.sendall(struct.pack(">i", len(request)) + request)
    left = struct.unpack(">i", _exactly(connection, 4))[0]
    return _exactly(connection, left)[4:]  # after the correlation id


def _exactly(connection, size):
    received = b""
    while len(received) < size:
        part = connection.recv(size - len(received))
        if not part:
            raise OSError("closed")
        received += part
    return received


def _connect(port, ca):
    connection = socket.create_connection(("127.0.0.1", port), timeout=2.0)
    if not ca:
        return connection
    try:
        return web.context(ca).wrap_socket(connection, server_hostname="127.0.0.1")
    except OSError:
        connection.close()
        raise


def _lines(port, request, wanted, ca):
    """Sends, then reads until so many lines have come; None when it fails."""
    try:
        with _connect(port, ca) as connection:
            connection.sendall(request)
            received = b""
            while received.count(b"\r\n") < wanted:
                part = connection.recv(1024)
                if not part:
                    break
                received += part
            return received
    except OSError:
        return None
