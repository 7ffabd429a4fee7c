"""An engine or a service is away, slow, or has lost what it had: people are told the truth
meanwhile, and afterwards nothing is missing."""
import time

import pymongo
import pytest

from checker import read_bus, world
from checker.read_stores import Stores
from system import chaos
from system.eventually import until
from system.own_stack import goes_on

OUTBOX_LIMIT = 100


def repeats(own_stack):
    """topic -> (records, distinct events)."""
    return {topic: (len(rows), len({row.id for row in rows}))
            for topic, rows in read_bus.records(own_stack.env, world.TOPICS).items()}


@pytest.fixture
def small_outbox(own_stack):
    """The own stack with an OUTBOX_LIMIT that a test can reach."""
    yield own_stack.up({"approval-request": {"OUTBOX_LIMIT": str(OUTBOX_LIMIT)}})
    own_stack.up()


def test_without_kafka_people_go_on_until_the_outbox_is_full(small_outbox):
    own_stack = small_outbox
    with chaos.run(own_stack, seed=21) as running:
        goes_on(running)
        before = repeats(own_stack)
        client = running.flows.client()
        drafter, approver = running.flows.drafters[0], running.flows.approvers[0]
        _, answer = client.submit(drafter, [approver], "카프카 전")
        waiting = answer["requestId"]
        until(lambda: any(task["requestId"] == waiting for task in
                          client.call("GET", f"/process/{approver}")[1]), "the task")
        with own_stack.stopped("kafka"):
            assert client.decide(approver, waiting, "approved")[0] == 202
            assert client.submit(drafter, [approver], "카프카 없이")[0] == 201
            until(lambda: client.submit(drafter, [approver], "쌓인다", tries=1)[1].get("code") ==
                  "outbox-full", "the outbox is full")
            assert client.status == 503 and int(client.headers["Retry-After"]) >= 1
        own_stack.all_ready()
        goes_on(running)
    for topic, (records, events) in repeats(own_stack).items():
        more, new = records - before[topic][0], events - before[topic][1]
        assert more <= 2 * new, f"{topic}: {more} records of {new} events: a storm of repeats"


def test_who_is_next_in_a_view_is_never_answered_that_it_is_not_their_turn(own_stack):
    """Views show a decision before the document has recorded it, and with it who is next."""
    with chaos.run(own_stack, seed=27, workers=0) as running:
        client = running.flows.client()
        drafter, (first, second) = running.flows.drafters[0], running.flows.approvers[:2]
        _, answer = client.submit(drafter, [first, second], "다음 결재자")
        request = answer["requestId"]
        until(lambda: any(task["requestId"] == request for task in
                          client.call("GET", f"/process/{first}")[1]), "the task")
        with own_stack.frozen("kafka"):
            assert client.decide(first, request, "approved")[0] == 202
            document = client.call("GET", f"/approvals/{request}")[1]
            assert document["currentStep"] == 2
            status, answer = client.decide(second, request, "approved", tries=1)
            assert (status, answer["code"]) == (503, "step-opening"), answer
            assert int(client.headers["Retry-After"]) >= 1
        own_stack.all_ready()
        assert client.decide(second, request, "approved")[0] // 100 == 2
        becomes(client, request, "approved")


def test_redis_that_lost_everything_is_filled_again(own_stack):
    with chaos.run(own_stack, seed=22) as running:
        goes_on(running)
        chaos.wipe_redis(running)
        goes_on(running)


def test_result_that_lands_after_redis_was_filled_again_counts_no_more(own_stack):
    """The second decision was acknowledged on a step that nobody had decided, so it stands; who made
    the first, of which nothing was certain, is told."""
    with chaos.run(own_stack, seed=35, workers=0) as running:
        client = running.flows.client()
        try:
            document = chaos.result_lands_late(running)
            becomes(client, document, "rejected")
            trail = audit_of(own_stack, document)
            until(lambda: ("result-refused", "earlier-epoch") in audit_of(own_stack, document),
                  "the late result is refused")
        finally:
            own_stack.disarm("approval-processing")
        assert ("step-approved", "") not in trail


def test_decisions_in_flight_when_redis_is_lost_are_decided_once(own_stack):
    """The broker stands still with results in its sockets while Redis loses them."""
    with chaos.run(own_stack, seed=36, workers=0) as running:
        client = running.flows.client()
        drafter, approver = running.flows.drafters[0], running.flows.approvers[0]
        documents = [client.submit(drafter, [approver], f"날아가는 결재 {n}")[1]["requestId"]
                     for n in range(8)]
        until(lambda: set(documents) <= {task["requestId"] for task in
                                         client.call("GET", f"/process/{approver}")[1]}, "tasks")
        with own_stack.frozen("kafka"):
            for document in documents:
                assert client.decide(approver, document, "approved")[0] == 202
            chaos.wipe_redis(running)
        for document in documents:
            client.decide(approver, document, "rejected")
        for document in documents:
            until(lambda d=document: client.call("GET", f"/approvals/{d}")[1]["finalStatus"] in
                  ("approved", "rejected"), "one of both stands")
        goes_on_by_hand(client, drafter, approver)


