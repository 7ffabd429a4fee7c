"""The live channel: bytes that no WebSocket or STOMP client would send, at the service's port and
through the gateway. Each ends in a clear status or close code, and others go on being told."""
import base64
import concurrent.futures
import contextlib
import os
import re
import struct
import time
from urllib.parse import urlparse

import pytest

from hostile import wire
from hostile.judge import LEAKS, problem_faults

SERVERS = {"gateway": "WS_URL", "direct": "WS_DIRECT_URL"}
TEXT, BINARY, CLOSE, PING, CONTINUE = 1, 2, 8, 9, 0
# Silence that is borne, as configured: at least a minute, and the time to notice its end.
BORNE, LONGEST = 60, 90


def server_named(name):
    parts = urlparse(os.environ[SERVERS[name]])
    return wire.Server(name, parts.hostname, parts.port)


@pytest.fixture(params=SERVERS)
def socket_server(request):
    return server_named(request.param)


def handshake(server, change=None, path="/ws/notifications"):
    """A connection and the answer to its handshake; `change` replaces headers, None leaves out."""
    headers = {"Host": "approval", "Upgrade": "websocket", "Connection": "Upgrade",
               "Sec-WebSocket-Version": "13", "Sec-WebSocket-Protocol": "v12.stomp",
               "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), **(change or {})}
    lines = [(name, value) for name, value in headers.items() if value is not None]
    connection = server.connect()
    connection.send(wire.request("GET", path, lines))
    connection.need(lambda: b"\r\n\r\n" in connection.buffer)
    if connection.buffer.startswith(b"HTTP/1.1 101"):
        _, _, connection.buffer = connection.buffer.partition(b"\r\n\r\n")
        return connection, 101
    return connection, connection.reply()


def frame(kind, data, fin=True, masked=True, reserved=0, length=None):
    size = len(data) if length is None else length
    head = bytes([(0x80 if fin else 0) | reserved << 4 | kind])
    mask_bit = 0x80 if masked else 0
    if size < 126:
        head += bytes([mask_bit | size])
    elif size < 65536:
        head += bytes([mask_bit | 126]) + struct.pack(">H", size)
    else:
        head += bytes([mask_bit | 127]) + struct.pack(">Q", size)
    if not masked:
        return head + data
    mask = b"\x12\x34\x56\x78"
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))


def stomp(command, headers=(), body=""):
    return ("\n".join([command, *(f"{n}:{v}" for n, v in headers)]) + "\n\n" + body + "\0").encode()


def connect_frame(person):
    return stomp("CONNECT", [("accept-version", "1.2"), ("host", "x"), ("heart-beat", "0,0"),
                             ("login", person)])


SUBSCRIBE = stomp("SUBSCRIBE", [("id", "0"), ("destination", "/user/queue/notifications"),
                                ("receipt", "r")])


def read_frame(connection):
    """(kind, data) of the next frame; None when the connection has ended."""
    def have(count):
        while len(connection.buffer) < count:
            if not connection.pull():
                return False
        return True
    if not have(2):
        return None
    kind, size, start = connection.buffer[0] & 0xF, connection.buffer[1] & 0x7F, 2
    if size >= 126:
        start = 4 if size == 126 else 10
        if not have(start):
            return None
        size = int.from_bytes(connection.buffer[2:start], "big")
    if not have(start + size):
        return None
    data, connection.buffer = connection.buffer[start:start + size], \
        connection.buffer[start + size:]
    return kind, data


def end_of(connection, timeout=LONGEST):
    """(close code or None, everything said before) once the server has ended it."""
    said, code = b"", None
    deadline = time.monotonic() + timeout
    connection.socket.settimeout(timeout)
    while time.monotonic() < deadline:
        found = read_frame(connection)
        if found is None:
            return code, said
        kind, data = found
        if kind == CLOSE:
            code = int.from_bytes(data[:2], "big") if len(data) >= 2 else 1005
            said += data[2:]
            # RFC 6455 5.5.1: answered, so that the server need not wait for it.
            with contextlib.suppress(OSError):
                connection.send(frame(CLOSE, data[:2]))
        elif kind in (TEXT, BINARY):
            said += data
    raise TimeoutError("still open")


