"""A daemon dies between what it stored and what it said, at each such place in turn. What follows
is the same as if it had not: found again, said again, done once."""
import threading

import pytest

from system import chaos
from system.eventually import until
from system.lost_notices import LONG, lose_final_notices, told
from system.own_stack import goes_on, has_failpoints

# daemon, failpoint: dies when it comes there for the n-th time (so the flows are well under way)
POINTS = [
    ("approval-request", "submit.inserted", 4),  # the document is stored, nobody was told
    ("approval-request", "submit.reserved", 3),  # the leave is held, the document does not know
    ("approval-request", "submit.settled", 3),  # a late answer of the ledger is stored
    ("approval-request", "draft.changed", 2),  # edited, submitted again or deleted, not answered
    ("approval-request", "leave.canceled", 1),  # canceled, the ledger does not know
    ("approval-request", "record.stored", 5),  # the result is stored, its offset is not
    ("approval-request", "record.published", 5),  # and what it caused is on the bus
    ("approval-request", "relay.delivered", 9),  # on the bus, still in the outbox
    ("approval-request", "leave.delivered", 2),  # the ledger has it, still in the outbox
    ("approval-request", "attendance.delivered", 1),  # employee has it, still in the outbox
    ("approval-processing", "open.stored", 5),  # the task is there, its offset is not
    ("approval-processing", "decide.stored", 4),  # decided, nobody was told
    ("approval-processing", "decide.published", 4),  # on the bus, not answered
    ("approval-processing", "recall.stored", 1),
    ("approval-processing", "relay.delivered", 3),
    ("notification", "inbox.stored", 6),  # in the inbox, its offset is not stored
    ("employee", "ledger.committed", 9),  # in the ledger, not answered; hiring takes seven
]


@pytest.mark.parametrize(("daemon", "point", "times"), POINTS,
                         ids=[f"{daemon}-{point}" for daemon, point, _ in POINTS])
def test_dying_there_changes_nothing(own_stack, daemon, point, times):
    assert has_failpoints(daemon, point), f"{daemon} has no {point}"
    own_stack.arm(daemon, f"{point}:{times}")
    lives = len(own_stack.starts(daemon))
    with chaos.run(own_stack, seed=hash_of(daemon, point), workers=3) as running:
        until(lambda: len(own_stack.starts(daemon)) > lives, f"{daemon} has died at {point}")
        own_stack.disarm(daemon)
        goes_on(running, 1)


def test_dying_with_a_result_held_changes_nothing(own_stack):
    daemon, point = "approval-request", "record.held"
    assert has_failpoints(daemon, point), f"{daemon} has no {point}"
    with chaos.run(own_stack, seed=37) as running:
        goes_on(running, 1)
        document = chaos.SetBack(running).decide().put_back()
        own_stack.arm(daemon, f"{point}:1")
        lives = len(own_stack.starts(daemon))
        document.say(2)
        until(lambda: len(own_stack.starts(daemon)) > lives, f"{daemon} has died at {point}")
        own_stack.disarm(daemon)
        document.held_or_refused().say(1).approved()
        goes_on(running, 1)


@pytest.mark.parametrize("point", ["rebuild.half", "epoch.announced", "epoch.in-force"])
def test_dying_in_the_middle_of_filling_redis_again_changes_nothing(own_stack, point):
    daemon = "approval-processing"
    assert has_failpoints(daemon, point), f"{daemon} has no {point}"
    with chaos.run(own_stack, seed=31) as running:
        goes_on(running, 1)
        client = running.flows.client()
        approver, kept = running.flows.approvers[0], []
        for _ in range(3):  # tasks that Redis has lost for certain
            status, answer = client.submit(running.flows.drafters[0], [approver], "남는 일")
            assert status == 201
            kept.append(answer["requestId"])
        own_stack.arm(daemon, f"{point}:1")
        until(lambda: {task["requestId"] for task in client.call("GET", f"/process/{approver}")[1]}
              >= set(kept), "their events have come")
        # What the one before has left lies nowhere else yet.
        until(lambda: chaos.nothing_left_behind(running), "its results are on the bus")
        lives = len(own_stack.starts(daemon))
        chaos.wipe_redis(running)
        until(lambda: len(own_stack.starts(daemon)) > lives, f"{daemon} has died at {point}")
        own_stack.disarm(daemon)
        own_stack.all_ready()
        goes_on(running)