def goes_on_by_hand(client, drafter, approver):
    """Another document comes to its end."""
    document = client.submit(drafter, [approver], "다음")[1]["requestId"]
    assert client.decide(approver, document, "approved")[0] // 100 == 2
    becomes(client, document, "approved")


def audit_of(stack, document):
    """What the trail of a document says: (action, reason)."""
    with pymongo.MongoClient(stack.env["MONGO_URI"]) as client:
        found = client[stack.env["MONGO_DATABASE"]].approvals.find_one({"_id": document})
    return [(entry["action"], entry.get("reason", "")) for entry in found["audit"]]


def test_redis_whose_log_was_cut_off_is_compared(own_stack):
    with chaos.run(own_stack, seed=23) as running:
        goes_on(running)
        with own_stack.stopped("redis"):
            chaos.cut_log(running, 4000)
        own_stack.all_ready()
        goes_on(running)


def test_without_employee_a_known_line_is_submitted_and_decided(own_stack):
    # Of leave nobody is sure before the ledger answers: that is the next test.
    with chaos.run(own_stack, seed=24, leave=False) as running:
        goes_on(running)
        with own_stack.stopped("employee"):
            goes_on(running)
        own_stack.all_ready()
        goes_on(running)


def test_e6_without_employee_leave_waits_and_is_taken_once(own_stack):
    """A submit waits for the ledger, a final approval does not: it is owed the CONSUME."""
    with chaos.run(own_stack, seed=28, workers=0) as running:
        client = running.flows.client()
        drafter, approver = running.flows.drafters[0], running.flows.approvers[0]
        _, answer = client.submit(drafter, [approver], "휴가", leave_days=1)
        approved = answer["requestId"]
        becomes(client, approved, "in_progress")
        until(lambda: any(task["requestId"] == approved for task in
                          client.call("GET", f"/process/{approver}")[1]), "the task")
        with own_stack.stopped("employee"):
            status, answer = client.submit(drafter, [approver], "반차", leave_days=0.5)
            assert status == 201
            waiting = answer["requestId"]
            becomes(client, waiting, "submitting")
            too_much = client.submit(drafter, [approver], "장기 휴가", leave_days=300)[1]["requestId"]
            becomes(client, too_much, "submitting")
            status, answer = client.recall(drafter, waiting)
            assert (status, answer["code"]) == (409, "step-not-open"), "it has not ended"
            assert client.decide(approver, approved, "approved")[0] in (200, 202)
            becomes(client, approved, "approved")
            becomes(client, waiting, "submitting")
        becomes(client, waiting, "in_progress")
        becomes(client, too_much, "draft")
        document = client.call("GET", f"/approvals/{too_much}")[1]
        assert document["refusal"]["code"] == "leave-insufficient", "and nothing is reserved for it"
        until(lambda: "CONSUME" in ledger(own_stack, approved), "the leave is taken")
        assert ledger(own_stack, waiting) == ["RESERVE"]
    assert ledger(own_stack, approved) == ["RESERVE", "CONSUME"]


def becomes(client, document, state):
    until(lambda: client.call("GET", f"/approvals/{document}")[1].get("finalStatus") == state,
          f"document {document} is {state}")


def ledger(own_stack, document):
    """What the ledger has of a document, in order."""
    stores = Stores(own_stack.env)
    try:
        return [row["kind"] for row in stores.read().ledger
                if row["source"] == f"leave:{document}:1"]
    finally:
        stores.close()


@pytest.mark.parametrize("engine", ["mongodb", "redis", "mariadb", "kafka"])
def test_an_engine_that_stalls_for_seconds_loses_nothing(own_stack, engine):
    with chaos.run(own_stack, seed=25) as running:
        goes_on(running, 1)
        with own_stack.frozen(engine):
            time.sleep(3)  # the stall itself
        goes_on(running)


@pytest.mark.parametrize("topic", world.TOPICS)
def test_every_record_of_a_topic_once_more_changes_nothing(own_stack, topic):
    with chaos.run(own_stack, seed=26) as running:
        goes_on(running, 1)
        chaos.say_all_again(running, topic)
        goes_on(running, 1)


def test_poison_on_every_topic_goes_to_the_dead_letters_and_work_goes_on(own_stack):
    with chaos.run(own_stack, seed=27) as running:
        for topic in world.TOPICS:
            for value in (b"", b"not json", b'{"requestId": -1}', b"\xff\xfe"):
                chaos.inject(running, topic, value)
        goes_on(running)
