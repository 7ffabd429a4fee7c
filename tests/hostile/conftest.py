import os

import pytest
import requests

import probe as probe_module
import valid
import wire
from contract import SERVICES


@pytest.fixture(scope="session")
def http():
    with valid.session() as session:
        yield session


@pytest.fixture
def world(http):
    return valid.World(http)


@pytest.fixture(scope="session")
def doors():
    made = {"gateway": wire.gateway()}
    for service in SERVICES:
        made[service] = wire.service(service)
        made[service, "internal"] = wire.service(service, internal=True)
    yield made
    for door in made.values():
        door.close()


@pytest.fixture(scope="session")
def probe():
    made = probe_module.Probe()
    yield made
    made.close()


@pytest.fixture
def unchanged(probe):
    """Call it when the scene is set; what the test sends after that must change nothing."""
    taken = {}
    yield lambda: taken.setdefault("before", probe.settled())
    if taken:
        found = probe_module.differences(taken["before"], probe.settled())
        assert not found, "\n".join(found)


@pytest.fixture(autouse=True)
def healthy():
    """Whatever a test sent: every service is ready afterwards, and the same process."""
    before = {service: started(service) for service in SERVICES}
    yield
    for service in SERVICES:
        reply = requests.get(f"{operator(service)}/readyz", timeout=wire.PATIENCE)
        assert reply.status_code == 200, f"{service}: {reply.text}"
        assert started(service) == before[service], f"{service} was started again"


def operator(service):
    return os.environ[f"{service.upper().replace('-', '_')}_OPERATOR_URL"]


def started(service):
    """When the process behind the operator port began, from its metrics or its pid."""
    port = int(operator(service).rsplit(":", 1)[1])
    with open("/proc/net/tcp", encoding="ascii") as file:
        rows = [line.split() for line in file.readlines()[1:]]
    return {row[9] for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port}
