"""Replicas that come and go behind a name, as in compose and Kubernetes, on an nginx that follows
names: an address that is taken away swallows what is sent to it, and still no request fails."""
import contextlib
import json
import queue
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from system.eventually import until
from system.gateway_alone import free_port

PER_SECOND = 50


class Names:
    """A name server that knows one name, which means all `addresses`."""

    def __init__(self):
        self.addresses = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                question, client = self.socket.recvfrom(512)
            except OSError:
                return
            answers = b"".join(
                b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 600, 4) + socket.inet_aton(address)
                for address in self.addresses)
            head = question[:2] + struct.pack(">HHHHH", 0x8180, 1, len(self.addresses), 0, 0)
            end = question.index(b"\0", 12) + 5
            self.socket.sendto(head + question[12:end] + answers, client)

    def close(self):
        self.socket.close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps({"from": self.server.server_address[0]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.do_GET()

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, place):
        self.connections = []
        super().__init__(place, Handler)

    def process_request(self, request, client_address):
        self.connections.append(request)
        super().process_request(request, client_address)

    def end(self):
        """Takes no more and closes what is open, as a process that ends does."""
        self.shutdown()
        self.server_close()
        for connection in self.connections:
            with contextlib.suppress(OSError):  # it may have ended before
                connection.shutdown(socket.SHUT_RDWR)


class Replica:
    """One address that serves; removed, it refuses nothing and answers nothing."""

    def __init__(self, address, port):
        self.place = (address, port)
        self.held = []
        self.server = Server(self.place)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def remove(self):
        """A listener whose queue is full drops every further SYN, as a removed address does."""
        self.server.end()
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(self.place)
        listener.listen(0)
        self.held = [listener]
        while self.taken():
            pass

    def taken(self):
        """Whether one more connection is taken."""
        filler = socket.socket()
        self.held.append(filler)
        filler.settimeout(0.05)
        try:
            filler.connect(self.place)
            return True
        except TimeoutError:
            return False

    def close(self):
        if self.held:
            for connection in self.held:
                connection.close()
        else:
            self.server.end()


@pytest.fixture
def town(own_gateway):
    """names, make(address) and the address of a gateway that finds employee by its name."""
    names, port, made = Names(), free_port(), {}

    def make(number):
        made[number] = Replica(f"127.0.1.{number}", port)
        return made[number]
    make(1)
    names.addresses = ["127.0.1.1"]
    url = own_gateway(follow_names=True, GATEWAY_RESOLVER=f"127.0.0.1:{names.port}",
                      GATEWAY_EMPLOYEE=f"employee:{port}", GATEWAY_UPSTREAM_OPTIONS="resolve")
    until(lambda: requests.get(f"{url}/api/employees", timeout=5).status_code == 200, "a replica")
    yield names, make, url
    for replica in made.values():
        replica.close()
    names.close()


class Load:
    """GET and POST on a schedule fixed beforehand; keeps who answered and what failed."""

    def __init__(self, url):
        self.url, self.planned, self.ended = url, queue.Queue(), threading.Event()
        self.failures, self.seen, self.sent = [], [], 0
        self.threads = [threading.Thread(target=self._plan)]
        self.threads += [threading.Thread(target=self._work) for _ in range(PER_SECOND)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def _plan(self):
        began = time.monotonic()
        while not self.ended.is_set():
            self.planned.put(self.sent)
            self.sent += 1
            self.ended.wait(max(0, began + self.sent / PER_SECOND - time.monotonic()))
        for _ in self.threads[1:]:
            self.planned.put(None)

    def _work(self):
        with requests.Session() as session:
            while (number := self.planned.get()) is not None:
                try:
                    reply = session.request("POST" if number % 2 else "GET",
                                            f"{self.url}/api/employees", timeout=20,
                                            json={} if number % 2 else None)
                except requests.RequestException as error:
                    self.failures.append(repr(error))
                    continue
                if reply.status_code != 200:
                    self.failures.append(f"{reply.status_code} {reply.text}")
                else:
                    self.seen.append(reply.json()["from"])

    def answered_by(self, addresses):
        """Waits until all of these, and nobody else, answered the last hundred requests."""
        until(lambda: set(self.seen[-100:]) == set(addresses) and len(self.seen) > 100,
              f"answers by {addresses}")

    def goes_on(self, seconds=2):
        """So many seconds' worth of further answers."""
        wanted = len(self.seen) + seconds * PER_SECOND
        until(lambda: len(self.seen) >= wanted or self.failures, "further answers")


def test_replicas_come_and_vanish_at_50_a_second_and_no_request_fails(town):
    names, make, url = town
    with Load(url) as load:
        load.goes_on()
        second, third = make(2), make(3)
        names.addresses = ["127.0.1.1", "127.0.1.2", "127.0.1.3"]
        load.answered_by(names.addresses)
        for _ in range(3):  # stopped, its name a moment later; then back
            second.remove()
            load.goes_on(1)
            names.addresses = ["127.0.1.1", "127.0.1.3"]
            load.answered_by(names.addresses)
            second.close()
            second = make(2)
            names.addresses = ["127.0.1.1", "127.0.1.2", "127.0.1.3"]
            load.answered_by(names.addresses)
        second.remove()  # from three to one at once
        third.remove()
        load.goes_on(1)
        names.addresses = ["127.0.1.1"]
        load.answered_by(names.addresses)
    assert not load.failures, f"{len(load.failures)} of {load.sent}: {load.failures[:5]}"
    assert load.sent > 500


def test_a_request_that_nobody_took_is_said_to_be_undelivered(town):
    names, make, url = town
    second = make(2)
    names.addresses = ["127.0.1.2"]
    until(lambda: requests.get(f"{url}/api/employees", timeout=5).json().get("from") ==
          "127.0.1.2", "the second")
    second.remove()
    reply = requests.post(f"{url}/api/employees", json={}, timeout=20,
                          headers={"Accept-Language": "en"})
    assert reply.status_code == 504 and reply.json()["code"] == "timeout"
    assert "not delivered" in reply.json()["detail"]
    assert reply.headers["Content-Type"] == "application/problem+json"
