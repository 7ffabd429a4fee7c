"""The stack tool as an operator meets it: what goes wrong is one clear line, and nothing stays
half-running."""
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys

import pymysql
import pytest
import requests

from local_stack import ports
from local_stack.layout import Layout
from system import acting, own_stack
from system.own_stack import TOOL as OFFSET

SOURCE = os.environ["ERP_SOURCE_DIR"]
STACK = f"{SOURCE}/deploy/local/stack"
BINARIES = os.environ["ERP_BIN_DIR"]
NAMES = {"mariadb", "redis", "mongodb", "kafka", "gateway", "employee", "approval-request",
         "approval-processing", "notification"}


def stack(verb, state, *arguments):
    return subprocess.run([STACK, verb, "--state", str(state), *arguments], text=True,
                          capture_output=True, timeout=120, check=False)


def status():
    reply = stack("status", os.environ["STACK_STATE"], "--json")
    return {row["name"]: row for row in json.loads(reply.stdout)}


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def state(tmp_path):
    """A state directory of this test's own; whatever it runs is stopped afterwards."""
    yield tmp_path / "stack"
    stack("down", tmp_path / "stack")


def up(state, *arguments):
    return stack("up", state, "--port-offset", str(OFFSET), "--seed", "0",
                 "--short-lived", *arguments)


def test_the_number_of_replicas_changes_on_a_running_stack_without_losing_anything(state):
    assert up(state, "--bin", BINARIES, "--replicas", "2").returncode == 0
    names = [row["name"] for row in json.loads(stack("status", state, "--json").stdout)]
    assert {"employee-2", "approval-request-2", "approval-processing-2",
            "notification-2"} == set(names) - NAMES
    known = json.loads((state / "env.json").read_text(encoding="utf-8"))
    assert len(known["EMPLOYEE_OPERATOR_URLS"].split(",")) == 2
    acting.of(known)
    hired = requests.post(f"{known['GATEWAY_URL']}/api/employees", timeout=10, json={
        "name": "홍길동", "department": "개발팀", "position": "사원"})
    assert hired.status_code == 201, hired.text

    assert up(state, "--bin", BINARIES, "--replicas", "1").returncode == 0
    rows = json.loads(stack("status", state, "--json").stdout)
    assert {row["name"] for row in rows} == NAMES and all(row["ready"] for row in rows)
    assert not any(listens(port + OFFSET) for port in (8101, 8102, 8103, 8104, 8114, 9101))
    person = requests.get(f"{known['GATEWAY_URL']}/api/employees/{hired.json()['id']}", timeout=10)
    assert person.status_code == 200

    again = up(state, "--bin", BINARIES)  # without a number: the last one
    assert again.returncode == 0 and "employee-2" not in again.stdout + again.stderr
    assert stack("restart-rolling", state).returncode == 0
    assert stack("down", state).returncode == 0
    assert not any(listens(port + OFFSET) for port in (8080, 8081, 8101))


def test_status_names_every_process():
    rows = status()
    assert set(rows) == NAMES
    assert all(row["ready"] and row["pid"] and row["port"] for row in rows.values())


def test_a_second_up_changes_nothing_that_is_healthy():
    before = {name: row["pid"] for name, row in status().items()}
    settings = Layout.recall(os.environ["STACK_STATE"])["daemon_env"]  # a stack is started with them
    again = stack("up", os.environ["STACK_STATE"], "--port-offset", os.environ["PORT_OFFSET"],
                  "--bin", BINARIES, "--seed", "0",
                  *(f"--daemon-env={daemon}:{name}={value}" for daemon, values in settings.items()
                    for name, value in values.items()))
    assert again.returncode == 0, again.stderr
    assert {name: row["pid"] for name, row in status().items()} == before


def test_the_database_server_shares_no_temporary_files_with_another():
    """One that starts deletes the temporary tables that it finds, those of a running one too."""
    connection = pymysql.connect(
        host=os.environ["TEST_MYSQL_HOST"], port=int(os.environ["TEST_MYSQL_PORT"]),
        user=os.environ["TEST_MYSQL_USER"], password=os.environ["TEST_MYSQL_PASSWORD"])
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT @@tmpdir")
        folder = cursor.fetchone()[0]
    assert os.path.realpath(folder).startswith(os.path.realpath(os.environ["STACK_STATE"]))


def test_a_port_in_use_is_one_clear_line_and_nothing_is_left(state):
    taken = 16379 + OFFSET
    with socket.create_server(("127.0.0.1", taken)):
        failed = up(state, "--bin", BINARIES)
        assert failed.returncode != 0
        lines = [line for line in failed.stderr.splitlines() if line.startswith("error:")]
        assert len(lines) == 1 and str(taken) in lines[0], failed.stderr
    assert not any(listens(port + OFFSET) for port in (8080, 13306, 16379, 17117, 19092))


def test_a_daemon_that_dies_at_start_is_named_with_its_log(state, tmp_path):
    binaries = tmp_path / "bin"
    shutil.copytree(BINARIES, binaries, ignore=lambda _, names: set(names) - NAMES)
    broken = binaries / "employee"
    broken.write_text("#!/bin/sh\necho cannot go on >&2\nexit 1\n", encoding="ascii")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)
    failed = up(state, "--bin", str(binaries))
    assert failed.returncode != 0
    lines = [line for line in failed.stderr.splitlines() if line.startswith("error:")]
    assert len(lines) == 1, failed.stderr
    assert "employee" in lines[0] and re.search(r"\S+/employee\S*\.log", lines[0]), lines[0]
    assert not any(listens(port + OFFSET) for port in (8080, 8082, 13306, 16379, 17117, 19092))


def test_a_missing_binary_is_one_clear_line(state, tmp_path):
    failed = up(state, "--bin", str(tmp_path))
    assert failed.returncode != 0
    lines = [line for line in failed.stderr.splitlines() if line.startswith("error:")]
    assert len(lines) == 1 and "make build" in failed.stderr, failed.stderr


def ports_of_tests(offset):
    """Every port of a run of the tests at this offset."""
    mine = offset - own_stack.PORTS
    offsets = (offset, *(mine + one for one in (own_stack.LOST, own_stack.OWN, own_stack.MUTANTS,
                                                own_stack.TOOL, own_stack.PAIR)))
    return {port for one in offsets for port in ports.table(one, ports.MOST_REPLICAS).values()}


def test_tests_of_four_checkouts_share_no_port():
    """As `make help` says of PORT_OFFSET."""
    runs = [ports_of_tests(10000 - offset) for offset in (0, 55, 110, 165)]
    assert len(set.union(*runs)) == sum(map(len, runs))


def test_the_supervisor_does_not_poll_a_descriptor_that_has_failed_for_ever():
    """Half a core was spent on the pipe to a program that had ended."""
    found = subprocess.run([sys.executable, "-c", """
import os, select
from local_stack import supervisord
supervisord.forget_failed_descriptors()
polled = supervisord.poller.PollPoller(None)
reader, writer = os.pipe()
os.close(reader)
polled.register_readable(writer)
others, kept = os.pipe()
polled.register_readable(others)
os.write(kept, b"x")
first = polled.poll(0.1)
print(first == ([others], []), writer in polled.readables, polled._poller.poll(0) == [(others, 1)])
"""], text=True, capture_output=True, check=False, timeout=60)
    assert found.stdout == "True False True\n", found.stderr
