"""The demo company for an empty system, with its last year: attendance, leave, quests."""

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
        if not json.loads(notes.read_text(encoding="utf-8")).get("complete"):
            console.step("seed", "the demo company is incomplete: make reset begins anew")
        return False
    if _people(layout.ports["gateway"]):
        return False
    write_private(notes, json.dumps({"complete": False}) + "\n")
    console.step("seed", "entering a company and its last year")
    _enter(layout)
    write_private(notes, json.dumps({"complete": True}) + "\n")
    people = _people(layout.ports["gateway"])
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


def _people(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/api/employees")
        reply = connection.getresponse()
        text = reply.read().decode("utf-8", "replace")
        if reply.status != 200:
            raise Failure(f"seeding: GET /api/employees answered {reply.status}: {text[:200]}")
        return json.loads(text)
    except (OSError, http.client.HTTPException, json.JSONDecodeError) as error:
        raise Failure(f"seeding: GET /api/employees: {error}") from error
    finally:
        connection.close()
