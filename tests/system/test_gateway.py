"""The gateway: what is reachable, what never is, and how it answers for what is broken."""
import json
import os
import re
import socket
from pathlib import Path
from urllib.parse import urlparse

import pytest
import requests
import yaml

from system.approval_client import GATEWAY

PAGES = Path(os.environ["ERP_SOURCE_DIR"]) / "docs" / "errors"


def raw(data):
    url = urlparse(GATEWAY)
    with socket.create_connection((url.hostname, url.port), timeout=10) as connection:
        connection.sendall(data)
        reply = b""
        try:
            while chunk := connection.recv(65536):
                reply += chunk
        except (TimeoutError, ConnectionResetError):
            pass
        return reply


@pytest.mark.parametrize("path", [
    "/internal/employees?ids=1", "/api/internal/employees?ids=1", "/api/../internal/employees",
    "/api/employees/../../internal/employees?ids=1", "/internal/open-steps/1",
    "/api/approvals/../internal/open-steps/1", "/api/process/../internal/process/1/1",
    "/livez", "/readyz", "/metrics", "/version", "/loglevel", "/routes", "/api/metrics",
    "/api/readyz", "/api/loglevel", "/api/routes", "/nowhere", "/api/nowhere"])
def test_operator_and_internal_paths_are_not_there(path):
    request = requests.Request("GET", GATEWAY).prepare()
    request.url = GATEWAY + path  # as written, without the client's clean-up of ..
    with requests.Session() as session:
        reply = session.send(request, timeout=10)
    assert reply.status_code in (400, 404), reply.text
    assert reply.headers["Content-Type"].startswith("application/problem+json")


def test_every_answer_has_a_trace_and_bad_traces_are_replaced(api):
    minted = api.get("/employees?limit=1").headers["traceparent"]
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", minted)
    replaced = api.call("GET", "/employees?limit=1", headers={"traceparent": "nonsense"})
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", replaced.headers["traceparent"])


def test_its_own_errors_are_problems_too():
    big = requests.post(f"{GATEWAY}/api/approvals", data=b"x" * 2_000_000,
                        headers={"Content-Type": "application/json"}, timeout=10)
    assert big.status_code == 413
    assert big.headers["Content-Type"].startswith("application/problem+json")
    long_header = raw(b"GET /api/employees HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 65536 +
                      b"\r\n\r\n")
    assert re.match(rb"HTTP/1.1 (400|431|494)", long_header), long_header[:200]
    assert b"application/problem+json" in long_header
    smuggled = raw(b"POST /api/approvals HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
                   b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/employees HTTP/1.1\r\n"
                   b"Host: x\r\n\r\n")
    assert smuggled.startswith(b"HTTP/1.1 400"), smuggled[:200]


def test_the_type_of_a_problem_leads_to_its_page(api):
    refused = [api.get("/employees?limit=0"), requests.get(f"{GATEWAY}/nowhere", timeout=10)]
    assert [reply.json()["code"] for reply in refused] == ["invalid-query", "not-found"]
    for reply in refused:
        page = requests.get(GATEWAY + reply.json()["type"], timeout=10)
        assert page.status_code == 200
        assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert page.text.splitlines()[2] == f"`{reply.status_code} {reply.json()['code']}`"


def test_every_problem_has_its_page():
    pages = [path for path in PAGES.glob("*.md") if path.name != "README.md"]
    assert pages
    for path in pages:
        served = requests.get(f"{GATEWAY}/errors/{path.stem}", timeout=10)
        assert served.content == path.read_bytes(), path.stem
    assert requests.head(f"{GATEWAY}/errors/{pages[0].stem}", timeout=10).status_code == 200
    for nothing in ("nowhere", "", "README", "not-found.md", "../not-found/"):
        missing = requests.get(f"{GATEWAY}/errors/{nothing}", timeout=10)
        assert (missing.status_code, missing.json()["code"]) == (404, "not-found")
    written = requests.post(f"{GATEWAY}/errors/{pages[0].stem}", timeout=10)
    assert (written.status_code, written.headers["Allow"]) == (405, "GET, HEAD")


def test_the_server_does_not_say_what_it_runs(api):
    reply = api.get("/employees?limit=1")
    assert "/" not in reply.headers.get("Server", "")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_a_websocket_from_a_foreign_page_is_refused(sockets, people):
    import websocket
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        sockets(people[0], origin="http://evil.example")
    assert refused.value.status_code == 403
    assert json.loads(refused.value.resp_body)["code"] == "origin-not-allowed"


def test_a_websocket_from_the_page_of_the_gateway_is_accepted_whatever_its_port(sockets, people):
    page = os.environ["GATEWAY_URL"]
    assert sockets(people[0], origin=page)
    assert sockets(people[0], origin=page.replace("127.0.0.1", "localhost"),
                   url=os.environ["WS_URL"].replace("127.0.0.1", "localhost"))


def test_a_socket_reads_only_its_own_queue(sockets, people):
    socket_ = sockets(people[0], subscribe=False)
    socket_.subscribe(destination=f"/user/{people[1]}/queue/notifications")
    command, _, _ = socket_.receive()
    assert command == "ERROR"


def test_every_public_path_of_the_contracts_is_routed(api):
    contracts = sorted((Path(os.environ["ERP_SOURCE_DIR"]) / "proto" / "http").glob("*.yaml"))
    paths = {path for contract in contracts
             for path in yaml.safe_load(contract.read_text(encoding="utf-8"))["paths"]}
    assert len(paths) > 40
    for path in sorted(paths):
        reply = requests.get(f"{GATEWAY}/api{re.sub(r'{.*?}', '1', path)}", timeout=10)
        code = reply.json().get("code") if "problem" in reply.headers["content-type"] else None
        assert (reply.status_code, code) != (404, "not-found"), path


def test_what_the_front_page_names_is_there(api):
    named = requests.get(f"{GATEWAY}/", timeout=10).json()
    for path in named["api"]:
        reply = requests.get(GATEWAY + re.sub(r"\{.*?\}", "1", path), timeout=10)
        assert reply.status_code not in (404, 405), f"{path}: {reply.text}"
    live = requests.get(GATEWAY + named["live"], timeout=10)
    assert live.status_code == 426, live.text


@pytest.mark.parametrize(("wanted", "language"), [
    (None, "ko"), ("en", "en"), ("ko", "ko"), ("en-US,en;q=0.9,ko;q=0.8", "en"),
    ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko"), ("en;q=0.5, ko;q=0.9", "ko"), ("fr, de", "ko"),
    ("fr, en;q=0.1", "en"), ("en, ko", "en"), ("ko, en", "ko"), ("EN", "en"), ("en;q=0", "ko"),
    ("ko;q=0.2,en;q=0.7", "en"), ("kok", "ko"), ("", "ko")])
def test_the_gateway_and_the_services_choose_the_same_language(wanted, language):
    headers = {"Accept-Language": wanted}
    for path in ("/api/nowhere", "/api/employees/999999999"):
        reply = requests.get(GATEWAY + path, headers=headers, timeout=10)
        assert reply.status_code == 404
        assert reply.headers["Content-Language"] == language, path
        assert bool(re.search("[가-힣]", reply.json()["detail"])) == (language == "ko"), reply.text


def test_a_websocket_with_a_slash_at_the_end_is_the_same(sockets, people):
    assert sockets(people[0], url=os.environ["WS_URL"] + "/").connected[0] == "CONNECTED"
