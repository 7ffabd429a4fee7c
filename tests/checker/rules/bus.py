"""Topics, outboxes and dead letters: everything was said, always in the same words, and nothing
is left on its way."""
import collections
import json

from checker.world import TOPICS, name

from .expected import notices, request_events
from .registry import rule


@rule
def equal_ids_are_equal_bytes(world):
    """A repeat is the same message, byte for byte; but a document that was set back to an earlier
    state has changed again at another time."""
    losses = world.history.losses if world.history else ()
    for topic in TOPICS:
        said = {}
        for record in world.records.get(topic, ()):
            if not record.id:
                continue
            words = (record.key, record.value, record.headers.get("ce_type"),
                     record.headers.get("ce_time"))
            if said.setdefault(record.id, words) != words and not _set_back(record, losses):
                yield topic, f"{record.id} was said in two ways (offset {record.offset})"


def _set_back(record, losses):
    if not any(loss == "mongodb" or loss.startswith("document ") for loss in losses):
        return False
    body = json.loads(record.value)
    return "mongodb" in losses or f"document {body.get('requestId', body.get('approvalId'))}" in losses


@rule
def every_event_was_published(world):
    """What a document's changes tell others is on the topics, at least once. A topic that was made
    to lose records says nothing any more: then what people and tasks have is judged alone, by the
    rules of notices and tasks."""
    lost = world.history.losses if world.history else ()
    for topic, ids in (("approval-requests", request_events),
                       ("approval-notifications", _notification_events)):
        if topic in lost:
            continue
        known = {record.id for record in world.records.get(topic, ())}
        for document in world.documents.values():
            for event in ids(document):
                if event not in known:
                    yield name(document), f"{event} is not on {topic}"


def _notification_events(document):
    for notice, (_, settled) in notices(document).items():
        yield notice
        if settled:
            yield f"settled:{notice}"


@rule
def orders_of_a_document_are_its_own(world):
    """No two events of a document to approval-requests carry the same number."""
    numbers = collections.defaultdict(set)
    for record in world.records.get("approval-requests", ()):
        try:
            body = json.loads(record.value)
            numbers[body["requestId"], body["order"]].add(record.id)
        except (ValueError, KeyError, TypeError):
            continue  # the dead letters' rule sees to it
    for (request_id, order), ids in numbers.items():
        if request_id in world.documents and len(ids) > 1:
            yield f"document {request_id}", f"order {order} is that of {sorted(ids)}"


@rule
def outboxes_are_empty(world):
    for document in world.documents.values():
        left = [entry["id"] for entry in document.get("outbox", ())]
        if left:
            yield name(document), f"its outbox still holds {left}"
        elif "obAt" in document or "lease" in document:
            yield name(document), "its outbox is empty and not marked so"
    if world.stream:
        yield "results' stream", f"holds {len(world.stream)} messages"
    if world.task_leases:
        yield "results' stream", f"{len(world.task_leases)} leases are left"


@rule
def consumers_have_caught_up(world):
    for (group, topic, partition), behind in world.lags.items():
        if behind:
            yield group, f"is {behind} records behind on {topic}/{partition}"


@rule
def dead_letters_are_the_poison(world):
    """What was injected, each once, and nothing else."""
    wanted = collections.Counter(world.poison or ())
    found = collections.Counter()
    places = set()
    for topic in TOPICS:
        for record in world.records.get(topic + ".dlq", ()):
            if "dlq_replayed" in record.headers and "dlq_reason" not in record.headers:
                continue  # the mark of a replay (libs/kafka/dead_letters.h)
            # The same record twice (killed between the dead letter and the offset) counts once.
            place = tuple(record.headers.get(f"dlq_{part}")
                          for part in ("topic", "partition", "offset"))
            if place in places:
                continue
            places.add(place)
            found[topic, record.value] += 1
    for (topic, value), count in (found - wanted).items():
        yield f"{topic}.dlq", f"{count} x {value[:100]!r}, which nobody injected"
    for (topic, value), count in (wanted - found).items() if world.poison is not None else ():
        yield f"{topic}.dlq", f"{count} x {value[:100]!r} was injected and is not there"