@pytest.mark.parametrize("point", ["quest.claiming", "quest.claimed"])
def test_dying_in_a_claim_pays_the_reward_once(own_stack, point):
    """Granted and not committed; committed and not answered. The client asks again with its key."""
    daemon = "employee"
    assert has_failpoints(daemon, point), f"{daemon} has no {point}"
    with chaos.run(own_stack, seed=hash_of(point), workers=1) as running:
        own_stack.arm(daemon, f"{point}:1")
        own_stack.all_ready()
        lives = len(own_stack.starts(daemon))
        quest = chaos.Quest(running).approved()
        claim = threading.Thread(target=quest.claimed)
        claim.start()
        until(lambda: len(own_stack.starts(daemon)) > lives, f"{daemon} has died at {point}")
        own_stack.disarm(daemon)
        claim.join(60)
        assert not claim.is_alive()
        status, quests = running.flows.client().call(
            "GET", f"/quests/my-quests?employeeId={quest.worker}")
        assert status == 200 and [mine["status"] for mine in quests] == ["CLAIMED"]
        goes_on(running, 1)


@pytest.mark.parametrize("point", ["attendance.recorded", "attendance.committed"])
def test_dying_in_a_check_in_counts_the_date_once(own_stack, point):
    """Stored and not committed; committed and not answered. The client asks again."""
    daemon = "employee"
    assert has_failpoints(daemon, point), f"{daemon} has no {point}"
    with chaos.run(own_stack, seed=hash_of(point), workers=1) as running:
        own_stack.arm(daemon, f"{point}:1")
        own_stack.all_ready()
        lives = len(own_stack.starts(daemon))
        work = chaos.Attendance(running)
        check_in = threading.Thread(target=work.checks_in)
        check_in.start()
        until(lambda: len(own_stack.starts(daemon)) > lives, f"{daemon} has died at {point}")
        own_stack.disarm(daemon)
        check_in.join(60)
        assert not check_in.is_alive()
        assert work.answer["attendanceCount"] == 1
        goes_on(running, 1)


# Where approval-request compares documents with inboxes after the bus has lost notices.
KEEPING = [
    "inboxes.found",  # it knows what is missing, nothing is sent again
    "inboxes.sent",  # sent again, nobody knows whether it arrives
    "inboxes.arrived",  # it has arrived, the place of the comparison is not noted
]


@pytest.mark.parametrize("point", KEEPING)
def test_dying_while_lost_notices_are_sent_again_changes_nothing(losing_stack, point):
    daemon = "approval-request"
    assert has_failpoints(daemon, point), f"{daemon} has no {point}"
    with chaos.run(losing_stack, seed=hash_of(point), workers=0) as running:
        drafter = running.flows.drafters[0]
        losing_stack.arm(daemon, f"{point}:1")
        lives = len(losing_stack.starts(daemon))
        _, wanted = lose_final_notices(running, 5)
        until(lambda: len(losing_stack.starts(daemon)) > lives, f"{daemon} has died at {point}",
              LONG)
        losing_stack.disarm(daemon)
        losing_stack.all_ready()
        until(lambda: wanted <= set(told(losing_stack, drafter)), "the drafter is told", LONG)
        assert len(told(losing_stack, drafter)) == len(set(told(losing_stack, drafter)))


def hash_of(*texts):
    """The same chance in every run."""
    return sum(map(ord, "".join(texts)))