def no_leak(said):
    text = said.decode("utf-8", "replace").replace("heart-beat:10000,10000", "")
    text = re.sub(r"^user-name:\d+$", "", text, flags=re.MULTILINE)  # a number of a person, no port
    return [f"tells {pattern.search(text)[0]!r}" for pattern in LEAKS if pattern.search(text)]


@contextlib.contextmanager
def session(server, *frames):
    connection, answer = handshake(server)
    assert answer == 101, answer
    try:
        for data in frames:
            connection.send(data)
        yield connection
    finally:
        connection.close()


HANDSHAKES = {
    "foreign origin": ({"Origin": "http://evil.example"}, {403}),
    "null origin": ({"Origin": "null"}, {403}),
    "origin with a suffix": ({"Origin": "http://localhost.evil.example"}, {403}),
    "file origin": ({"Origin": "file://"}, {403}),
    "no subprotocol": ({"Sec-WebSocket-Protocol": None}, {400}),
    "other subprotocol": ({"Sec-WebSocket-Protocol": "graphql-ws"}, {400}),
    "old version": ({"Sec-WebSocket-Version": "8"}, {400, 426}),
    "no version": ({"Sec-WebSocket-Version": None}, {426}),
    "version 0": ({"Sec-WebSocket-Version": "0"}, {426}),
    "no key": ({"Sec-WebSocket-Key": None}, {400}),
    "no upgrade": ({"Upgrade": None}, {400, 426}),
    "other upgrade": ({"Upgrade": "h2c"}, {400, 426}),
    "64 KB header": ({"X-Long": "a" * 65536}, {400, 431}),
}


@pytest.mark.parametrize("name", HANDSHAKES)
def test_a_wrong_handshake_is_refused(name, socket_server):
    change, expected = HANDSHAKES[name]
    try:
        connection, answer = handshake(socket_server, change)
    except wire.Closed:
        assert socket_server.name == "direct", "the gateway always answers"
        return
    connection.close()
    assert answer != 101, "it was let in"
    assert not problem_faults(answer, expected)


@pytest.mark.parametrize("path", ["/", "/ws", "/ws/", "/ws/notifications/more", "/ws/notifications/../x",
                                  "/ws/other", "/api/ws/notifications", "/ws/notifications%00",
                                  "/ws/notifications?access_token=x", "/ws/notifications?x=1"])
def test_other_paths_are_no_channel(path, socket_server):
    try:
        connection, answer = handshake(socket_server, path=path)
    except wire.Closed:
        return
    connection.close()
    assert answer != 101 and answer.status in (200, 400, 404, 426), answer


