"""The rows of the employee table that clients knew before, as curl sends them: the same paths,
methods, members and values, through the gateway and straight to the service."""
import json
import os
import subprocess

import pytest

from system import acting
from system.approval_client import GATEWAY, unique

NUMBER = (int, float)


@pytest.fixture(params=["gateway", "service"])
def curl(request):
    base = f"{GATEWAY}/api" if request.param == "gateway" else os.environ["EMPLOYEE_HTTP_URL"]

    def ask(method, path, body=None, expected=200, by=None):
        """`by`: who has signed in, where the request names nobody."""
        command = ["curl", "-sS", "-X", method, "-w", "\n%{http_code}", f"{base}{path}"]
        if body is not None:
            command += ["-H", "Content-Type: application/json", "-d", json.dumps(body)]
        people = acting.of(os.environ)
        headers = people.headers(method, f"{base}{path}", body)
        if by and people.on:
            headers = {"Authorization": f"Bearer {people.token(by)}"}
        for name, value in headers.items():
            command += ["-H", f"{name}: {value}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
        text, _, status = done.stdout.rpartition("\n")
        assert int(status) == expected, f"{method} {path}: {status} {text}"
        return json.loads(text) if text else None
    return ask


@pytest.fixture
def team(curl):
    """A department with a head and two people in it."""
    class Team:
        name = unique("부서")

        def hire(self, **more):
            body = {"name": "김서연", "department": self.name, "position": "사원"} | more
            return curl("POST", "/employees", body, 201)["id"]
    made = Team()
    made.head, made.one, made.other = (made.hire() for _ in range(3))
    return made


def members(answer, **types):
    """It has each of them, of that type."""
    for name, kind in types.items():
        assert name in answer, f"no {name}: {answer}"
        assert isinstance(answer[name], kind), f"{name} is {answer[name]!r}"
    return answer


def test_people(curl, team):
    assert team.head > 0 and len({team.head, team.one, team.other}) == 3  # names may repeat
    listed = curl("GET", f"/employees?department={team.name}&position=사원")
    assert {person["id"] for person in listed} == {team.head, team.one, team.other}
    person = members(curl("GET", f"/employees/{team.one}"), id=int, name=str, department=str,
                     position=str, annualLeaveBalance=NUMBER, attendanceCount=int, createdAt=str)
    assert "email" in person and person["annualLeaveBalance"] == 15
    changed = curl("PUT", f"/employees/{team.one}",
                   {"name": "김서연", "department": team.name, "position": "대리"})
    assert changed["position"] == "대리"
    rows = curl("GET", f"/employees/team?department={team.name}")
    for row in rows:
        members(row, id=int, name=str, position=str, leaveBalance=NUMBER)
    assert len(rows) == 3
    leaver = team.hire()
    curl("DELETE", f"/employees/{leaver}", expected=204)
    assert len(curl("GET", f"/employees/team?department={team.name}")) == 3
    assert curl("GET", f"/employees/{leaver}")["id"] == leaver  # history stays


def test_balances(curl, team):
    assert curl("GET", f"/employees/{team.one}/leave-balance") | {
        "totalLeave": 15, "remainingLeave": 15} == curl(
            "GET", f"/employees/{team.one}/leave-balance")
    added = members(curl("PUT", f"/employees/{team.one}/leave-balance",
                         {"adjustment": 1.5, "reason": "포상"}), newBalance=NUMBER, message=str)
    assert added["newBalance"] == 16.5
    assert curl("PUT", f"/employees/{team.one}/leave-balance",
                {"adjustment": -0.5})["newBalance"] == 16
    taken = members(curl("POST", f"/employees/{team.one}/deduct-leave", {"days": 3}),
                    remainingLeave=NUMBER, message=str)
    assert taken["remainingLeave"] == 13
    curl("POST", f"/employees/{team.one}/deduct-leave", {"days": 14}, 409)
    balance = curl("GET", f"/employees/{team.one}/leave-balance")
    assert (balance["totalLeave"], balance["remainingLeave"]) == (16, 13)


def test_leaves(curl, team):
    """A view of documents: what is asked for here is one, and is decided as one."""
    curl("PUT", f"/employees/{team.one}", {"managerId": team.head})
    asked = members(curl("POST", "/leaves", {
        "employeeId": team.one, "startDate": "2027-02-05", "endDate": "2027-02-10", "days": 6,
        "reason": "귀성"}, 201), id=int, employeeId=int, startDate=str, endDate=str, days=NUMBER,
                    reason=str, status=str)
    assert (asked["status"], asked["reason"], asked["approverId"]) == ("PENDING", "귀성", team.head)
    assert asked["days"] < 6, "설날 and the weekend take nothing"
    other = curl("POST", "/leaves", {"employeeId": team.one, "startDate": "2027-03-02",
                                     "endDate": "2027-03-02", "days": 1, "reason": "개인 사유"}, 201)
    approved = curl("PUT", f"/leaves/{asked['id']}/approve", by=team.head)
    assert approved["status"] == "APPROVED"
    assert curl("PUT", f"/leaves/{other['id']}/reject", by=team.head)["status"] == "REJECTED"
    listed = curl("GET", f"/leaves/{team.one}")
    assert [row["id"] for row in listed] == [other["id"], asked["id"]]  # newest first
    curl("PUT", f"/leaves/{asked['id']}/approve", expected=409, by=team.head)
    curl("POST", "/leaves", {"employeeId": team.one, "startDate": "2027-03-03",
                             "endDate": "2027-03-03", "days": 0.5}, 400)  # a half has to be said
    hours = curl("POST", "/leaves", {"employeeId": team.one, "startDate": "2027-03-04",
                                     "unit": "hours", "from": 0, "to": 90}, 201)
    assert hours["days"] == 90 / 480
    used = members(curl("GET", f"/leaves/balance/{team.one}"), totalLeave=NUMBER, usedLeave=NUMBER,
                   remainingLeave=NUMBER)
    assert used["totalLeave"] == 15


def test_attendance(curl, team):
    came = members(curl("POST", f"/attendance/check-in/{team.one}"), attendanceCount=int,
                   questProgress=int, rewardEarned=bool, currentLeaveBalance=NUMBER)
    assert (came["attendanceCount"], came["questProgress"], came["rewardEarned"]) == (1, 3, False)
    again = curl("POST", f"/attendance/check-in/{team.one}")
    assert again["attendanceCount"] == 1
    record = members(curl("POST", f"/attendance/check-out/{team.one}"), id=int, employeeId=int,
                     checkInTime=str, checkOutTime=str, workHours=NUMBER, status=str)
    history = curl("GET", f"/attendance/history/{team.one}")
    assert [row["id"] for row in history] == [record["id"]]
    members(history[0], id=int, employeeId=int, checkInTime=str, checkOutTime=str,
            workHours=NUMBER, status=str)
    progress = members(curl("GET", f"/attendance/progress/{team.one}"), attendanceCount=int,
                       targetCount=int, progress=NUMBER)
    assert (progress["attendanceCount"], progress["targetCount"]) == (1, 30)
    assert "nextRewardAt" in progress


def test_a_quest_from_the_offer_to_the_reward(curl, team):
    offered = members(curl("POST", "/quests", {
        "title": "문서 정리", "description": "한곳에 모읍니다", "rewardDays": 0.5,
        "department": team.name, "createdBy": team.head}, 201), id=int, message=str)
    quest = offered["id"]
    [open_one] = [row for row in curl("GET", f"/quests/available?employeeId={team.one}")
                  if row["id"] == quest]
    assert open_one["status"] == "AVAILABLE"
    members(open_one, title=str, description=str, rewardDays=NUMBER)
    members(curl("POST", f"/quests/{quest}/accept", {"employeeId": team.one}), message=str)
    curl("POST", f"/quests/{quest}/accept", {"employeeId": team.one}, 409)
    [mine] = curl("GET", f"/quests/my-quests?employeeId={team.one}")
    assert (mine["questId"], mine["status"], mine["rewardDays"]) == (quest, "IN_PROGRESS", 0.5)
    members(mine, id=int, title=str)
    curl("PUT", f"/quests/{quest}/approve", {}, 409, by=team.other)  # nobody waits
    members(curl("POST", f"/quests/{quest}/complete", {"employeeId": team.one}), message=str)
    [created] = curl("GET", f"/quests/my-created?managerId={team.head}")
    members(created, id=int, title=str, status=str, rewardDays=NUMBER)
    assert "acceptedBy" in created
    listed = next(row for row in curl("GET", f"/quests?department={team.name}")
                  if row["id"] == quest)
    members(listed, title=str, description=str, rewardDays=NUMBER, department=str, createdBy=int,
            createdByName=str, status=str)
    [progress] = listed["progressList"]
    assert progress["status"] == "WAITING_APPROVAL" and progress["employeeId"] == team.one
    members(progress, id=int, employeeName=str)
    members(curl("PUT", f"/quests/{quest}/reject", {"reason": "출처를 덧붙여 주세요"},
                 by=team.other), message=str)
    curl("POST", f"/quests/{quest}/complete", {"employeeId": team.one})
    members(curl("PUT", f"/quests/{quest}/approve", {"employeeId": team.one},
                 by=team.other), message=str)
    claimed = members(curl("POST", f"/quests/{quest}/claim", {"employeeId": team.one}),
                      message=str, newLeaveBalance=NUMBER)
    assert claimed["newLeaveBalance"] == 15.5
    curl("POST", f"/quests/{quest}/claim", {"employeeId": team.one}, 409)
    members(curl("DELETE", f"/quests/{quest}", by=team.head), message=str)
    assert all(row["id"] != quest for row in curl("GET", f"/quests?department={team.name}"))
