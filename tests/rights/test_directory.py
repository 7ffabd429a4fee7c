"""The directory says of everybody what everybody may know, and to those who may see more all of it."""
import pytest

from rights.world import ADMIN, AUDITOR, COLLEAGUE, DEPARTMENT, HR, LINE, MANAGER, OUTSIDER, SELF

HIDDEN = ("annualLeaveBalance", "attendanceCount", "hiredOn", "leftOn")
NULL_FOR_ALL = {"leftOn"}  # the drafter has not left


@pytest.fixture(scope="module")
def hired(world):
    reply = world.ask(HR, "PUT", f"/employees/{world.people[SELF]}", {"hiredOn": "2024-03-02"})
    assert reply.ok, reply.text


def rows(world, identity):
    """The drafter's row in every answer that has one."""
    me = world.people[SELF]
    yield world.ask(identity, "GET", f"/employees/{me}").json()
    for path in ("/employees?limit=200", f"/employees?department={DEPARTMENT}", "/employees?q=self"):
        found = world.ask(identity, "GET", path)
        assert found.ok, found.text
        [row] = [row for row in found.json() if row["id"] == me]
        yield row


ALL_OF_IT = (SELF, MANAGER, HR, AUDITOR, ADMIN)


@pytest.mark.parametrize("identity", [*ALL_OF_IT, COLLEAGUE, LINE, OUTSIDER])
def test_leave_and_employment_are_shown_to_those_who_may_see_them(world, hired, identity):
    sees = identity in ALL_OF_IT
    for row in rows(world, identity):
        shown = {name for name in HIDDEN if row[name] is not None}
        assert shown == (set(HIDDEN) - NULL_FOR_ALL if sees else set()), row
    team = world.ask(identity, "GET", f"/employees/team?department={DEPARTMENT}").json()
    [mate] = [mate for mate in team if mate["id"] == world.people[SELF]]
    assert (mate["leaveBalance"] is not None) == sees
