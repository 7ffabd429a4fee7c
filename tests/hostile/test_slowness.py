"""Clients that are slow, silent, many, or several in one: each loses its own connection at most,
and the others are served meanwhile."""
import concurrent.futures
import contextlib
import socket
import time

import pytest

from hostile import rows, valid, wire
from hostile.contract import SERVICES, operations
from hostile.judge import problem_faults
from hostile.valid import Request

# A head has 10 s, a body 15 s (the gateway: 10 s between two parts of it). A connection that says
# nothing at all is idle and may stay; when there are too many, the longest idle one goes.
LONGEST = 25
FRONTS = ("gateway", *SERVICES)
READS = {"gateway": "/api/employees?limit=1", "employee": "/employees?limit=1",
         "approval-request": "/approvals?limit=1", "approval-processing": "/process/1",
         "notification": "/notifications/recent/1"}


def read(server, name):
    return server.ask(wire.request("GET", READS[name]))


class Waiting:
    """What only waits, all of it at once and beside each other: scenes by name."""

    def __init__(self, servers):
        self.servers = servers
        self.pool = concurrent.futures.ThreadPoolExecutor(256)
        self.scenes = {}

    def start(self, name, function, *arguments):
        self.scenes[name] = self.pool.submit(function, *arguments)

    def result(self, name):
        return self.scenes[name].result(timeout=2 * LONGEST)


