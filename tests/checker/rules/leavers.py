"""People who have left: nothing waits for them for good, and they decide nothing."""
import collections
import datetime
import json

from checker.world import name, open_step

from .decisions import effective, given_up, moves, refused, results
from .registry import rule

# Seconds until everybody knows that somebody has left.
KNOWN_AFTER = datetime.timedelta(seconds=5)


def left(world, person):
    row = world.people.get(person)
    return row is not None and not row["active"]


@rule
def open_step_is_for_somebody_active(world):
    """No step is open for somebody who has left, unless it shows that nobody stands in."""
    for document in world.documents.values():
        step = open_step(document) if document["state"] == "in_progress" else None
        if step and not step.get("vacant") and left(world, step["approverId"]):
            yield name(document), (f"step {step['step']} is open for {step['approverId']}, who has"
                                   " left")


@rule
def nobody_decides_after_leaving(world):
    """What was decided or recalled was so before the person left, or within seconds."""
    for document in world.documents.values():
        for entry in document["audit"]:
            if entry["action"] not in ("step-approved", "step-rejected", "recalled"):
                continue
            left = (world.people.get(entry["actor"]) or {}).get("deactivated_at")
            at = _decided_at(document, entry)
            if left and at and at > left + KNOWN_AFTER:
                yield name(document), (f"{entry['reference']} by {entry['actor']}, who had left"
                                       f" {at - left} before")


def _decided_at(document, entry):
    round_ = document["rounds"][entry["round"] - 1]
    if entry["action"] == "recalled":
        return (round_.get("recall") or {}).get("at")
    return round_["steps"][entry["step"] - 1].get("decidedAt")


@rule
def task_moves_once(world):
    """An attempt at a step is moved once, and the move is what the document shows."""
    numbers = collections.defaultdict(set)
    for _, body, result in results(world):
        if result.startswith("move:"):
            numbers[body["requestId"], result].add(body["n"])
    for record in world.records.get("approval-results", ()):
        if record.id.startswith("move:"):
            body = json.loads(record.value)
            numbers[body["requestId"], record.id].add(body["n"])
    for (request_id, move), counts in numbers.items():
        if len(counts) > 1:
            yield f"document {request_id}", f"{move} happened {len(counts)} times: {sorted(counts)}"
    for document in world.documents.values():
        for round_ in document["rounds"]:
            for step in round_["steps"]:
                for handover in step.get("handovers") or ():
                    wanted = (f"move:{document['_id']}:{round_['round']}:{step['step']}"
                              f":{handover['attempt']}")
                    if handover.get("move", wanted) != wanted:
                        yield name(document), f"attempt {handover['attempt']}: {handover['move']}"


@rule
def applied_counts_every_result(world):
    """The number of results that a document has applied is that of its decisions, recalls and
    moves; results that it refused may have used up numbers too, and so has what was given up as
    missing."""
    for document in world.documents.values():
        held = len(effective(document)) + len(moves(document))
        most = document["applied"] if given_up(document) else held + len(refused(document))
        if not held <= document["applied"] <= most:
            yield name(document), (f"has applied {document['applied']} results, and shows {held} and"
                                   f" {len(refused(document))} refused ones")


@rule
def drafter_decides_nothing(world):
    """The stand-in is never the drafter."""
    for document in world.documents.values():
        for round_ in document["rounds"]:
            for step in round_["steps"]:
                if step["approverId"] == document["requesterId"]:
                    yield name(document), f"step {step['step']} is the drafter's own"


@rule
def work_on_quests_of_who_has_left_has_ended(world):
    """Nobody who has left holds a slot with work that nobody will finish or be paid for."""
    for row in world.participations:
        if row["state"] in ("IN_PROGRESS", "SUBMITTED") and left(world, row["employee_id"]):
            yield f"participation {row['id']}", (f"is {row['state']}, person {row['employee_id']}"
                                                 " has left")
