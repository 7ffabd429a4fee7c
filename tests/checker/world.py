"""What the checker looks at: everything that the stores, the topics and the clients hold, as plain
values. The rules see only this, so that a test can make any wrong state by hand."""
import dataclasses
from typing import NamedTuple

# Which consumer group reads which topic.
GROUPS = {"approval-processing-group": "approval-requests",
          "approval-request-group": "approval-results",
          "notification-group": "approval-notifications"}
TOPICS = tuple(GROUPS.values())


class Violation(NamedTuple):
    """One promise that is broken: which, where, and what is there instead."""
    rule: str
    where: str
    what: str

    def line(self):
        return f"{self.rule:<38} {self.where:<28} {self.what}"


class Record(NamedTuple):
    """A record of a topic; `topic` is named without a prefix."""
    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    headers: dict  # name -> text

    @property
    def id(self):
        return self.headers.get("ce_id", "")


@dataclasses.dataclass
class Inbox:
    """One person's inbox as Redis keeps it. Scores and sequence numbers are integers."""
    meta: dict = dataclasses.field(default_factory=dict)
    entries: list = dataclasses.field(default_factory=list)  # (seq, notification id), in order
    seen: set = dataclasses.field(default_factory=set)
    index: dict = dataclasses.field(default_factory=dict)
    open: dict = dataclasses.field(default_factory=dict)
    settled: dict = dataclasses.field(default_factory=dict)
    tombs: set = dataclasses.field(default_factory=set)
    read: dict = dataclasses.field(default_factory=dict)  # one by one, beyond the mark

    @property
    def epoch(self):
        return self.meta.get("epoch", "")

    @property
    def head(self):
        return int(self.meta.get("seq", 0))


@dataclasses.dataclass
class World:
    documents: dict = dataclasses.field(default_factory=dict)  # id -> as in MongoDB
    tasks: dict = dataclasses.field(default_factory=dict)  # id -> fields of ap:{t}:req:<id>
    queues: dict = dataclasses.field(default_factory=dict)  # approver -> [(id, score)]
    stream: list = dataclasses.field(default_factory=list)  # ids of results not delivered
    task_leases: dict = dataclasses.field(default_factory=dict)
    epoch: str | None = None  # of the tasks
    run_id: str = ""  # of the Redis server that holds them
    inboxes: dict = dataclasses.field(default_factory=dict)  # person -> Inbox
    accounts: dict = dataclasses.field(default_factory=dict)  # person -> row
    ledger: list = dataclasses.field(default_factory=list)  # rows
    corrections: list = dataclasses.field(default_factory=list)  # rows: of attendance, by documents
    takings: list = dataclasses.field(default_factory=list)  # rows: dates of leave
    quests: dict = dataclasses.field(default_factory=dict)  # id -> row
    participations: list = dataclasses.field(default_factory=list)  # rows
    attempts: list = dataclasses.field(default_factory=list)  # rows
    promotions: list = dataclasses.field(default_factory=list)  # rows of leave_promotions
    attendance: list = dataclasses.field(default_factory=list)  # rows of records
    attendance_accounts: dict = dataclasses.field(default_factory=dict)  # person -> row
    people: dict = dataclasses.field(default_factory=dict)  # id -> row of employees
    records: dict = dataclasses.field(default_factory=dict)  # topic -> [Record]
    ends: dict = dataclasses.field(default_factory=dict)  # (topic, partition) -> end offset
    lags: dict = dataclasses.field(default_factory=dict)  # (group, topic, partition) -> records
    answers: dict = dataclasses.field(default_factory=dict)  # path -> {url: (status, body)}
    history: object = None  # a History when the clients kept one
    poison: list | None = None  # what was injected, [(topic, value)]; None: nobody noted it

    def events(self, topic, kind=None):
        """Records of a topic by event id, one of each: repeats are not news."""
        return {record.id: record for record in self.records.get(topic, ())
                if kind is None or record.headers.get("ce_type") == kind}


def present_round(document):
    return document["rounds"][-1]


def about(document, round_):
    """What a round was about: as it is kept with it, or as the document is."""
    return round_.get("about") or document


def open_step(document):
    """The step whose turn it is, or None."""
    number = document.get("openStep", 0)
    return present_round(document)["steps"][number - 1] if number else None


def original_approver(step):
    """Who stood there as of the submit."""
    handovers = step.get("handovers") or []
    return handovers[0]["fromId"] if handovers else step["approverId"]


def approver_at(step, attempt):
    """Whose attempt it was."""
    for handover in step.get("handovers") or ():
        if handover["attempt"] >= attempt:
            return handover["fromId"]
    return step["approverId"]


def is_leave(document):
    return document.get("type") == "ANNUAL_LEAVE" or bool(document.get("leaveMinutes"))


def gone(world):
    """Ids of documents that were lost with the database, and are not asked for any more."""
    losses = world.history.losses if world.history else ()
    noted = {int(loss.split()[1]) for loss in losses if loss.startswith("document ")}
    return noted - world.documents.keys()


def name(document):
    return f"document {document['_id']}"
