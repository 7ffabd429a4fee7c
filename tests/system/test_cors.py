"""Pages of other origins: what the gateway allows them is decided by ALLOWED_ORIGINS alone, and is
said on every answer, its own errors included. A gateway of the test's own, before the same daemons."""
import os
import subprocess
from urllib.parse import urlparse

import pytest
import requests

from local_stack import gateway
from system import acting, own_stack
from system.eventually import until

ALLOWED = "http://localhost:5173"
OTHER = "https://intranet.example"
CORS = ("Access-Control-Allow-Origin", "Access-Control-Allow-Methods",
        "Access-Control-Allow-Headers", "Access-Control-Expose-Headers")


def begin(folder, port, origins):
    at = {name: urlparse(os.environ[f"{name}_HTTP_URL"]).netloc for name in (
        "EMPLOYEE", "APPROVAL_REQUEST", "APPROVAL_PROCESSING")}
    conf = folder / "conf"
    conf.mkdir(parents=True)
    gateway.render(conf, gateway.defaults() | {f"GATEWAY_{name}": url for name, url in at.items()} | {
        "GATEWAY_LISTEN": f"127.0.0.1:{port}", "GATEWAY_ALLOWED_ORIGINS": origins,
        "GATEWAY_NOTIFICATION": "127.0.0.1:9", "GATEWAY_NOTIFICATION_WS": "127.0.0.1:9"})
    return subprocess.Popen(["/usr/sbin/nginx", "-p", f"{folder}/", "-e", "stderr",
                             "-c", "conf/nginx.conf", "-g", "daemon off;"],
                            stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def gateways(tmp_path_factory):
    """(with two allowed origins, with none)"""
    ports = [own_stack.PORTS + 3901, own_stack.PORTS + 3902]
    started = [begin(tmp_path_factory.mktemp("gateway") / "run", port, origins)
               for port, origins in zip(ports, (f"{OTHER}, {ALLOWED}", ""), strict=True)]
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    acting.of(os.environ).gateways.update(urls)
    try:
        for url in urls:
            until(lambda url=url: answers(url), f"{url} answers")
        yield urls
    finally:
        for process in started:
            process.terminate()
            process.wait(10)


def answers(url):
    try:
        return requests.get(url, timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


def preflight(url, origin, method="POST"):
    return requests.options(url, headers={
        "Origin": origin, "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "content-type,idempotency-key"}, timeout=10)


@pytest.mark.parametrize("origin", [ALLOWED, OTHER])
@pytest.mark.parametrize("path", ["/api/approvals", "/api/employees/1", "/api/process/1/2",
                                  "/api/notifications/read"])
def test_the_preflight_of_an_allowed_page_says_what_it_may_send(gateways, origin, path):
    reply = preflight(gateways[0] + path, origin, "PUT")
    assert reply.status_code == 204, reply.text
    assert reply.headers["Access-Control-Allow-Origin"] == origin
    assert {"POST", "PUT", "DELETE"} <= set(
        reply.headers["Access-Control-Allow-Methods"].split(", "))
    assert {"Authorization", "Content-Type", "Idempotency-Key", "If-Match"} <= set(
        reply.headers["Access-Control-Allow-Headers"].split(", "))
    assert int(reply.headers["Access-Control-Max-Age"]) > 0
    assert "Access-Control-Allow-Credentials" not in reply.headers


@pytest.mark.parametrize(("path", "status"), [
    ("/api/employees?limit=1", 200), ("/api/employees/999999999", 404), ("/api/nowhere", 404),
    ("/api/approvals?limit=x", 400), ("/api/notifications?userId=1", 503)])
def test_every_answer_to_an_allowed_page_can_be_read_by_it(gateways, path, status):
    reply = requests.get(gateways[0] + path, headers={"Origin": ALLOWED}, timeout=10)
    assert reply.status_code == status, reply.text
    assert reply.headers["Access-Control-Allow-Origin"] == ALLOWED
    assert "Retry-After" in reply.headers["Access-Control-Expose-Headers"]
    assert "Origin" in reply.headers["Vary"] and "Accept-Language" in reply.headers["Vary"]


@pytest.mark.parametrize("origin", [
    "http://localhost:5174", "https://localhost:5173", "http://localhost:51730",
    "http://localhost:517", "http://evil.example", "null", f"{OTHER},{ALLOWED}", f"{OTHER}.evil",
    f",{ALLOWED},|{ALLOWED}", "intranet.example", "https://intranetXexample"])
def test_other_pages_get_no_permission(gateways, origin):
    for url in gateways:
        refused = preflight(f"{url}/api/approvals", origin)
        assert refused.status_code == 405, refused.text
        answer = requests.get(f"{url}/api/employees?limit=1", headers={"Origin": origin}, timeout=10)
        assert answer.status_code == 200
        assert not [name for reply in (refused, answer) for name in CORS if name in reply.headers]


def test_without_allowed_origins_there_are_none(gateways):
    assert preflight(f"{gateways[1]}/api/approvals", ALLOWED).status_code == 405
    reply = requests.get(f"{gateways[1]}/api/employees?limit=1", headers={"Origin": ALLOWED},
                         timeout=10)
    assert reply.status_code == 200
    assert not [name for name in CORS if name in reply.headers]
