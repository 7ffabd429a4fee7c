"""Rounds: what was submitted, changed and deleted is what the drafter asked for, and what is signed
is what was written."""
import collections

from checker.world import about, name

from .registry import rule
from .trail import canonical

DAY = 480  # minutes
MOVES = {"edit": "edited", "resubmit": "submitted", "delete": "deleted"}


def fields_of_leave(leave):
    return '{"leaveDays":%.10g}' % (leave / DAY) if leave else "{}"


def fields_of(what):
    """Fields that say nothing but the leave are not stored."""
    return what.get("fields") or fields_of_leave(what.get("leaveMinutes"))


def content_hash(document, what):
    members = [("type", document["type"]), ("title", what["title"]), ("content", what["content"])]
    leave = what.get("leaveMinutes")
    if leave:
        members.append(("leaveMinutes", leave))
    # Nor hashed beside it: earlier releases had no others.
    if fields_of(what) not in ("{}", fields_of_leave(leave)):
        members.append(("fields", what["fields"]))
    return canonical("approval-content/1", members)


def _submits(document):
    return [entry for entry in document["audit"] if entry["action"] == "submitted"]


@rule
def what_is_signed_is_what_was_written(world):
    """The hash that decisions bind to is that of the content, in every round and in what is written
    for the next one."""
    for document in world.documents.values():
        if "about" in document["rounds"][-1] and \
                document["contentHash"] != content_hash(document, document):
            yield name(document), "was changed and has the hash of another content"
        for round_ in document["rounds"]:
            what = about(document, round_)
            if what["contentHash"] != content_hash(document, what):
                yield name(document), f"round {round_['round']} has the hash of another content"


@rule
def every_round_was_submitted(world):
    """Rounds 1..n, each begun by one submit of the drafter, on its content."""
    for document in world.documents.values():
        numbers = [round_["round"] for round_ in document["rounds"]]
        submits = _submits(document)
        if numbers != list(range(1, len(numbers) + 1)) or \
                [entry["round"] for entry in submits] != numbers:
            yield name(document), f"rounds {numbers}, {len(submits)} submits"
            continue
        for round_, entry in zip(document["rounds"], submits, strict=True):
            if entry["reference"] != about(document, round_)["contentHash"]:
                yield name(document), f"round {round_['round']} was submitted on another content"
            if entry["actor"] != document["requesterId"]:
                yield name(document), f"round {round_['round']} was submitted by {entry['actor']}"


@rule
def acknowledged_moves_hold(world):
    """A change, a new round or a deletion that was answered 2xx is in the document's trail."""
    for op in world.history.operations.values() if world.history else ():
        if op.what not in MOVES or op.outcome != "ok":
            continue
        document = world.documents.get(op.request["requestId"])
        made = [entry for entry in (document or {}).get("audit", ())
                if entry["action"] == MOVES[op.what]]
        if op.what == "resubmit":
            made = [entry for entry in made if entry["round"] == op.answer.get("round")]
        if not made:
            yield op.place, f"on document {op.request['requestId']} left nothing behind"


@rule
def no_move_without_an_invoke(world):
    """Nobody changed, submitted again or deleted what nobody asked for, and each only once."""
    if not world.history:
        return
    asked = collections.Counter((MOVES[op.what], op.request["requestId"])
                                for op in world.history.operations.values() if op.what in MOVES)
    for document in world.documents.values():
        made = collections.Counter(entry["action"] for entry in document["audit"])
        made["submitted"] -= 1  # the first is the create's
        for action in MOVES.values():
            if made[action] > asked[action, document["_id"]]:
                yield name(document), (f"was {action} {made[action]} times, asked for"
                                       f" {asked[action, document['_id']]} times")


@rule
def deleted_documents_never_were_under_way(world):
    """A deletion is of a draft that nobody but its drafter ever saw, and by them."""
    for document in world.documents.values():
        deleted = [entry for entry in document["audit"] if entry["action"] == "deleted"]
        if bool(deleted) != ("deletedAt" in document):
            yield name(document), f"{len(deleted)} deletions in its trail"
        for entry in deleted:
            if entry["actor"] != document["requesterId"] or document["state"] != "canceled" or \
                    entry is not document["audit"][-1]:
                yield name(document), f"was deleted by {entry['actor']} and is {document['state']}"
            if any("refusal" not in round_ for round_ in document["rounds"]):
                yield name(document), "was deleted, and had been under way"
