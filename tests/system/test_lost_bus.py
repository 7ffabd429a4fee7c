"""The bus loses what it had acknowledged and nobody had read yet: the loss is noticed, and what is
missing is sent again by itself."""
import chaos
import pymongo
import pytest
import redis
import requests
from eventually import until
from own_stack import LOST, OwnStack
from read_stores import Stores

NOTICED, LONG = 60, 90  # seconds


def noticed(stack):
    """Logs of the bus whose loss approval-request has noticed."""
    text = requests.get(f"{stack.env['APPROVAL_REQUEST_OPERATOR_URL']}/metrics", timeout=5).text
    return sum(float(line.split()[-1]) for line in text.splitlines()
               if line.startswith("bus_losses_total"))


def task_of(client, approver, document):
    return any(task["requestId"] == document for task in
               client.call("GET", f"/process/{approver}")[1])


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory):
    """A stack of these tests alone: what its topics have lost cannot fill an emptied Redis."""
    own = OwnStack(tmp_path_factory.mktemp("lost") / "stack", LOST, faulty=True)
    yield own.up()
    own.down()


def state_of(client, document):
    return client.call("GET", f"/approvals/{document}")[1].get("finalStatus")


def recorded(stack, document):
    """The state that is stored; views show what was decided before it is recorded."""
    with pymongo.MongoClient(stack.env["MONGO_URI"]) as client:
        found = client[stack.env["MONGO_DATABASE"]].approvals.find_one({"_id": document})
    return found["state"]


def told(stack, person):
    """How often each notification is in a person's inbox."""
    inboxes = redis.Redis.from_url(stack.env["REDIS_URL_NOTIFICATION"], decode_responses=True)
    entries = inboxes.xrange(f"nt:{{{person}}}:inbox")
    return [fields["id"] for _, fields in entries]


def waiting(client, drafter, approver, count):
    """Documents that wait for the approver."""
    documents = [client.submit(drafter, [approver], f"잃은 알림 {n}")[1]["requestId"]
                 for n in range(count)]
    for document in documents:
        until(lambda d=document: task_of(client, approver, d), "the task")
    return documents


def nothing_waits(stack, what=None):
    """Whether everything, or that, was given to the bus and forgotten by the outboxes."""
    stores = Stores(stack.env)
    try:
        found = stores.waiting()
        return what not in found if what else not found
    finally:
        stores.close()


def looked_at(stack, topic, records):
    """Whether approval-request has noted that the topic had so many records."""
    with pymongo.MongoClient(stack.env["MONGO_URI"]) as client:
        note = client[stack.env["MONGO_DATABASE"]].upkeep.find_one({"_id": "inboxes"}) or {}
    ends = [end["next"] for end in note.get("ends", ()) if end["log"].startswith(f"{topic}/")]
    return sum(ends) >= records


def goes_on_by_hand(client, drafter, approver):
    """A document is followed to its end, as ever."""
    document, = waiting(client, drafter, approver, 1)
    assert client.decide(approver, document, "approved")[0] in (200, 202)
    until(lambda: state_of(client, document) == "approved", "the next document is approved")


def test_final_notices_that_the_bus_lost_arrive_once(own_stack):
    with chaos.run(own_stack, seed=31, workers=0) as running:
        client = running.flows.client()
        drafter, approver = running.flows.drafters[0], running.flows.approvers[0]
        documents = waiting(client, drafter, approver, 20)
        until(lambda: len(told(own_stack, approver)) >= len(documents), "the requests are told")
        before = noticed(own_stack)
        with own_stack.frozen("notification"):
            for document in documents:
                assert client.decide(approver, document, "approved")[0] == 200
                until(lambda d=document: recorded(own_stack, d) == "approved", "it is recorded")
            until(lambda: nothing_waits(own_stack), "the outbox has forgotten it")
            until(lambda: looked_at(own_stack, "approval-notifications", len(documents)),
                  "the ends of the logs are noted")
            with own_stack.stopped("kafka"):
                chaos.lose_records(running, "approval-notifications")
        own_stack.all_ready()
        until(lambda: noticed(own_stack) > before, "the loss is noticed", NOTICED)
        wanted = {f"n:closed:{document}:1:{drafter}" for document in documents}
        until(lambda: wanted <= set(told(own_stack, drafter)), "every drafter is told", LONG)
        assert len(told(own_stack, drafter)) == len(set(told(own_stack, drafter)))
        goes_on_by_hand(client, drafter, approver)


def test_decisions_that_the_bus_lost_reach_their_documents(own_stack):
    with chaos.run(own_stack, seed=32, workers=0) as running:
        client = running.flows.client()
        drafter, approver = running.flows.drafters[0], running.flows.approvers[0]
        documents = waiting(client, drafter, approver, 10)
        with own_stack.frozen("approval-request"):
            for document in documents:
                assert client.decide(approver, document, "approved")[0] in (200, 202)
            until(lambda: nothing_waits(own_stack, "results in the stream"),
                  "the stream has forgotten it")
            with own_stack.stopped("kafka"):
                chaos.lose_records(running, "approval-results")
        own_stack.all_ready()
        for document in documents:
            until(lambda d=document: recorded(own_stack, d) == "approved", "it is recorded", LONG)
        goes_on_by_hand(client, drafter, approver)


def test_steps_that_the_bus_lost_are_opened(own_stack):
    with chaos.run(own_stack, seed=33, workers=0) as running:
        client = running.flows.client()
        drafter, approver = running.flows.drafters[0], running.flows.approvers[0]
        with own_stack.frozen("approval-processing"):
            documents = [client.submit(drafter, [approver], "잃은 단계")[1]["requestId"]
                         for _ in range(10)]
            until(lambda: nothing_waits(own_stack), "the outbox has forgotten it")
            with own_stack.stopped("kafka"):
                chaos.lose_records(running, "approval-requests")
        own_stack.all_ready()
        for document in documents:
            until(lambda d=document: task_of(client, approver, d), "its task is open", LONG)
        goes_on_by_hand(client, drafter, approver)
