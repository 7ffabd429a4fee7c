"""A daemon dies between what it stored and what it said, at each such place in turn. What follows
is the same as if it had not: found again, said again, done once."""
import chaos
import pytest
from own_stack import OwnStack, until

OFFSET = 12300

# daemon, failpoint: dies when it comes there for the n-th time (so the flows are well under way)
POINTS = [
    ("approval-request", "submit.inserted", 4),  # the document is stored, nobody was told
    ("approval-request", "submit.reserved", 3),  # the leave is held, the document does not know
    ("approval-request", "submit.settled", 3),  # a late answer of the ledger is stored
    ("approval-request", "record.stored", 5),  # the result is stored, its offset is not
    ("approval-request", "record.published", 5),  # and what it caused is on the bus
    ("approval-request", "relay.delivered", 9),  # on the bus, still in the outbox
    ("approval-request", "leave.delivered", 2),  # the ledger has it, still in the outbox
    ("approval-processing", "open.stored", 5),  # the task is there, its offset is not
    ("approval-processing", "decide.stored", 4),  # decided, nobody was told
    ("approval-processing", "decide.published", 4),  # on the bus, not answered
    ("approval-processing", "recall.stored", 1),
    ("approval-processing", "relay.delivered", 3),
    ("notification", "inbox.stored", 6),  # in the inbox, its offset is not stored
    ("employee", "ledger.committed", 4),  # in the ledger, not answered
]


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    own = OwnStack(tmp_path_factory.mktemp("crashes") / "stack", OFFSET, faulty=True)
    yield own.up()
    own.down()


@pytest.mark.parametrize("daemon, point, times", POINTS,
                         ids=[f"{daemon}-{point}" for daemon, point, _ in POINTS])
def test_dying_there_changes_nothing(stack, daemon, point, times):
    with chaos.run(stack, seed=hash_of(daemon, point), workers=3, pause=0.02) as running:
        stack.up({daemon: {"FAILPOINTS": f"{point}:{times}"}})
        until(lambda: len(stack.starts(daemon)) > 1, f"{daemon} has died at {point}")
        stack.up()
        stack.all_ready()
        done = running.flows.finished
        until(lambda: running.flows.finished > done, "work goes on")


def hash_of(*texts):
    """The same chance in every run."""
    return sum(map(ord, "".join(texts)))