# name → (frames after the handshake, close codes)
CONNECT = "connect"  # stands for a good CONNECT frame
BREAKS = {
    "unmasked": ([frame(TEXT, b"x", masked=False)], {1002}),
    # None: the close frame is lost when the connection is reset under what is still being sent.
    "1 MB": ([CONNECT, frame(TEXT, b"a" * 1_000_000)], {1009, None}),
    "announced 2^62": ([CONNECT, frame(TEXT, b"a", length=2**62)], {1009}),
    "announced 2^63": ([CONNECT, frame(TEXT, b"a", length=2**63)], {1002, 1009}),
    "bad UTF-8": ([CONNECT, frame(TEXT, b"\xff\xfe")], {1007}),
    "cut UTF-8": ([CONNECT, frame(TEXT, b"SEND\n\n\xea\xb0")], {1007}),
    "surrogate": ([CONNECT, frame(TEXT, b"\xed\xa0\x80")], {1007}),
    "binary": ([CONNECT, frame(BINARY, b"\0\1\2")], {1003, 1002, 1007}),
    "reserved bit": ([CONNECT, frame(TEXT, b"x", reserved=4)], {1002}),
    "reserved kind": ([CONNECT, frame(3, b"x")], {1002}),
    "reserved control": ([CONNECT, frame(11, b"x")], {1002}),
    "long ping": ([CONNECT, frame(PING, b"a" * 126)], {1002}),
    "fragmented ping": ([CONNECT, frame(PING, b"a", fin=False)], {1002}),
    "continuation of nothing": ([CONNECT, frame(CONTINUE, b"x")], {1002}),
    "text in a fragmented text": ([CONNECT, frame(TEXT, b"a", fin=False), frame(TEXT, b"b")],
                                  {1002}),
    "close of one byte": ([CONNECT, frame(CLOSE, b"\x03")], {1002}),
    "close with a code that is none": ([CONNECT, frame(CLOSE, struct.pack(">H", 1006))], {1002}),
    "close with bad UTF-8": ([CONNECT, frame(CLOSE, struct.pack(">H", 1000) + b"\xff")],
                             {1002, 1007}),
    # None: a client that still sends when it is sent away may get a reset before it reads the code.
    "fragments for ever": ([CONNECT, frame(TEXT, b"SEND\n", fin=False)]
                           + [frame(CONTINUE, b"a" * 1000, fin=False)] * 200, {1009, 1002, None}),
    "no CONNECT but SUBSCRIBE": ([frame(TEXT, SUBSCRIBE)], {1008}),
    "no CONNECT but SEND": ([frame(TEXT, stomp("SEND", [("destination", "/x")]))], {1008}),
    "CONNECT twice": ([CONNECT, CONNECT], {1002}),
    "login is no id": ([frame(TEXT, connect_frame("root"))], {1008}),
    "login 0": ([frame(TEXT, connect_frame("0"))], {1008}),
    "login 2^63": ([frame(TEXT, connect_frame(2**63))], {1008}),
    "no login": ([frame(TEXT, stomp("CONNECT", [("accept-version", "1.2")]))], {4401}),
    "STOMP 1.0": ([frame(TEXT, stomp("CONNECT", [("accept-version", "1.0"), ("login", "1")]))],
                  {1002}),
    "negative heart-beat": ([frame(TEXT, stomp("CONNECT", [
        ("accept-version", "1.2"), ("login", "1"), ("heart-beat", "-1,-1")]))], {1002}),
    "unknown command": ([CONNECT, frame(TEXT, stomp("EXPLODE"))], {1002}),
    "SEND": ([CONNECT, frame(TEXT, stomp("SEND", [("destination", "/user/queue/notifications")],
                                         "{}"))], {1008}),
    "BEGIN": ([CONNECT, frame(TEXT, stomp("BEGIN", [("transaction", "1")]))], {1002, 1008}),
    "header without a colon": ([CONNECT, frame(TEXT, b"SUBSCRIBE\nnonsense\n\n\0")], {1002}),
    "unknown escape": ([CONNECT, frame(TEXT, b"SUBSCRIBE\nid:\\t\n\n\0")], {1002}),
    "content-length -1": ([CONNECT, frame(TEXT, stomp("SEND", [("content-length", "-1")]))], {1002}),
    "content-length 2^64": ([CONNECT, frame(TEXT, stomp("SEND", [("content-length", 2**64)]))],
                            {1002}),
    "1,000 headers": ([CONNECT, frame(TEXT, stomp("SUBSCRIBE", [("a", n) for n in range(1000)]))],
                      {1002}),
    "subscribe without id": ([CONNECT, frame(TEXT, stomp("SUBSCRIBE", [
        ("destination", "/user/queue/notifications")]))], {1002}),
    "subscribe twice under one id": ([CONNECT, frame(TEXT, SUBSCRIBE), frame(TEXT, SUBSCRIBE)],
                                     {1002}),
    "subscribe by the thousand": ([CONNECT] + [frame(TEXT, stomp("SUBSCRIBE", [
        ("id", n), ("destination", "/user/queue/notifications")])) for n in range(1000)],
        {1008, 1002, None}),
    **{f"last-seq {text[:12]}": ([CONNECT, frame(TEXT, stomp("SUBSCRIBE", [
        ("id", "0"), ("destination", "/user/queue/notifications"), ("last-seq", text)]))], {1002})
       for text in ("-1", "abc", "a:b:1", ":1", "1.5", "a b:1", "9" * 4000, str(2**64), "x:")},
    **{f"queue {place[:24]}": ([CONNECT, frame(TEXT, stomp("SUBSCRIBE", [
        ("id", "0"), ("destination", place)]))], {1008})
       for place in ("/user/1/queue/notifications", "/user/queue/notifications/../1", "/topic/*",
                     "/user/*/queue/notifications", "*", "", "/user/queue/notifications ",
                     "/queue/notifications-user1", "nt:{1}", "/user//queue/notifications")},
}


