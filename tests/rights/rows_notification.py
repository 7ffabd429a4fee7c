"""notification: an inbox is its person's alone, whatever roles others have; who operates the system says
something to everybody."""
from rights.rows import Row, answers, with_derived
from rights.world import SELF

MESSAGE = {"approvalId": 1, "status": "approved", "message": "시험"}


def own(path):
    return lambda world, who: path.format(id=who)


def of_the_drafter(path):
    return lambda world, who: path.format(id=world.people[SELF])


READING = ("/notifications/recent/{id}", "/notifications?userId={id}",
           "/notifications/unread-count?userId={id}")


def operation(path):
    return "GET " + path.partition("?")[0].replace("{id}", "{userId}")


ROWS = with_derived("notification", [
    *(Row(operation(path), own(path), answers(200)) for path in READING),
    *(Row(operation(path), of_the_drafter(path), answers(403, self=200), "of somebody else")
      for path in READING),
    Row("PUT /notifications/read", lambda world, who: (f"/notifications/read?userId={who}", {"upTo": 0}),
        answers(frozenset({200, 204, 400, 409}))),
    Row("PUT /notifications/read",
        lambda world, who: (f"/notifications/read?userId={world.people[SELF]}", {"upTo": 0}),
        answers(403, self=frozenset({200, 204, 400, 409})), "of somebody else"),
    Row("POST /notifications/send", lambda world, who: ("/notifications/send", MESSAGE),
        answers(403, admin=frozenset({200, 201, 202, 204}))),
    Row("POST /notifications/send/{userId}",
        lambda world, who: (f"/notifications/send/{world.people[SELF]}", MESSAGE),
        answers(403, admin=frozenset({200, 201, 202, 204}))),
])
