"""An engine or a service is away, slow, or has lost what it had: people are told the truth
meanwhile, and afterwards nothing is missing."""
import time

import chaos
import pytest
import read_bus
import world
from own_stack import OwnStack, until

OFFSET = 12300
OUTBOX_LIMIT = 60


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    own = OwnStack(tmp_path_factory.mktemp("outages") / "stack", OFFSET,
                   settings={"approval-request": {"OUTBOX_LIMIT": str(OUTBOX_LIMIT)}})
    yield own.up()
    own.down()


def goes_on(running, documents=3):
    done = running.flows.finished
    until(lambda: running.flows.finished >= done + documents, "people go on")


def repeats(stack):
    """topic -> (records, distinct events)."""
    return {topic: (len(rows), len({row.id for row in rows}))
            for topic, rows in read_bus.records(stack.env, world.TOPICS).items()}


def test_without_kafka_people_go_on_until_the_outbox_is_full(stack):
    with chaos.run(stack, seed=21) as running:
        goes_on(running)
        client = running.flows.client()
        drafter, approver = running.flows.drafters[0], running.flows.approvers[0]
        _, answer = client.submit(drafter, [approver], "카프카 전")
        waiting = answer["requestId"]
        until(lambda: any(task["requestId"] == waiting for task in
                          client.call("GET", f"/process/{approver}")[1]), "the task")
        with stack.stopped("kafka"):
            assert client.decide(approver, waiting, "approved")[0] == 202
            assert client.submit(drafter, [approver], "카프카 없이")[0] == 201
            until(lambda: client.submit(drafter, [approver], "쌓인다", tries=1)[0] == 503,
                  "the outbox is full")
            assert int(client.headers["Retry-After"]) >= 1
        stack.all_ready()
        goes_on(running)
    for topic, (records, events) in repeats(stack).items():
        assert records <= 2 * events, f"{topic}: {records} records of {events} events"


def test_redis_that_lost_everything_is_filled_again(stack):
    with chaos.run(stack, seed=22) as running:
        goes_on(running)
        chaos.wipe_redis(stack)
        goes_on(running)


def test_redis_whose_log_was_cut_off_is_compared(stack):
    with chaos.run(stack, seed=23) as running:
        goes_on(running)
        with stack.stopped("redis"):
            chaos.cut_log(stack, 4000)
        stack.all_ready()
        goes_on(running)


def test_without_employee_a_known_line_is_submitted_and_decided(stack):
    with chaos.run(stack, seed=24) as running:
        goes_on(running)
        with stack.stopped("employee"):
            goes_on(running)
        stack.all_ready()
        goes_on(running)


@pytest.mark.parametrize("engine", ["mongodb", "redis", "mariadb", "kafka"])
def test_an_engine_that_stalls_for_seconds_loses_nothing(stack, engine):
    with chaos.run(stack, seed=25) as running:
        goes_on(running, 1)
        with stack.frozen(engine):
            time.sleep(3)  # the stall itself
        goes_on(running)


@pytest.mark.parametrize("topic", world.TOPICS)
def test_every_record_of_a_topic_once_more_changes_nothing(stack, topic):
    with chaos.run(stack, seed=26) as running:
        goes_on(running, 1)
        chaos.say_all_again(stack, topic)
        goes_on(running, 1)


def test_poison_on_every_topic_goes_to_the_dead_letters_and_work_goes_on(stack):
    with chaos.run(stack, seed=27) as running:
        for topic in world.TOPICS:
            for value in (b"", b"not json", b'{"requestId": -1}', b"\xff\xfe"):
                chaos.inject(running, topic, value)
        goes_on(running)
