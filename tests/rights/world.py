"""Who asks, and what they ask for: one person or daemon per identity, and documents of the drafter."""
import datetime
import itertools

from rights.tokens import Forger
from system.eventually import until
from system.signed_stack import PASSWORD

# Bad tokens.
NO_TOKEN, EXPIRED, OTHER_AUDIENCE = BAD_TOKENS = ("no token", "expired", "wrong audience")
# People. SELF: the drafter of documents, whose task, leave or inbox it is. LINE: the first approver.
# MANAGER: of the drafter, and head of their department. COLLEAGUE: somebody of that department.
SELF, LINE, NEXT_LINE, MANAGER, COLLEAGUE, OUTSIDER, HR, AUDITOR, ADMIN = PEOPLE = (
    "self", "line", "next on the line", "manager", "colleague", "outsider", "hr", "auditor", "admin")
SERVICE = "service"
IDENTITIES = (*BAD_TOKENS, SERVICE, *PEOPLE)

DEPARTMENT, OTHER_DEPARTMENT = "개발팀", "영업팀"
ROLES = {MANAGER: "manager", HR: "hr", AUDITOR: "auditor", ADMIN: "admin"}
NOBODY = 987_654_321  # an id that nothing has


class World:
    """Made while nobody has to sign in; afterwards everybody acts by their token."""

    def __init__(self, stack, folder):
        self.stack = stack
        self.people = {}
        self._tuesdays = ((datetime.date(2027, 3, 2) + datetime.timedelta(weeks=week)).isoformat()
                          for week in itertools.count())
        for identity in PEOPLE:
            self.people[identity] = self._hire(identity)
        drafter, manager = self.people[SELF], self.people[MANAGER]
        self._set("PUT", f"/employees/{drafter}", {"managerId": manager})
        place = self._set("GET", f"/employees/{drafter}")["departmentId"]
        self._set("PUT", f"/departments/{place}", {"headId": manager})
        self._set("PUT", f"/employees/{drafter}/leave-balance", {"adjustment": 100, "reason": "시험"})
        stack.mode("oidc")
        self.tokens = {identity: stack.token(identity) for identity in PEOPLE}
        forger = Forger(stack, self.tokens[SELF], folder)
        self.tokens |= {NO_TOKEN: None, EXPIRED: forger.expired(),
                        OTHER_AUDIENCE: forger.for_somebody_else(),
                        SERVICE: forger.of_service("approval-processing")}

    def _set(self, method, path, body=None):
        reply = self.stack.call(method, path, body=body)
        assert reply.ok, reply.text
        return reply.json() if reply.content else None

    def _hire(self, identity):
        elsewhere = identity in (OUTSIDER, HR, AUDITOR, ADMIN)
        person = self._set("POST", "/employees", {
            "name": identity, "department": OTHER_DEPARTMENT if elsewhere else DEPARTMENT,
            "position": "사원"})["id"]
        made = self.stack.account("add", identity, "--employee", person, line=PASSWORD + "\n")
        assert made.returncode == 0, made.stderr
        if identity in ROLES:
            self._set("PUT", f"/employees/{person}/roles", {"roles": [ROLES[identity]]})
        return person

    def ask(self, identity, method, path, body=None, media=None):
        return self.stack.call(method, path, self.tokens[identity], body, media)

    def person(self, identity):
        """Whom a request of this identity names as acting; one without a person the drafter."""
        return self.people.get(identity, self.people[SELF])

    # --- documents of the drafter ---------------------------------------------------------

    def _submit(self, expected=201, line=(LINE, NEXT_LINE), **more):
        body = {"requesterId": self.people[SELF], "title": "비품 구매", "content": "모니터 2대",
                "steps": [{"step": number, "approverId": self.people[one]}
                          for number, one in enumerate(line, 1)], **more}
        reply = self.ask(SELF, "POST", "/approvals", body)
        assert reply.status_code == expected, reply.text
        return reply.json()["requestId"]

    def open(self):
        """Waits for LINE, then for NEXT_LINE."""
        return self._submit()

    def open_leave(self):
        return self._submit(form="annual-leave", fields={"leaveDays": 0.125})

    def draft(self):
        """Its leave was refused: nobody else has seen it."""
        return self._submit(expected=409, form="annual-leave", fields={"leaveDays": 366})

    def recalled(self):
        request = self.open()
        done = self.ask(SELF, "POST", f"/approvals/{request}/recall",
                        {"requesterId": self.people[SELF]})
        assert done.status_code in (200, 202), done.text
        self._until(request, "recalled")
        return request

    def approved(self):
        return self._approved(self._submit(line=(LINE,)))

    def approved_leave(self):
        """On a Tuesday that is to come, no holiday, and that no other one has."""
        day = next(self._tuesdays)
        while self.ask(SELF, "POST", "/leaves/quote", {
                "employeeId": self.people[SELF], "startDate": day}).status_code != 200:
            day = next(self._tuesdays)
        return self._approved(self._submit(line=(LINE,), form="annual-leave",
                                           fields={"startDate": day}))

    def _approved(self, request):
        done = self.ask(LINE, "PUT", f"/approvals/{request}/approve",
                        {"approverId": self.people[LINE]})
        assert done.status_code in (200, 202), done.text
        self._until(request, "approved")
        return request

    def _until(self, request, state):
        until(lambda: self.ask(SELF, "GET", f"/approvals/{request}").json()["finalStatus"] == state,
              f"the document is {state}")
