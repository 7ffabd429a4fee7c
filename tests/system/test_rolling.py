"""Two replicas of everything: restarting or losing one of them costs no request and no notice."""
import json
import os
import queue
import signal
import subprocess
import threading
import time

import pytest
import requests

from system import acting
from system.approval_client import Api, Socket, unique
from system.eventually import until
from system.own_stack import PAIR as OFFSET
from system.test_stack import BINARIES, STACK, stack

PER_SECOND = 50


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A system of its own with two replicas; its environment."""
    state = tmp_path_factory.mktemp("pair") / "stack"
    started = stack("up", state, "--port-offset", str(OFFSET), "--seed", "0", "--bin", BINARIES,
                    "--replicas", "2", "--short-lived")
    try:
        assert started.returncode == 0, started.stderr
        known = json.loads((state / "env.json").read_text(encoding="utf-8"))
        acting.of(known)
        yield known
    finally:
        stack("down", state)


class Caller(Api):
    """Calls the pair's gateway and keeps every answer that is not 2xx."""

    def __init__(self, gateway, failures):
        super().__init__()
        self.gateway = gateway
        self.failures = failures

    def call(self, method, path, body=None, headers=None):
        try:
            reply = self.session.request(method, f"{self.gateway}/api{path}", json=body,
                                         headers=headers or {}, timeout=10)
        except requests.RequestException as error:
            self.failures.append(f"{method} {path}: {error}")
            raise
        if reply.status_code // 100 != 2:
            self.failures.append(f"{method} {path}: {reply.status_code} {reply.text}")
        return reply


class Load:
    """Mixed requests on a schedule fixed beforehand; each document is submitted, read, decided
    and listed."""

    def __init__(self, gateway, people):
        self.gateway, self.people = gateway, people
        self.failures, self.decided, self.calls = [], [], 0
        self._planned = queue.Queue()
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._plan)]
        self._threads += [threading.Thread(target=self._work) for _ in range(16)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _plan(self):
        began, number = time.monotonic(), 0
        while not self._ended.is_set():
            self._planned.put(number)
            number += 1
            self._ended.wait(max(0, began + number * 5 / PER_SECOND - time.monotonic()))

    def _work(self):
        caller = Caller(self.gateway, self.failures)
        drafter, approver = self.people
        while not (self._ended.is_set() and self._planned.empty()):
            try:
                self._planned.get(timeout=0.1)
            except queue.Empty:
                continue
            try:
                document = caller.submit(drafter, [approver]).json()["requestId"]
                caller.get(f"/approvals/{document}")
                caller.get("/employees?limit=5")
                caller.decide(approver, document)
                self.decided.append(document)
                caller.get(f"/notifications/recent/{drafter}?limit=1")
                self.calls += 5
            except (requests.RequestException, KeyError, ValueError):
                continue  # in `failures`


class Follower(threading.Thread):
    """A client as it should be: connects again when told to and asks for what it missed."""

    def __init__(self, url, person):
        super().__init__(daemon=True)
        self.url, self.person = url, person
        self.documents, self.sessions = [], 0
        self._last = None
        self._ended = threading.Event()
        self.connected = threading.Event()

    def run(self):
        while not self._ended.is_set():
            try:
                socket = Socket(self.person, url=self.url, last_seq=self._last)
                self.sessions += 1
                self._follow(socket)
            except Exception:  # noqa: BLE001  whatever ended the session: a new one catches up
                self._ended.wait(0.05)

    def _follow(self, socket):
        try:
            while not self._ended.is_set():
                command, _, body = socket.receive(timeout=1)
                self.connected.set()  # the receipt of the subscription
                if command == "MESSAGE":
                    message = json.loads(body)
                    self._last = f"{message['epoch']}:{message['seq']}"
                    self.documents.append(message["approvalId"])
        finally:
            socket.close()

    def end(self):
        self._ended.set()
        self.join()


@pytest.fixture
def load(pair):
    caller = Caller(pair["GATEWAY_URL"], [])
    people = [caller.hire(unique("기안자")), caller.hire(unique("결재자"))]
    follower = Follower(pair["WS_URL"], people[0])
    follower.start()
    assert follower.connected.wait(20)
    with Load(pair["GATEWAY_URL"], people) as running:
        running.follower = follower
        until(lambda: running.calls > PER_SECOND, "the load runs")
        yield running
    follower.end()


def everything_arrived(load):
    until(lambda: set(load.decided) <= set(load.follower.documents), "every notice arrives")
    assert len(load.follower.documents) == len(set(load.follower.documents)), "a notice came twice"


def test_no_view_of_any_replica_shows_a_decided_step_as_undecided(pair, load):
    caller = Caller(pair["GATEWAY_URL"], [])
    drafter, approver = caller.hire(unique("기안자")), caller.hire(unique("결재자"))
    wrong = []
    for _ in range(100):
        request = caller.submitted(drafter, [approver])
        caller.decide(approver, request)
        wrong += caller.views_that_wait_for(approver, request)
    assert not wrong, f"{len(wrong)}: {wrong[:5]}"
    assert caller.failures == []


def test_a_rolling_restart_costs_no_request_and_no_notice(pair, load):
    done = subprocess.run([STACK, "restart-rolling", "--state", pair["STACK_STATE"]], text=True,
                          capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    before = load.calls
    until(lambda: load.calls > before + PER_SECOND, "the load goes on")
    assert load.failures == []
    assert load.follower.sessions > 1, "the socket's server was restarted as well"
    everything_arrived(load)


@pytest.mark.parametrize("service", ["employee", "approval-request", "approval-processing",
                                     "notification"])
def test_a_replica_that_is_killed_costs_no_request(pair, load, service):
    rows = json.loads(stack("status", pair["STACK_STATE"], "--json").stdout)
    victim = next(row["pid"] for row in rows if row["name"] == f"{service}-2")
    os.kill(victim, signal.SIGKILL)
    operator = pair[f"PORT_{service.upper().replace('-', '_')}_2_OPERATOR"]

    def back():
        try:
            return requests.get(f"http://127.0.0.1:{operator}/readyz", timeout=2).ok
        except requests.RequestException:
            return False

    until(back, f"{service}-2 is back")
    before = load.calls
    until(lambda: load.calls > before + PER_SECOND, "the load goes on")
    assert load.failures == []
    everything_arrived(load)
