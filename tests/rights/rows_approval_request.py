"""approval-request: who may see a document may find it; who may not is told that there is none."""
from rights.rows import Row, answers
from rights.world import LINE, NEXT_LINE, SELF

ONE = "/approvals/{id}"
# For whom a document that was submitted is there, and what a verb of its drafter answers the others.
SEEN = {"self": 200, "line": 200, "next_on_the_line": 200, "auditor": 200, "admin": 200}
NOT_THEIRS = dict.fromkeys(SEEN, 403)


def submit(world, who):
    line = LINE if who != world.people[LINE] else NEXT_LINE
    return "/approvals", {"requesterId": who, "title": "비품 구매", "content": "모니터 2대",
                          "steps": [{"step": 1, "approverId": world.people[line]}]}


def on(document, suffix="", named=None, **body):
    """A request on a new document of this kind; `named`: the member that says who acts."""
    def make(world, who):
        path = f"/approvals/{getattr(world, document)()}{suffix}"
        return (path, {named: who, **body}) if named else path
    return make


def deleting(document):
    return lambda world, who: f"/approvals/{getattr(world, document)()}?requesterId={who}"


ROWS = [
    Row("POST /approvals", submit, answers(201)),
    Row("POST /approvals", lambda w, who: submit(w, w.people[SELF]), answers(403, self=201),
        "as somebody else"),
    Row("GET /approvals", lambda w, who: "/approvals?limit=5", answers(200)),
    Row("GET /approvals/pending", lambda w, who: f"/approvals/pending?approverId={who}", answers(200)),
    Row("GET /approvals/pending", lambda w, who: f"/approvals/pending?approverId={w.people[LINE]}",
        answers(403, line=200), "of somebody else"),
    Row("GET /approvals/pending/{approverId}", lambda w, who: f"/approvals/pending/{who}",
        answers(200)),
    Row(f"GET {ONE}", on("open"), answers(404, **SEEN), "of an open one"),
    Row(f"GET {ONE}", on("open_leave"), answers(404, hr=200, **SEEN), "of leave"),
    Row(f"GET {ONE}", on("draft"), answers(404, self=200, admin=200), "of a draft"),
    Row(f"GET {ONE}", on("recalled"), answers(404, **SEEN), "of a recalled one"),
    Row(f"PUT {ONE}", on("recalled", "", "requesterId", title="출장"),
        answers(404, **NOT_THEIRS | {"self": 200}), "of a recalled one"),
    Row(f"PUT {ONE}", on("draft", "", "requesterId", title="출장"),
        answers(404, self=200, admin=403), "of a draft"),
    Row(f"PUT {ONE}", on("open", "", "requesterId", title="출장"),
        answers(404, **NOT_THEIRS | {"self": 409}), "of an open one"),
    Row(f"DELETE {ONE}", deleting("draft"), answers(404, self=204, admin=403), "of a draft"),
    Row(f"DELETE {ONE}", deleting("recalled"), answers(404, **NOT_THEIRS | {"self": 409}),
        "of a recalled one"),
    Row(f"POST {ONE}/submit", on("recalled", "/submit", "requesterId"),
        answers(404, **NOT_THEIRS | {"self": 200})),
    Row(f"POST {ONE}/cancel-leave", on("approved_leave", "/cancel-leave", "actorId", reason="일정"),
        answers(404, line=403, auditor=403, self=200, hr=200, admin=200)),
    Row(f"POST {ONE}/cancel-leave", on("approved", "/cancel-leave", "actorId", reason="일정"),
        answers(404, line=403, auditor=403, self=409, admin=409), "without leave"),
    Row(f"PUT {ONE}/approve", on("open", "/approve", "approverId"),
        answers(404, line=200, next_on_the_line=409)),
    Row(f"PUT {ONE}/reject", on("open", "/reject", "approverId", reason="예산"),
        answers(404, line=200, next_on_the_line=409)),
    Row(f"POST {ONE}/recall", on("open", "/recall", "requesterId"),
        answers(404, **NOT_THEIRS | {"self": 200})),
]