def broken(server, person, frames, codes):
    with session(server) as connection:
        with contextlib.suppress(OSError):
            for data in frames:
                connection.push(frame(TEXT, connect_frame(person)) if data is CONNECT else data)
        try:
            code, said = end_of(connection)
        except TimeoutError:
            return ["still open"]
    faults = [] if code in codes else [f"closed with {code}, expected {codes}: {said[:200]}"]
    return faults + no_leak(said)


def test_every_broken_rule_ends_the_session_with_its_code(socket_server, scene, unchanged):
    unchanged()
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        results = pool.map(lambda row: (row[0], broken(socket_server, scene.outsider, *row[1])),
                           BREAKS.items())
        found = [f"{name}: {fault}" for name, faults in results for fault in faults]
    assert not found, f"{len(found)} of {len(BREAKS)}\n" + "\n".join(found)


@pytest.mark.parametrize("place", ["0", "5", "zzz:3", str(2**62)])
def test_a_foreign_or_far_place_is_a_resync_and_no_error(place, socket_server, scene):
    with session(socket_server, frame(TEXT, connect_frame(scene.drafter)), frame(TEXT, stomp(
            "SUBSCRIBE", [("id", "0"), ("destination", "/user/queue/notifications"),
                          ("last-seq", place), ("receipt", "r")]))) as connection:
        said = b""
        connection.socket.settimeout(wire.TIMEOUT)
        while b"RECEIPT" not in said:
            found = read_frame(connection)
            assert found and found[0] != CLOSE, said
            said += found[1]


def test_strangers_do_not_disturb_who_listens(socket_server, world, changing):
    """One person listens while a crowd breaks every rule; the notice arrives."""
    with session(socket_server, frame(TEXT, connect_frame(world.drafter)),
                 frame(TEXT, SUBSCRIBE)) as listener:
        said = b""
        while b"RECEIPT" not in said:
            said += read_frame(listener)[1]
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda row: broken(socket_server, world.outsider, *row), BREAKS.values()))
        number = world.new_document([world.first])
        world.call("POST", f"/process/{world.first}/{number}", {"status": "approved"})
        listener.socket.settimeout(wire.TIMEOUT)
        while True:
            kind, data = read_frame(listener)
            if kind == PING:
                continue
            assert kind == TEXT, (kind, data)
            if b"APPROVAL_STATUS_CHANGED" in data and b'"approvalId":%d' % number in data:
                break


def ends_by_itself(make):
    """After how many seconds, or None when it is still open at the end of the time-out."""
    connection, begun = make(), time.monotonic()
    try:
        connection.socket.settimeout(LONGEST)
        while connection.pull():  # pings are read and never answered
            pass
        return time.monotonic() - begun
    except TimeoutError:
        return None
    finally:
        connection.close()


def half_a_handshake(server):
    connection = server.connect()
    connection.send(b"GET /ws/notifications HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n")
    return connection


def connected(server, person):
    connection, _ = handshake(server)
    connection.send(frame(TEXT, connect_frame(person)))
    return connection


@pytest.fixture(scope="module", autouse=True)
def silent(scene):
    """Those who say nothing, all at once and beside the other tests: waiting dominates."""
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        going = {}
        for name in SERVERS:
            server = server_named(name)
            going[name, "half a handshake"] = pool.submit(
                ends_by_itself, lambda d=server: half_a_handshake(d))
            going[name, "no CONNECT"] = pool.submit(
                ends_by_itself, lambda d=server: handshake(d)[0])
            going[name, "no pong"] = pool.submit(
                ends_by_itself, lambda d=server: connected(d, scene.outsider))
        yield going


def test_2000_idle_sessions_leave_others_served(socket_server, scene):
    opened = []
    try:
        for _ in range(2000):
            connection, answer = handshake(socket_server)
            opened.append(connection)
            assert answer == 101
        with session(socket_server, frame(TEXT, connect_frame(scene.drafter)),
                     frame(TEXT, SUBSCRIBE)) as connection:
            assert b"CONNECTED" in read_frame(connection)[1]
    finally:
        for connection in opened:
            connection.close()


@pytest.mark.parametrize("how", ["half a handshake", "no CONNECT", "no pong"])
def test_the_silent_are_let_go(socket_server, silent, how):
    after = silent[socket_server.name, how].result(timeout=2 * LONGEST)
    assert after is not None
    if how == "no pong":
        assert after >= BORNE, "a client may be silent for a minute, whatever it has promised"
