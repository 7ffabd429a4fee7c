"""Rows of the matrix: one request, and what each identity is answered. Every operation of proto/http
has one (tests/contracts/test_rights.py); rows_<service>.py has those of a service."""
from collections.abc import Callable
from dataclasses import dataclass

from contracts.documents import operations
from rights.world import ADMIN, BAD_TOKENS, HR, IDENTITIES, NOBODY, PEOPLE, SERVICE

# Whatever is answered, it is not for want of a right.
ALLOWED = frozenset(range(200, 500)) - {401, 403}
HAVE_ROLE = {"hr": (HR, ADMIN), "operator": (ADMIN,)}


@dataclass(frozen=True)
class Row:
    operation: str  # "GET /approvals/{id}", as the contract has it
    make: Callable  # (world, the person who acts) → path with query, or (path, body)
    expected: dict  # identity → status, or a set of them
    title: str = ""  # of several rows of one operation
    media: str | None = None  # of a body that is bytes

    @property
    def name(self):
        return self.operation + (f" {self.title}" if self.title else "")

    @property
    def method(self):
        return self.operation.split(" ", 1)[0]

    def request(self, world, who):
        made = self.make(world, who)
        return made if isinstance(made, tuple) else (made, None)


def answers(everybody, **some):
    """What people are answered, but for those who are named: `self`, `line`, …; bad tokens are 401 and
    services 403."""
    expected = dict.fromkeys(BAD_TOKENS, 401) | {SERVICE: 403}
    expected |= dict.fromkeys(PEOPLE, everybody)
    for name, status in some.items():
        identity = name.replace("_", " ")
        assert identity in IDENTITIES, identity
        expected[identity] = status
    return expected


def derived(operation):
    """The row of an operation that has no better one: of things that do not exist, by x-access alone."""
    path = operation.path
    for parameter in operation.parameter("path"):
        path = path.replace("{" + parameter["name"] + "}", str(NOBODY))
    expected = answers(ALLOWED)
    kind, _, role = operation.access.partition(":")
    if kind == "anyone":
        expected = dict.fromkeys(IDENTITIES, ALLOWED | {401})
    elif kind == "actor" and operation.parameter("path"):
        expected = answers(ALLOWED | {403})
    elif kind == "role":
        expected = answers(403, **dict.fromkeys(HAVE_ROLE[role], ALLOWED))
    name = f"{operation.method} {operation.path}"
    if operation.media and operation.body is None:
        return Row(name, lambda world, who: (path, b"?"), expected, media=operation.media)
    body = {} if operation.media else None
    return Row(name, lambda world, who: (path, body), expected)


def public(service):
    return [one for one in operations()
            if one.service == service and not one.internal]


def with_derived(service, rows):
    """The rows, and derived ones for operations that have none."""
    known = {row.operation for row in rows}
    return [*rows, *(derived(one) for one in public(service)
                     if f"{one.method} {one.path}" not in known)]
