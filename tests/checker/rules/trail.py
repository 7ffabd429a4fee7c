"""The audit chain of each document, recomputed: nothing changed, missing, added or cut off."""
import hashlib

from checker.world import name

from .registry import rule


def canonical(form, members):
    """The text that is hashed: named members with their lengths in bytes."""
    text = form.encode() + b"\n"
    for member, value in members:
        data = str(value).encode()
        text += f"{member}:{len(data)}:".encode() + data + b"\n"
    return hashlib.sha256(text).hexdigest()


def instant(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def root(request_id):
    return canonical("approval-audit-root/1", [("document", request_id)])


def hash_of(entry):
    members = [(member, entry[member]) for member in
               ("seq", "actor", "action", "round", "step", "reference", "comment")]
    if entry.get("reason"):
        members.append(("reason", entry["reason"]))
    return canonical("approval-audit/1",
                     [*members, ("at", instant(entry["at"])), ("prev", entry["prev"])])


def first_broken(document):
    """The number of the first entry that does not fit, or None."""
    previous, number = root(document["_id"]), 0
    for number, entry in enumerate(document["audit"], 1):
        if (entry["seq"], entry["prev"], entry["hash"]) != (number, previous, hash_of(entry)):
            return number
        previous = entry["hash"]
    if number != document["ver"] or previous != document["auditHead"]:
        return number + 1
    return None


@rule
def audit_chains_are_whole(world):
    for document in world.documents.values():
        broken = first_broken(document)
        if broken is not None:
            yield name(document), (f"audit entry {broken} does not fit (version"
                                   f" {document['ver']}, {len(document['audit'])} entries)")


@rule
def audit_begins_with_the_drafter(world):
    """The first entry of a document is its submit, by its drafter, on its content."""
    for document in world.documents.values():
        first = document["audit"][0] if document["audit"] else {}
        told = (first.get("action"), first.get("actor"))
        if told != ("submitted", document["requesterId"]):
            yield name(document), f"its audit begins with {told}"
        elif document["ver"] == 1 and first["reference"] != document["contentHash"]:
            yield name(document), "its audit begins with another content"
