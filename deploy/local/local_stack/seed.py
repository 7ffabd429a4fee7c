"""The demo company for an empty system, with its last year: attendance, leave, quests."""

import datetime
import http.client
import json
import os
import subprocess

from local_stack import web
from local_stack.console import Failure
from local_stack.daemons import DAEMONS
from local_stack.layout import write_private
from local_stack.tokens import bearer, of_layout

PROGRAM = "employee-demo"
WITHIN_S = 300
SOMEBODY_IS_THERE = 3  # exit code of the program, which has entered nothing


def enter(layout, console):
    """Enters the demo company when there is nobody. Returns True when it did.

    A year that was interrupted is not continued: it is noted, and said again by every later start.
    """
    notes = layout.state / "seed.json"
    if notes.exists():
        if json.loads(notes.read_text(encoding="utf-8")).get("complete") is False:
            console.step("seed", "the demo company is incomplete: make reset begins anew")
        return False
    write_private(notes, json.dumps({"complete": False}) + "\n")
    console.step("seed", "entering a company and its last year")
    if _enter(layout):
        return True
    notes.unlink()
    return False


def ask_for_leave(layout, console):
    """Leave to come of the demo company, by its people themselves; the last that is entered."""
    calls = _Calls(layout)
    people = [person for person in calls.people() if person["email"]]
    for person in people:
        calls.sign_in(person["id"])
    _ask_for_leave(calls, people)
    write_private(layout.state / "seed.json", json.dumps({"complete": True}) + "\n")
    departments = len({person["department"] for person in people})
    console.step("seed", f"entered {len(people)} people in {departments} departments")


def _enter(layout):
    """False when somebody was there."""
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
    if done.returncode not in (0, SOMEBODY_IS_THERE):
        raise Failure(f"{PROGRAM} failed (exit {done.returncode})", layout.shown(log))
    return done.returncode == 0


def _ask_for_leave(calls, people):
    """Leave to come, each a document: one is approved, one rejected, the others wait for a manager."""
    managed = [person for person in people if person["managerId"]][:4]
    for number, person in enumerate(managed):
        leave = _leave_of(calls, person["id"], 14 + 5 * number)
        if number < 2:
            calls.call("PUT", f"/leaves/{leave['id']}/{('approve', 'reject')[number]}",
                       {"reason": ("다녀오세요", "마감 주간입니다")[number]},
                       by=person["managerId"])


def _leave_of(calls, person, days):
    """The first workday that lies so many days ahead, or further."""
    for more in range(10):
        date = (datetime.datetime.now(datetime.UTC).date()
                + datetime.timedelta(days=days + more)).isoformat()
        leave = calls.call("POST", "/leaves", {
            "employeeId": person, "startDate": date, "reason": "개인 사유"}, by=person, but=409)
        if leave:
            return leave
    raise Failure(f"seeding: no leave is possible for {person}")


class _Calls:
    """The gateway, by people."""

    def __init__(self, layout):
        self._port = layout.ports["gateway"]
        self._ca = layout.ca
        self._tokens = of_layout(layout)

    def sign_in(self, person):
        """Gives them an account."""
        self._tokens.of(person)

    def people(self):
        return self.call("GET", "/employees?limit=200", by=None)

    def call(self, method, path, body=None, *, by, but=None):
        """The body of the answer; nothing for the status `but`. `by` nobody: the administrator."""
        token = self._tokens.administrator() if by is None else self._tokens.of(by)
        headers = bearer(token)
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection = web.connection(self._port, self._ca, 10)
        try:
            connection.request(method, "/api" + path, json.dumps(body).encode() if body else None,
                               headers)
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
