"""What the clients did and saw, one JSON object a line, written as it happens.

    {"op": "ab-7", "at": 12.3, "event": "invoke", "what": "create", "actor": 3, "key": "k-7",
        "request": {...}}
    {"op": "ab-7", "event": "ok" | "fail" | "info", "answer": {...}, "status": 201}
    {"event": "session", "session": "s1", "person": 3}
    {"event": "closed", "session": "s1"}
    {"event": "lost", "what": "redis"}      a store was made to lose what it had
        stored, or one document ("document 12")
    {"event": "frame", "session": "s1", "person": 3, "type": "...", "epoch": "e", "seq": 4,
        "id": "n:..."}

ok: acknowledged (2xx); fail: refused for good (4xx); info: unknown (5xx, a time-out, a connection
that broke, or no word at all). An operation may have several answers, one for each try with the
same key: the last definite one counts, because a repeat is answered from what was done.
`what` is create (request = the body), decide (requestId, status), recall, edit, resubmit, delete or
cancel-leave (requestId).
"""
import dataclasses
import json
import os
import threading
import time
import uuid


class Recorder:
    """Appends to a history file. Thread-safe; each line is whole and on its way to the disk
    before the call returns, so the file outlives a writer that is killed. Several runs may write
    to one file, one after the other."""

    def __init__(self, path):
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._lock = threading.Lock()
        self._run, self._last = uuid.uuid4().hex[:6], 0
        self._began = time.monotonic()

    def _write(self, **fields):
        fields["at"] = round(time.monotonic() - self._began, 4)
        os.write(self._file, (json.dumps(fields, ensure_ascii=False) + "\n").encode())

    def invoke(self, what, actor, key, request):
        with self._lock:
            self._last += 1
            op = f"{self._run}-{self._last}"
        self._write(op=op, event="invoke", what=what, actor=actor, key=key, request=request)
        return op

    def answer(self, op, event, status, answer):
        self._write(op=op, event=event, status=status, answer=answer)

    def session(self, session, person):
        self._write(event="session", session=session, person=person)

    def lost(self, what):
        self._write(event="lost", what=what)

    def closed(self, session):
        self._write(event="closed", session=session)

    def frame(self, session, person, body):
        self._write(event="frame", session=session, person=person,
                    **{key: body.get(key) for key in ("type", "epoch", "seq", "id")})

    def close(self):
        os.close(self._file)


@dataclasses.dataclass
class Operation:
    number: str
    what: str
    actor: int
    key: str
    request: dict
    answers: list = dataclasses.field(default_factory=list)  # (event, status, body)

    @property
    def outcome(self):
        """ok, fail or info; the last definite answer counts."""
        definite = [event for event, _, _ in self.answers if event != "info"]
        return definite[-1] if definite else "info"

    @property
    def answer(self):
        bodies = [body for event, _, body in self.answers if event == self.outcome]
        return bodies[-1] or {} if bodies else {}

    @property
    def place(self):
        return f"operation {self.number} ({self.what})"


@dataclasses.dataclass
class History:
    operations: dict = dataclasses.field(default_factory=dict)  # number -> Operation
    sessions: dict = dataclasses.field(default_factory=dict)  # name -> (person, [frame])
    closed: set = dataclasses.field(default_factory=set)  # sessions that have ended
    losses: list = dataclasses.field(default_factory=list)  # what a store was made to lose

    def of(self, what, outcome=None):
        return [op for op in self.operations.values()
                if op.what == what and outcome in (None, op.outcome)]


def load(path):
    """Reads a history; a last line that was cut off by a kill is left out."""
    found = History()
    with open(path, encoding="utf-8") as file:
        for text in file:
            if not text.endswith("\n"):
                break
            line = json.loads(text)
            event = line["event"]
            if event == "invoke":
                found.operations[line["op"]] = Operation(line["op"], line["what"], line["actor"],
                                                         line["key"], line["request"])
            elif event == "session":
                found.sessions[line["session"]] = (line["person"], [])
            elif event == "lost":
                found.losses.append(line["what"])
            elif event == "closed":
                found.closed.add(line["session"])
            elif event == "frame":
                found.sessions[line["session"]][1].append(line)
            else:
                found.operations[line["op"]].answers.append(
                    (event, line["status"], line["answer"]))
    return found
