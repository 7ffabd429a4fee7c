"""The gateway's own refusals, on an nginx of this test's own: low limits, services that are not
there."""
import gzip
import json
import signal
import socket
import threading
import time

import pytest
import requests

from system.eventually import until


@pytest.fixture
def serve(own_gateway):
    return own_gateway


def problem(reply, status, code):
    assert reply.status_code == status, reply.text
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.json()["code"] == code and reply.json()["status"] == status
    return reply


@pytest.mark.parametrize("path", ["/api/employees", "/api/approvals"])
def test_a_service_that_is_away_is_a_quick_503_with_retry_after(serve, path):
    url = serve()
    before = time.monotonic()
    for _ in range(10):  # none of them is put off by the failures before
        reply = problem(requests.get(url + path, timeout=10), 503, "unavailable")
        assert reply.headers["Retry-After"] == "1"
    assert time.monotonic() - before < 10, "an absent service is refused, not waited for"


def test_too_many_requests_are_429_with_retry_after(serve):
    url = serve(GATEWAY_REQUESTS_PER_SECOND_PER_IP="1", GATEWAY_REQUEST_BURST_PER_IP="2")
    replies = [requests.get(f"{url}/api/employees", timeout=10) for _ in range(10)]
    refused = [reply for reply in replies if reply.status_code == 429]
    assert refused, [reply.status_code for reply in replies]
    assert problem(refused[0], 429, "too-many-requests").headers["Retry-After"] == "1"


def test_too_many_connections_are_429(serve):
    url = serve(GATEWAY_CONNECTIONS_PER_IP="2")
    port = int(url.rsplit(":", 1)[1])
    # A connection counts once its request's head has been read.
    head = (b"POST /api/employees HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\n\r\n")
    held = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(2)]
    try:
        for connection in held:
            connection.sendall(head)
        until(lambda: requests.get(f"{url}/api/approvals", timeout=10).status_code == 429,
              "the third is refused")
    finally:
        for connection in held:
            connection.close()


def test_a_body_over_the_limit_is_413(serve):
    url = serve(GATEWAY_MAX_BODY="1k")
    problem(requests.post(f"{url}/api/employees", data=b"x" * 2000, timeout=10), 413,
            "body-too-large")


def test_a_header_over_the_limit_is_431(serve):
    url = serve()
    problem(requests.get(url, headers={"X-Long": "a" * 20000}, timeout=10), 431,
            "header-too-large")


class Peer:
    """A service that answers everything with the same bytes; its last request's head."""

    def __init__(self, reply):
        self.reply, self.head, self.connections = reply, b"", []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "{}:{}".format(*self.listener.getsockname())
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections.append(connection)
            self.head = connection.recv(65536)
            connection.sendall(self.reply)

    def close(self):
        for connection in [*self.connections, self.listener]:
            connection.close()


@pytest.fixture
def peer():
    made = []

    def make(reply):
        made.append(Peer(reply))
        return made[-1]
    yield make
    for one in made:
        one.close()


def answer(body, *headers, kind="application/json"):
    head = ["HTTP/1.1 200 OK", f"Content-Type: {kind}", f"Content-Length: {len(body)}",
            "Connection: close", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


LIST = json.dumps([{"id": number, "name": "홍길동"} for number in range(200)]).encode()


def test_a_long_answer_is_compressed_for_who_takes_it(serve, peer):
    url = serve(GATEWAY_EMPLOYEE=[peer(answer(LIST)).address])
    packed = requests.get(f"{url}/api/employees", timeout=10, stream=True,
                          headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    bytes_ = packed.raw.read(decode_content=False)
    assert gzip.decompress(bytes_) == LIST and len(bytes_) < len(LIST) / 4
    plain = requests.get(f"{url}/api/employees", timeout=10, headers={"Accept-Encoding": ""})
    assert "Content-Encoding" not in plain.headers and plain.content == LIST


def test_a_short_answer_and_one_with_a_strong_tag_stay_as_they_are(serve, peer):
    url = serve(GATEWAY_EMPLOYEE=[peer(answer(b"[" + b" " * 1000 + b"]")).address],
                GATEWAY_APPROVAL_REQUEST=[peer(answer(LIST, 'ETag: "7"')).address])
    headers = {"Accept-Encoding": "gzip"}
    assert "Content-Encoding" not in requests.get(f"{url}/api/employees", timeout=10,
                                                  headers=headers).headers
    document = requests.get(f"{url}/api/approvals/7", timeout=10, headers=headers)
    assert document.headers["ETag"] == '"7"' and "Content-Encoding" not in document.headers
    assert document.content == LIST


def test_open_sockets_do_not_hold_a_gateway_that_stops(serve, peer):
    accepted = (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                b"Connection: upgrade\r\n\r\n")
    url = serve(GATEWAY_NOTIFICATION_WS=[peer(accepted).address])
    port = int(url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as session:
        session.sendall(b"GET /ws/notifications HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                        b"Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                        b"Sec-WebSocket-Version: 13\r\n\r\n")
        assert session.recv(4096).startswith(b"HTTP/1.1 101")
        [running] = serve.started
        running.process.send_signal(signal.SIGQUIT)
        running.process.wait(8)
        assert session.recv(4096) == b"", "closed by the gateway"
