"""Daemons that die: restarted at once, and what they had acknowledged is still true."""
import os
import signal

import pytest
import requests

from system.eventually import until
from system.test_contracts import SERVICES, everything_on, operator_url


def ready(service):
    try:
        return requests.get(f"{operator_url(service)}/readyz", timeout=2).status_code == 200
    except requests.RequestException:
        return False


def pid_of(service):
    """Who listens on the operator port, read from /proc as any operator could."""
    port = int(operator_url(service).rsplit(":", 1)[1])
    with open("/proc/net/tcp", encoding="ascii") as file:
        rows = [line.split() for line in file.readlines()[1:]]
    inodes = {row[9] for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            links = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
        except OSError:
            continue
        if any(f"socket:[{inode}]" in links for inode in inodes):
            return int(pid)
    return None


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_daemon_that_ends_comes_back_and_work_goes_on(api, people, service, how):
    drafter, first, second, _ = people
    request = api.submitted(drafter, [first, second])
    before = pid_of(service)
    os.kill(before, how)
    until(lambda: pid_of(service) not in (None, before) and ready(service), f"{service} is back")

    def decided():
        reply = api.decide(first, request, key=f"first-{request}")
        return reply if reply.status_code in (200, 202, 409) else None

    reply = until(decided, "the first decision")
    assert reply.status_code != 409, reply.text
    api.document_when(request, lambda d: d["currentStep"] == 2, "step 2")
    until(lambda: api.decide(second, request, key=f"second-{request}").status_code in (200, 202),
          "the second decision")
    api.final(request, "approved")
    until(lambda: [n["approvalId"] for n in api.get(f"/notifications/recent/{drafter}").json()]
          == [request], "exactly one notice for the drafter")


def test_no_dead_letters_came_from_clean_work():
    for topic in ("approval-requests.dlq", "approval-results.dlq", "approval-notifications.dlq"):
        assert everything_on([topic]) == []
