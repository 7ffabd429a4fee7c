"""The bus loses what it had acknowledged and nobody had read yet: the loss is noticed, and what is
missing is sent again by itself."""
from system import chaos
from system.chaos import recorded
from system.eventually import until
from system.lost_notices import (
    LONG,
    NOTICED,
    lose_final_notices,
    nothing_waits,
    noticed,
    state_of,
    task_of,
    told,
    waiting,
)


def goes_on_by_hand(client, drafter, approver):
    """A document is followed to its end, as ever."""
    document, = waiting(client, drafter, approver, 1)
    assert client.decide(approver, document, "approved")[0] in (200, 202)
    until(lambda: state_of(client, document) == "approved", "the next document is approved")


def test_final_notices_that_the_bus_lost_arrive_once(losing_stack):
    with chaos.run(losing_stack, seed=31, workers=0) as running:
        drafter, approver = running.flows.drafters[0], running.flows.approvers[0]
        before = noticed(losing_stack)
        _, wanted = lose_final_notices(running, 20)
        losing_stack.all_ready()
        until(lambda: noticed(losing_stack) > before, "the loss is noticed", NOTICED)
        until(lambda: wanted <= set(told(losing_stack, drafter)), "every drafter is told", LONG)
        assert len(told(losing_stack, drafter)) == len(set(told(losing_stack, drafter)))
        goes_on_by_hand(running.flows.client(), drafter, approver)


def test_decisions_that_the_bus_lost_reach_their_documents(losing_stack):
    with chaos.run(losing_stack, seed=32, workers=0) as running:
        client = running.flows.client()
        drafter, approver = running.flows.drafters[0], running.flows.approvers[0]
        documents = waiting(client, drafter, approver, 10)
        with losing_stack.frozen("approval-request"):
            for document in documents:
                assert client.decide(approver, document, "approved")[0] in (200, 202)
            until(lambda: nothing_waits(losing_stack, "results in the stream"),
                  "the stream has forgotten it")
            with losing_stack.stopped("kafka"):
                chaos.lose_records(running, "approval-results")
        losing_stack.all_ready()
        for document in documents:
            until(lambda d=document: recorded(losing_stack, d) == "approved", "it is recorded",
                  LONG)
        goes_on_by_hand(client, drafter, approver)


def test_steps_that_the_bus_lost_are_opened(losing_stack):
    with chaos.run(losing_stack, seed=33, workers=0) as running:
        client = running.flows.client()
        drafter, approver = running.flows.drafters[0], running.flows.approvers[0]
        with losing_stack.frozen("approval-processing"):
            documents = [client.submit(drafter, [approver], "잃은 단계")[1]["requestId"]
                         for _ in range(10)]
            until(lambda: nothing_waits(losing_stack), "the outbox has forgotten it")
            with losing_stack.stopped("kafka"):
                chaos.lose_records(running, "approval-requests")
        losing_stack.all_ready()
        for document in documents:
            until(lambda d=document: task_of(client, approver, d), "its task is open", LONG)
        goes_on_by_hand(client, drafter, approver)
