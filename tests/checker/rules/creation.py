"""Documents against what clients asked for: none lost, none twice, none made up."""
import collections
import json

from checker.world import about, gone, name, original_approver

from .registry import rule
from .rounds import fields_of


def _by_key(world):
    found = collections.defaultdict(list)
    for document in world.documents.values():
        if "idemKey" in document:
            found[document["requesterId"], document["idemKey"]].append(document)
    return found


def _type_asked_for(request):
    form = request.get("form") or request.get("type") or "general"
    return form.upper().replace("-", "_")


def _fields_asked_for(request):
    """By their names and by the old one."""
    fields = {name: value for name, value in request["fields"].items() if value is not None}
    return fields | ({"leaveDays": request["leaveDays"]} if "leaveDays" in request else {})


def _differs(document, request):
    """What of the document is not as it was asked for."""
    first = about(document, document["rounds"][0])
    if first["title"] != request["title"]:
        yield "title"
    if first["content"] != request["content"]:
        yield "content"
    if document["requesterId"] != request["requesterId"]:
        yield "drafter"
    line = [original_approver(step) for step in document["rounds"][0]["steps"]]
    if line != [step["approverId"] for step in sorted(request["steps"], key=lambda s: s["step"])]:
        yield "line"
    if _type_asked_for(request) != document["type"]:
        yield "form"
    if "fields" in request and _fields_asked_for(request) != json.loads(fields_of(first)):
        yield "fields"


@rule
def acknowledged_create_is_one_document(world):
    """What was answered 2xx is there, under the id that was answered, as it was asked for."""
    lost = gone(world)
    for op in world.history.of("create", "ok") if world.history else ():
        request_id = op.answer.get("requestId")
        document = world.documents.get(request_id)
        if request_id in lost:
            continue
        if document is None:
            yield op.place, f"answered requestId {request_id}, which does not exist"
        else:
            for member in _differs(document, op.request):
                yield name(document), f"another {member} than {op.place} asked for"


@rule
def one_document_per_drafter_and_key(world):
    """However often it was sent: a create that is repeated makes one document."""
    for (drafter, key), documents in _by_key(world).items():
        if len(documents) > 1:
            ids = sorted(document["_id"] for document in documents)
            yield f"drafter {drafter}", f"documents {ids} carry the same key {key}"


@rule
def repeats_are_answered_alike(world):
    """All 2xx answers of one operation name the same document and the same decision."""
    for op in world.history.operations.values() if world.history else ():
        for member in ("requestId", "decisionId", "recallId"):
            told = {str(body.get(member)) for event, _, body in op.answers
                    if event == "ok" and body}
            if len(told) > 1:
                yield op.place, f"answered {member} {' and '.join(sorted(told))}"


@rule
def no_document_without_an_invoke(world):
    """Every document was asked for by somebody in the history."""
    if not world.history:
        return
    asked = {(op.actor, op.key) for op in world.history.of("create")}
    for (drafter, key), documents in _by_key(world).items():
        if (drafter, key) not in asked:
            yield name(documents[0]), f"nobody created it: drafter {drafter}, key {key}"
    for document in world.documents.values():
        if "idemKey" not in document:
            yield name(document), "it carries no key, so nobody's create made it"


@rule
def refused_create_left_nothing(world):
    """A 4xx changed nothing; a refusal for want of leave left a draft and says which."""
    documents = _by_key(world)
    for op in world.history.of("create", "fail") if world.history else ():
        there = documents.get((op.actor, op.key), [])
        named = op.answer.get("requestId")
        if named is None and there:
            yield op.place, f"was refused, and document {there[0]['_id']} exists"
        elif named is not None:
            found = world.documents.get(named)
            # Its drafter may have mended and submitted, or deleted it since.
            if found is None or "refusal" not in found["rounds"][0] or (
                    len(found["rounds"]) == 1 and found["state"] not in ("draft", "canceled")):
                state = found["state"] if found else "missing"
                yield op.place, f"was refused with a draft {named}, which is {state}"
