"""Demo people for an empty system: a small company, entered through the gateway like anyone."""

import http.client
import json

from local_stack.console import Failure
from local_stack.layout import write_private

# key: name, department, position, key of the manager, hired on
PEOPLE = {
    "dev-head": ("정우진", "개발팀", "부장", None, "2014-03-03"),
    "dev-deputy": ("한지민", "개발팀", "차장", "dev-head", "2016-07-01"),
    "dev-lead": ("오세훈", "개발팀", "과장", "dev-deputy", "2018-09-10"),
    "dev-senior": ("김서연", "개발팀", "대리", "dev-lead", "2021-01-04"),
    "dev-junior": ("이준호", "개발팀", "사원", "dev-lead", "2024-03-04"),
    "hr-head": ("최은영", "인사팀", "부장", None, "2013-05-02"),
    "hr-lead": ("박민수", "인사팀", "과장", "hr-head", "2017-11-20"),
    "hr-junior": ("윤하은", "인사팀", "사원", "hr-lead", "2025-01-06"),
    "sales-head": ("강동원", "영업팀", "부장", None, "2012-02-06"),
    "sales-deputy": ("임수정", "영업팀", "차장", "sales-head", "2015-08-17"),
    "sales-senior": ("송다은", "영업팀", "대리", "sales-deputy", "2020-06-15"),
    "sales-junior": ("조현우", "영업팀", "사원", "sales-deputy", "2023-10-02"),
}


def seed(layout, console):
    """Enters the demo people when there is nobody. Returns True when it entered any.

    What was entered is noted as it goes, so an interrupted run is continued by the next one.
    """
    notes = layout.state / "seed.json"
    entered = json.loads(notes.read_text(encoding="utf-8")) if notes.exists() else {}
    port = layout.ports["gateway"]
    if len(entered) == len(PEOPLE) or (not entered and _call(port, "GET", "/api/employees")):
        return False
    for key, (name, department, position, manager, hired) in PEOPLE.items():
        if key in entered:
            continue
        person = {"name": name, "department": department, "position": position,
                  "email": f"{key}@hanbit.example", "hiredOn": hired}
        if manager:
            person["managerId"] = entered[manager]
        entered[key] = _call(port, "POST", "/api/employees", person, f"seed-{key}")["id"]
        write_private(notes, json.dumps(entered, indent=1) + "\n")
    departments = len({person[1] for person in PEOPLE.values()})
    console.step("seed", f"entered {len(PEOPLE)} people in {departments} departments")
    return True


def _call(port, method, path, body=None, key=None):
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if key:
        headers["Idempotency-Key"] = key
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, json.dumps(body).encode() if body else None, headers)
        reply = connection.getresponse()
        text = reply.read().decode("utf-8", "replace")
        if reply.status // 100 != 2:
            raise Failure(f"seeding: {method} {path} answered {reply.status}: {text[:200]}")
        return json.loads(text)
    except (OSError, http.client.HTTPException, json.JSONDecodeError) as error:
        raise Failure(f"seeding: {method} {path}: {error}") from error
    finally:
        connection.close()
