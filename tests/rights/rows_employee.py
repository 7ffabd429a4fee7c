"""employee: the directory is everybody's, leave and attendance are those of the person and of who leads
them; human resources change people, and an administrator alone makes administrators (docs/rights.md)."""
from rights.rows import ALLOWED, HAVE_ROLE, Row, answers, with_derived
from rights.world import COLLEAGUE, HR, MANAGER, NEXT_LINE, NOBODY, SELF

# Of the drafter: their manager is the head of their department too.
OF_THE_PERSON = {"self": 200, "manager": 200, "hr": 200, "auditor": 200, "admin": 200}
BY_HUMAN_RESOURCES = dict.fromkeys(HAVE_ROLE["hr"], 200)


def of(identity, path, body=None):
    """A request about this person."""
    def make(world, who):
        made = path.format(id=world.people[identity])
        return made if body is None else (made, body)
    return make


def at(path):
    return lambda world, who: path


def named(path):
    """A request in which the one who acts is named by the path."""
    return lambda world, who: path.format(id=who)


def quote(identity):
    return lambda world, who: ("/leaves/quote", {"employeeId": world.people[identity],
                                                 "startDate": "2027-03-02"})


def giving(*roles):
    """A newcomer becomes these."""
    def make(world, who):
        hired = world.ask(HR, "POST", "/employees",
                          {"name": "신입", "department": "인턴", "position": "사원"})
        return f"/employees/{hired.json()['id']}/roles", {"roles": list(roles)}
    return make


def reading(operation, path=None):
    return Row(f"GET {operation}", at(path or operation), answers(200))


PRIVATE = [
    Row(f"GET {path.replace('{id}', '{' + name + '}')}{suffix}", make, answers(403, **OF_THE_PERSON))
    for path, name, suffix, make in (
        (path, name, "", of(SELF, path)) for path, name in (
            ("/employees/{id}/leave-balance", "id"), ("/employees/{id}/leave/explain", "id"),
            ("/employees/{id}/leave/promotions", "id"), ("/leaves/{id}", "employeeId"),
            ("/leaves/balance/{id}", "employeeId"), ("/attendance/history/{id}", "employeeId"),
            ("/attendance/progress/{id}", "employeeId"), ("/attendance/heatmap/{id}", "employeeId")))]

ROWS = with_derived("employee", [
    *PRIVATE,
    Row("GET /employees/{id}/leave-balance", of(NEXT_LINE, "/employees/{id}/leave-balance"),
        answers(403, next_on_the_line=200, manager=200, hr=200, auditor=200, admin=200),
        "of somebody in the manager's department"),
    Row("GET /employees/{id}/leave-balance", of(MANAGER, "/employees/{id}/leave-balance"),
        answers(403, manager=200, hr=200, auditor=200, admin=200), "of one's manager"),
    Row("GET /employees/{id}/leave-balance", at(f"/employees/{NOBODY}/leave-balance"), answers(404),
        "of nobody"),
    Row("POST /leaves/quote", quote(SELF), answers(403, **OF_THE_PERSON)),
    # The directory.
    reading("/employees"), reading("/employees/team", "/employees/team?department=인턴"),
    reading("/departments"),
    reading("/departments/tree"), reading("/positions"), reading("/holidays"),
    reading("/work-calendars"), reading("/leave-calendar"), reading("/quests"),
    Row("GET /employees/{id}", of(SELF, "/employees/{id}"), answers(200)),
    Row("GET /employees/{id}/manager", of(SELF, "/employees/{id}/manager"), answers(200)),
    Row("GET /employees/{id}/posts", of(SELF, "/employees/{id}/posts"), answers(200)),
    # Human resources.
    Row("GET /employees/{id}/roles", of(SELF, "/employees/{id}/roles"),
        answers(403, **BY_HUMAN_RESOURCES)),
    Row("GET /employees/{id}/history", of(SELF, "/employees/{id}/history"),
        answers(403, **BY_HUMAN_RESOURCES)),
    Row("GET /employees/{id}/absences", of(SELF, "/employees/{id}/absences"),
        answers(403, **BY_HUMAN_RESOURCES)),
    Row("GET /leave-report", at("/leave-report"), answers(403, **BY_HUMAN_RESOURCES)),
    Row("GET /attendance/sheet", at("/attendance/sheet?month=2026-11"),
        answers(403, **BY_HUMAN_RESOURCES)),
    Row("GET /employees/export", at("/employees/export"), answers(403, **BY_HUMAN_RESOURCES)),
    Row("PUT /employees/{id}/leave-balance",
        of(COLLEAGUE, "/employees/{id}/leave-balance", {"adjustment": 1, "reason": "시험"}),
        answers(403, **BY_HUMAN_RESOURCES)),
    # Roles.
    Row("PUT /employees/{id}/roles", giving("auditor", "hr"), answers(403, **BY_HUMAN_RESOURCES)),
    Row("PUT /employees/{id}/roles", giving("admin"), answers(403, admin=200),
        "that make an administrator"),
    Row("PUT /employees/{id}/roles",
        lambda world, who: (f"/employees/{who}/roles", {"roles": ["auditor", "hr", "manager"]}),
        answers(403), "of oneself"),
    # Of oneself alone.
    Row("POST /attendance/check-in/{employeeId}", of(SELF, "/attendance/check-in/{id}", {}),
        answers(403, self=ALLOWED)),
    Row("POST /attendance/check-out/{employeeId}", of(SELF, "/attendance/check-out/{id}"),
        answers(403, self=ALLOWED)),
    Row("GET /quests/my-quests", named("/quests/my-quests?employeeId={id}"), answers(200)),
    Row("GET /quests/my-quests", of(SELF, "/quests/my-quests?employeeId={id}"),
        answers(403, self=200), "of somebody else"),
    Row("GET /quests/available", named("/quests/available?employeeId={id}"), answers(200)),
    Row("GET /quests/my-created", of(SELF, "/quests/my-created?managerId={id}"),
        answers(403, self=200)),
])
