"""The bus loses what it had acknowledged and nobody had read yet, and how far the repair has come."""
import pymongo
import redis

from checker.read_stores import Stores
from system import chaos
from system.chaos import recorded
from system.eventually import until

NOTICED, LONG = 60, 90  # seconds


def noticed(stack):
    """Logs of the bus whose loss approval-request has noticed."""
    return chaos.metric(stack, "approval-request", "bus_losses_total")


def task_of(client, approver, document):
    return any(task["requestId"] == document for task in
               client.call("GET", f"/process/{approver}")[1])


def state_of(client, document):
    return client.call("GET", f"/approvals/{document}")[1].get("finalStatus")


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


def forgotten(stack, documents):
    """Whether the outboxes of these documents are empty."""
    with pymongo.MongoClient(stack.env["MONGO_URI"]) as client:
        return client[stack.env["MONGO_DATABASE"]].approvals.count_documents(
            {"_id": {"$in": documents}, "outbox.0": {"$exists": False},
             "obAt": {"$exists": False}}) == len(documents)


def looked_at(stack, topic, records):
    """Whether approval-request has noted that the topic had so many records."""
    with pymongo.MongoClient(stack.env["MONGO_URI"]) as client:
        note = client[stack.env["MONGO_DATABASE"]].upkeep.find_one({"_id": "inboxes"}) or {}
    ends = [end["next"] for end in note.get("ends", ()) if end["log"].startswith(f"{topic}/")]
    return sum(ends) >= records


def place_of_the_comparison(stack):
    """(time, id) of the last document that was compared with the inboxes, as approval-request has
    noted it."""
    with pymongo.MongoClient(stack.env["MONGO_URI"]) as client:
        note = client[stack.env["MONGO_DATABASE"]].upkeep.find_one({"_id": "inboxes"})
    return note["at"], note["id"]


def compared(stack, documents):
    """Whether all of them were compared with the inboxes since they were changed last."""
    with pymongo.MongoClient(stack.env["MONGO_URI"]) as client:
        found = client[stack.env["MONGO_DATABASE"]].approvals.find({"_id": {"$in": documents}})
        places = [(document["updatedAt"], document["_id"]) for document in found]
    return max(places) <= place_of_the_comparison(stack)


def lose_final_notices(running, count):
    """So many documents are approved, and the bus loses their final notices before anybody has read
    them. The documents, and the ids of what their drafter was not told."""
    stack, client = running.stack, running.flows.client()
    drafter, approver = running.flows.drafters[0], running.flows.approvers[0]
    documents = waiting(client, drafter, approver, count)
    until(lambda: len(told(stack, approver)) >= count, "the requests are told")
    with stack.frozen("notification"):
        for document in documents:
            assert client.decide(approver, document, "approved")[0] in (200, 202)
            until(lambda d=document: recorded(stack, d) == "approved", "it is recorded")
        until(lambda: forgotten(stack, documents), "the outbox has forgotten it")
        until(lambda: looked_at(stack, "approval-notifications", count),
              "the ends of the logs are noted")
        with stack.stopped("kafka"):
            chaos.lose_records(running, "approval-notifications")
    return documents, {f"n:closed:{document}:1:{drafter}" for document in documents}