STARTS = {"a letter": b"G", "a line": b"GET / HTTP/1.1\r\n",
          "half a header": b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
          "half a body": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12"}


def half_a_request(server, start):
    """True when the server hangs up on it in time."""
    connection = server.connect()
    connection.socket.settimeout(LONGEST)
    try:
        connection.send(start)
        connection.until_end()
        return True
    except TimeoutError:
        return False
    finally:
        connection.close()


def drip(server):
    """One byte now and then, never a whole head. True when the server ends it in time."""
    connection = server.connect()
    connection.socket.settimeout(0.2)
    deadline = time.monotonic() + LONGEST
    try:
        connection.send(b"GET / HTTP/1.1\r\nHost: x\r\n")
        number = 0
        while time.monotonic() < deadline:
            number += 1
            connection.send(b"X" if number % 9 else b"-1: 2\r\nX")
            try:
                if not connection.socket.recv(65536):
                    return True
            except TimeoutError:
                continue
        return False
    except ConnectionError:
        return True
    finally:
        connection.close()


def pipeline(server, front):
    """Statuses of forty requests sent in one go, as many as were answered."""
    path = READS[front]
    wrong = "/api/nowhere" if front == "gateway" else "/nowhere"
    connection, statuses = server.connect(), []
    try:
        connection.send(b"".join(wire.request("GET", p) for p in [path, wrong] * 20))
        while len(statuses) < 40:
            statuses.append(connection.reply().status)
    except (wire.Closed, ConnectionError):
        pass
    finally:
        connection.close()
    return statuses


@pytest.fixture(scope="module")
def waiting(servers):
    scenes = Waiting(servers)
    for front in FRONTS:
        for name, start in STARTS.items():
            scenes.start((front, name), half_a_request, servers[front], start)
        scenes.start((front, "pipeline"), pipeline, servers[front], front)
    scenes.start("drip", drip, servers["gateway"])
    yield scenes
    scenes.pool.shutdown()


def test_a_body_that_does_not_come_is_refused_and_changes_nothing(scene, servers, waiting, unchanged):
    """Every operation with a body, all at once: waiting dominates."""
    cases = []
    for operation in operations():
        if operation.body is None:
            continue
        direct = servers[(operation.service, "internal") if operation.internal else operation.service]
        for server in [direct] if operation.internal else [direct, servers["gateway"]]:
            request = Request(operation, scene)
            cases += [(operation, server, row, row.make(request, server)) for row in rows.WAITING_ROWS]
    unchanged()
    found = [fault for faults in waiting.pool.map(unfinished, cases) for fault in faults]
    assert not found, "\n".join(found)


def unfinished(case):
    operation, server, row, data = case
    connection = server.connect()
    connection.socket.settimeout(LONGEST)
    try:
        faults = problem_faults(connection.ask(data), row.expected)
    except (wire.Closed, ConnectionError):
        faults = []  # hung up on: as good
    except TimeoutError:
        faults = [f"still waiting after {LONGEST} s"]
    finally:
        connection.close()
    return [f"{operation.name} {server.name} {row.name}: {fault}" for fault in faults]


@pytest.mark.parametrize("front", FRONTS)
def test_half_a_request_is_hung_up_on_while_others_are_served(front, servers, waiting):
    assert read(servers[front], front).status == 200
    kept = [name for name in STARTS if not waiting.result((front, name))]
    assert not kept, f"still open after {LONGEST} s: {kept}"


def test_a_head_that_drips_is_cut_off_in_the_end(waiting):
    """The gateway's time is for the whole head, not for the next byte."""
    assert waiting.result("drip"), "it may drip for ever"


@pytest.mark.parametrize("front", FRONTS)
def test_pipelined_requests_are_answered_in_order(front, waiting):
    """A service that does not take pipelines may hang up, but never mixes answers."""
    statuses = waiting.result((front, "pipeline"))
    assert statuses == ([200, 404] * 20)[:len(statuses)]
    assert statuses and (len(statuses) == 40 or front != "gateway")


@contextlib.contextmanager
def idle_connections(server, count, first=b""):
    opened = []
    try:
        for _ in range(count):
            try:
                connection = server.connect()
                connection.send(first)
                opened.append(connection)
            except OSError:
                break  # refused: one way to bound them
        yield opened
    finally:
        for connection in opened:
            connection.close()


@pytest.mark.parametrize("first", [b"", b"GET / HTTP/1.1\r\n"], ids=["silent", "half a head"])
def test_2000_idle_connections_at_the_gateway_leave_it_serving(servers, http, first):
    with idle_connections(servers["gateway"], 2000, first) as opened:
        assert len(opened) == 2000
        fresh = wire.gateway()
        for _ in range(20):
            assert read(fresh, "gateway").status == 200
        valid.World(http).new_document()
        fresh.close()


def crowd(server, name, count):
    """The first answer behind `count` silent connections, on a connection of its own."""
    with idle_connections(server, count):
        fresh = wire.Server(server.name, server.host, server.port)
        deadline = time.monotonic() + LONGEST
        while True:
            assert time.monotonic() < deadline, f"{name} serves nobody any more"
            try:
                assert read(fresh, name).status == 200
                return
            except (wire.Closed, OSError):
                continue
            finally:
                fresh.close()


def test_a_crowd_of_silent_connections_does_not_lock_a_service_for_good(servers):
    """More than a service has threads: it sheds them and serves again."""
    with concurrent.futures.ThreadPoolExecutor(len(SERVICES)) as pool:
        list(pool.map(lambda name: crowd(servers[name], name, 200), SERVICES))


SMUGGLED = b"DELETE /employees/%d HTTP/1.1\r\nHost: x\r\n\r\n"
FRAMINGS = {
    "CL and TE": b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "TE and CL": b"Transfer-Encoding: chunked\r\nContent-Length: %d\r\n\r\n0\r\n\r\n",
    "TE, blank before the colon": b"Content-Length: %d\r\nTransfer-Encoding : chunked\r\n\r\n"
                                  b"0\r\n\r\n",
    "TE, unknown": b"Content-Length: %d\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "TE, tab": b"Content-Length: %d\r\nTransfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n",
    "TE, upper case": b"Content-Length: %d\r\nTRANSFER-ENCODING: CHUNKED\r\n\r\n0\r\n\r\n",
    "TE, quoted": b'Content-Length: %d\r\nTransfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n',
    "TE, folded": b"Content-Length: %d\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "TE twice": b"Content-Length: %d\r\nTransfer-Encoding: identity\r\n"
                b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n",
    "length list": b"Content-Length: 0, %d\r\n\r\n",
    "length with a plus": b"Content-Length: +%d\r\n\r\n",
    "length, blank before the colon": b"Content-Length : %d\r\nContent-Length: 0\r\n\r\n",
    "bare line feeds": b"Content-Length: 0\nX: y\r\nContent-Length: %d\r\n\r\n",
    "chunk extension": b"Transfer-Encoding: chunked\r\nX-Size: %d\r\n\r\n0;a=\r\nb\r\n\r\n",
    "chunk of 2^64": b"Transfer-Encoding: chunked\r\nX-Size: %d\r\n\r\n10000000000000000\r\n",
    "method without a body": b"Content-Length: %d\r\n\r\n",
}


def smuggle(server, method, framing, inner):
    data = (method + b" " + server.prefix.encode() + b"/employees HTTP/1.1\r\nHost: x\r\n"
            b"Content-Type: application/json\r\n" + framing % len(inner) + inner)
    connection = server.connect()
    connection.socket.settimeout(LONGEST)
    try:
        connection.push(data)
        with contextlib.suppress(OSError):
            connection.socket.shutdown(socket.SHUT_WR)
        return connection.until_end()
    finally:
        connection.close()


@pytest.mark.parametrize("front", ["gateway", "employee"])
@pytest.mark.parametrize("method", [b"POST", b"GET"])
def test_no_second_request_is_smuggled_in_a_body(method, front, servers, world):
    """Whatever the answer to the outer request is: the inner one is never carried out for
    somebody who counts the other length, and the next client gets its own answer."""
    carried_out = []
    for name, framing in FRAMINGS.items():
        victim = world.hire("피해자")
        said = smuggle(servers[front], method, framing, SMUGGLED % victim)
        if not world.call("GET", f"/employees/{victim}").json()["active"]:
            carried_out.append(f"{name}: {said[:200]}")
        assert read(servers["gateway"], "gateway").status == 200
    assert not carried_out, "\n".join(carried_out)
