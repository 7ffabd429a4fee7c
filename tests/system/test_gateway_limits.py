"""The gateway's own refusals, on an nginx of this test's own: low limits, services that are not
there."""
import os
import socket
import subprocess
import sys
import time

import pytest
import requests

from eventually import until

SOURCE = os.environ["ERP_SOURCE_DIR"]
sys.path.insert(0, f"{SOURCE}/deploy/local")
import gateway  # noqa: E402


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def serve(tmp_path):
    """Starts an nginx with these values; its address."""
    started = []

    def start(**values):
        port = free_port()
        (tmp_path / "conf").mkdir(exist_ok=True)
        away = f"127.0.0.1:{free_port()}"
        gateway.render(tmp_path / "conf", gateway.defaults() | {
            "GATEWAY_LISTEN": f"127.0.0.1:{port}", "GATEWAY_ACCESS_LOG": "/dev/null",
            "GATEWAY_EMPLOYEE": [away], "GATEWAY_APPROVAL_REQUEST": [away, away]} | values)
        user = " user nobody nogroup;" if os.geteuid() == 0 else ""
        started.append(subprocess.Popen(
            ["/usr/sbin/nginx", "-p", f"{tmp_path}/", "-e", "stderr", "-c", "conf/nginx.conf",
             "-g", f"daemon off;{user}"], stderr=subprocess.DEVNULL))
        url = f"http://127.0.0.1:{port}"

        def answers():
            try:
                return requests.get(url, timeout=2).status_code
            except requests.RequestException:
                return None
        until(answers, "nginx answers")
        return url

    yield start
    for process in started:
        process.terminate()
        process.wait(10)


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
