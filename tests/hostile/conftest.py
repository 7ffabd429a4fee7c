import json
import os

import pytest
import requests

from contracts import answers
from hostile import probe as probe_module
from hostile import valid, wire
from hostile.contract import SERVICES


@pytest.fixture(autouse=True)
def answers_fit_the_contracts():
    """Whatever a test asks of the shared stack: every answer is one that proto/http describes."""
    answers.watch_requests()
    before = len(answers.FAULTS)
    yield
    assert not answers.FAULTS[before:], "\n".join(answers.FAULTS[before:][:20])


@pytest.fixture(scope="session")
def http():
    with valid.session() as session:
        yield session


@pytest.fixture
def world(http, stillness):
    """People and documents of this test alone."""
    return valid.World(http, stillness.disturb)


@pytest.fixture(scope="session")
def scene(http, stillness):
    """People and one open document for everything that is refused, so that it stays as it is."""
    made = valid.World(http, stillness.disturb)
    assert made.document
    return made


@pytest.fixture(scope="session")
def servers():
    made = {"gateway": wire.gateway()}
    for service in SERVICES:
        made[service] = wire.service(service)
        made[service, "internal"] = wire.service(service, internal=True)
    yield made
    for server in made.values():
        server.close()


@pytest.fixture
def ask(servers):
    """(method, path, body, headers) through the gateway, as an answer to be judged."""
    def send(method, path, body=None, headers=()):
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        kept = [] if body is None else [("Content-Type", "application/json")]
        return servers["gateway"].ask(wire.request(method, f"/api{path}", kept + list(headers), data))
    return send


@pytest.fixture(scope="session")
def probe():
    made = probe_module.Probe()
    yield made
    made.close()


@pytest.fixture(scope="session")
def stillness(probe):
    return probe_module.Stillness(probe)


@pytest.fixture
def unchanged(stillness):
    """Call it when the scene is set; what the test sends after that must change nothing."""
    begun = []

    def begin():
        stillness.begin()
        begun.append(True)
    yield begin
    if begun:
        found = stillness.broken()
        assert not found, "\n".join(found)


@pytest.fixture
def changing(stillness):
    """For tests that change something without a world's help."""
    stillness.disturb()
    yield
    stillness.disturb()


@pytest.fixture(scope="session")
def born():
    """Which process listened on each operator port in the beginning."""
    return listeners()


@pytest.fixture(autouse=True)
def healthy(born):
    """Whatever a test sent: every service is ready afterwards, and the same process."""
    yield
    for service in SERVICES:
        reply = requests.get(f"{operator(service)}/readyz", timeout=wire.TIMEOUT)
        assert reply.status_code == 200, f"{service}: {reply.text}"
    now = listeners()
    again = [service for service in SERVICES if now[service] != born[service]]
    born.update(now)
    assert not again, f"started again: {again}"


def operator(service):
    return os.environ[f"{service.upper().replace('-', '_')}_OPERATOR_URL"]


def listeners():
    """service → the socket that listens on its operator port; a new process has a new one."""
    ports = {f"{int(operator(service).rsplit(':', 1)[1]):04X}": service for service in SERVICES}
    found = {service: set() for service in SERVICES}
    with open("/proc/net/tcp", encoding="ascii") as file:
        rows = [line.split() for line in file if " 0A " in line]
    for row in rows:
        port = row[1].rsplit(":", 1)[-1]
        if row[3] == "0A" and port in ports:
            found[ports[port]].add(row[9])
    return found
