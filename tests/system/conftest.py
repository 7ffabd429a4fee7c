import json
import os

import pytest

from checker import inspection
from contracts import answers
from system import acting
from system.approval_client import Api, Socket
from system.employees import Employees
from system.gateway_alone import GatewayAlone
from system.own_stack import LOST, OWN, OwnStack

acting.of(os.environ)


@pytest.fixture(autouse=True)
def answers_fit_the_contracts():
    """Whatever a test asks of the shared stack: every answer is one that proto/http describes."""
    answers.watch_requests()
    before = len(answers.FAULTS)
    yield
    assert not answers.FAULTS[before:], "\n".join(answers.FAULTS[before:][:20])


@pytest.fixture(scope="session")
def poison(tmp_path_factory):
    """Notes poison that a test injects into the shared stack: poison(topic, value). The end of
    the session wants it, and nothing else, among the dead letters."""
    notes = tmp_path_factory.mktemp("poison") / "poison.jsonl"
    notes.touch()

    def note(topic, value):
        with open(notes, "a", encoding="utf-8") as file:
            file.write(json.dumps({"topic": topic, "value": value.decode("latin-1")}) + "\n")
    note.file = notes
    return note


@pytest.fixture(scope="session")
def own_stack(tmp_path_factory):
    """A stack that tests may hurt as they like, and leave as it was: killed, stopped, wiped. Its
    daemons have failpoints, which are off until a test sets them."""
    own = OwnStack(tmp_path_factory.mktemp("own") / "stack", OWN, faulty=True)
    yield own.up()
    own.down()


@pytest.fixture(scope="module")
def losing_stack(tmp_path_factory):
    """A stack whose topics may lose records: with what they have lost nobody fills an emptied Redis,
    so no other test gets it."""
    own = OwnStack(tmp_path_factory.mktemp("lost") / "stack", LOST, faulty=True)
    yield own.up()
    own.down()


@pytest.fixture
def own_gateway(tmp_path):
    """Starts a gateway of this test's own with these values; its address."""
    started = []

    def start(**values):
        started.append(GatewayAlone(tmp_path, **values))
        return started[-1].url
    start.started = started
    yield start
    for one in started:
        one.stop()


@pytest.fixture(scope="module")
def employees(tmp_path_factory):
    """employee daemons of a test module's own on one database of their own."""
    own = Employees(tmp_path_factory.mktemp("employees"))
    yield own
    own.close()


@pytest.fixture(scope="session", autouse=True)
def promises(request, poison):
    """Whatever the tests did to the shared stack: at the end no promise is broken."""
    yield
    if request.config.getoption("--part") not in (None, "shared"):
        return  # other tests still work on it
    result = inspection.inspect(os.environ, poison_file=poison.file)
    lines = list(result.lines())
    print("\n" + "\n".join(lines[-2:]))
    assert not result.violations, "\n".join(lines)


@pytest.fixture(scope="session")
def api():
    return Api()


@pytest.fixture
def people(api):
    """drafter, first approver, second approver, outsider"""
    return [api.hire(name) for name in ("기안자", "일차", "이차", "외부인")]


@pytest.fixture
def sockets():
    """Opens sessions and closes them after the test."""
    opened = []

    def open_socket(*arguments, **options):
        opened.append(Socket(*arguments, **options))
        return opened[-1]
    yield open_socket
    for socket in opened:
        socket.close()
