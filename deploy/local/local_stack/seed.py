"""The demo company for an empty system, with its last year: attendance, leave, quests."""

import datetime
import http.client
import json
import os
import subprocess

from local_stack.console import Failure
from local_stack.daemons import DAEMONS
from local_stack.layout import write_private

PROGRAM = "employee-demo"
WITHIN_S = 300


def seed(layout, console):
    """Enters the demo company when there is nobody. Returns True when it did.

    A year that was interrupted is not continued: it is noted, and said again by every later start.
    """
    notes = layout.state / "seed.json"
    if notes.exists():
        if json.loads(notes.read_text(encoding="utf-8")).get("complete") is False:
            console.step("seed", "the demo company is incomplete: make reset begins anew")
        return False
    if _people(layout.ports["gateway"]):
        return False
    write_private(notes, json.dumps({"complete": False}) + "\n")
    console.step("seed", "entering a company and its last year")
    _enter(layout)
    people = _people(layout.ports["gateway"])
    _ask_for_leave(layout.ports["gateway"], people)
    write_private(notes, json.dumps({"complete": True}) + "\n")
    departments = len({person["department"] for person in people})
    console.step("seed", f"entered {len(people)} people in {departments} departments")
    return True


def _enter(layout):
    employee = next(daemon for daemon in DAEMONS if daemon.name == "employee")
    settings = employee.replicas(layout)[0].environment(layout)
    log = layout.log("seed")
    with open(log, "ab") as output:
        try:
            done = subprocess.run(
                [layout.binary(PROGRAM)], check=False, timeout=WITHIN_S, stdout=output,
                stderr=output, env=os.environ | {key: str(value) for key, value in settings.items()})
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Failure(f"{PROGRAM}: {error}", layout.shown(log)) from error
    if done.returncode != 0:
        raise Failure(f"{PROGRAM} failed (exit {done.returncode})", layout.shown(log))


def _ask_for_leave(port, people):
    """Leave to come, each a document: one is approved, one rejected, the others wait for a manager."""
    managed = [person["id"] for person in people if person["managerId"]][:4]
    for number, person in enumerate(managed):
        leave = _leave_of(port, person, 14 + 5 * number)
        if number < 2:
            _call(port, "PUT", f"/api/leaves/{leave['id']}/{('approve', 'reject')[number]}",
                  {"reason": ("다녀오세요", "마감 주간입니다")[number]})


def _leave_of(port, person, days):
    """The first workday that lies so many days ahead, or further."""
    for more in range(10):
        date = (datetime.datetime.now(datetime.UTC).date()
                + datetime.timedelta(days=days + more)).isoformat()
        leave = _call(port, "POST", "/api/leaves", {
            "employeeId": person, "startDate": date, "reason": "개인 사유"}, but=409)
        if leave:
            return leave
    raise Failure(f"seeding: no leave is possible for {person}")


def _people(port):
    return _call(port, "GET", "/api/employees?limit=200")


def _call(port, method, path, body=None, but=None):
    """The body of the answer; nothing for the status `but`."""
    headers = {"Content-Type": "application/json"} if body is not None else {}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, json.dumps(body).encode() if body else None, headers)
        reply = connection.getresponse()
        text = reply.read().decode("utf-8", "replace")
        if reply.status == but:
            return None
        if reply.status // 100 != 2:
            raise Failure(f"seeding: {method} {path} answered {reply.status}: {text[:200]}")
        return json.loads(text)
    except (OSError, http.client.HTTPException, json.JSONDecodeError) as error:
        raise Failure(f"seeding: {method} {path}: {error}") from error
    finally:
        connection.close()
