"""approval-processing: everybody has a queue of their own, and decides what waits for them."""
from rights.rows import Row, answers
from rights.world import SELF

DECIDE = "POST /process/{approverId}/{requestId}"
APPROVED = {"status": "approved"}

ROWS = [
    Row("GET /process/{approverId}", lambda w, who: f"/process/{who}", answers(200)),
    Row("GET /process/{approverId}", lambda w, who: f"/process/{w.people[SELF]}",
        answers(403, self=200), "of somebody else"),
    Row(DECIDE, lambda w, who: (f"/process/{who}/{w.open()}", APPROVED),
        answers(404, line=200, next_on_the_line=409)),
    Row(DECIDE, lambda w, who: (f"/process/{w.people[SELF]}/{w.open()}", APPROVED),
        answers(403, self=404), "as somebody else"),
]
