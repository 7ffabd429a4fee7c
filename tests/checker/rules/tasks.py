"""Open documents against the tasks of their approvers: the same, both ways."""
import collections

from checker.world import is_leave, name, open_step, present_round

from .registry import rule
from .rounds import fields_of


def _expected(document):
    """The fields of the task of a document in progress, as Redis keeps them."""
    step = open_step(document)
    shown = {member: document[member] for member in ("type", "title", "content")}
    return shown | {"fields": fields_of(document), "state": "open",
                    "round": present_round(document)["round"], "step": step["step"],
                    "attempt": step["attempt"], "approver": step["approverId"],
                    "order": document["order"], "n": document["applied"],
                    "hash": document["contentHash"], "requester": document["requesterId"]}


@rule
def open_document_has_exactly_its_task(world):
    """In progress: one live task, of the right person, round, step and attempt, queued once."""
    queued = collections.defaultdict(list)
    for approver, entries in world.queues.items():
        for request_id, score in entries:
            queued[request_id].append((approver, score))
    for document in world.documents.values():
        if document["state"] != "in_progress":
            continue
        step = open_step(document)
        if step is None:
            yield name(document), "is in progress without an open step"
            continue
        task = world.tasks.get(document["_id"])
        if task is None:
            yield name(document), f"has no task for person {step['approverId']}"
            continue
        for field, value in _expected(document).items():
            if task.get(field) != str(value):
                yield name(document), f"its task has {field} {task.get(field)}, not {value}"
        created = int(document["createdAt"].timestamp() * 1000 + 0.5)
        if queued[document["_id"]] != [(step["approverId"], created)]:
            yield name(document), (f"is queued as {queued[document['_id']]}, not once for person"
                                   f" {step['approverId']} at {created}")


@rule
def queues_hold_nothing_else(world):
    """Nobody is asked for a document that does not wait for them."""
    for approver, entries in world.queues.items():
        for request_id, _ in entries:
            document = world.documents.get(request_id)
            if document is None:
                yield f"queue of {approver}", f"document {request_id} does not exist"
            elif document["state"] != "in_progress":
                yield f"queue of {approver}", f"document {request_id} is {document['state']}"
            elif (open_step(document) or {}).get("approverId") != approver:
                yield f"queue of {approver}", f"document {request_id} waits for somebody else"


@rule
def ended_document_has_no_live_task(world):
    """Of what has ended, or never was in progress, at most a tombstone is left."""
    for request_id, task in world.tasks.items():
        document = world.documents.get(request_id)
        state = document["state"] if document else "unknown"
        if state != "in_progress" and task.get("state") != "closed":
            yield f"document {request_id}", f"is {state}, its task is {task.get('state')}"


@rule
def every_submit_came_to_an_answer(world):
    """Nothing stays `submitting`; who has no open step is not in progress, and the reverse."""
    for document in world.documents.values():
        if document["state"] == "submitting":
            yield name(document), "is still submitting"
        if document["state"] != "in_progress" and document.get("openStep", 0) != 0:
            yield name(document), f"is {document['state']} with step {document['openStep']} open"
        if document["state"] in ("submitting", "draft") and not is_leave(document):
            yield name(document), f"is {document['state']} without asking for leave"


@rule
def tasks_are_of_this_redis(world):
    """The tasks were compared with the documents since the server that holds them started."""
    if world.epoch != f"ready:{world.run_id}":
        yield "tasks", f"epoch {world.epoch}, the server is {world.run_id}"
