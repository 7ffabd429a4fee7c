"""What a document must have told others, worked out from the document alone."""
from checker.world import approver_at

from .decisions import DECIDED, refused


def _line(document):
    """(round, step, attempt, is it over) of every opening of every step."""
    last = document["rounds"][-1]
    for round_ in document["rounds"]:
        over = round_ is not last or document["state"] != "in_progress"
        for step in round_["steps"]:
            if not step.get("openedAt"):
                continue
            for attempt in range(1, step["attempt"] + 1):
                decided = step["status"] in DECIDED or attempt < step["attempt"]
                yield round_, step, attempt, decided or over


def request_events(document):
    """Ids on approval-requests."""
    for round_, step, attempt, _ in _line(document):
        yield f"step:{document['_id']}:{round_['round']}:{step['step']}:{attempt}"
    for round_ in document["rounds"]:
        # Of a draft nothing was ever open, so nothing needs closing.
        if round_.get("endedAt") and any(step.get("openedAt") for step in round_["steps"]):
            yield f"closed:{document['_id']}:{round_['round']}"


def _told_of_the_end(document, round_):
    """The drafter and everybody who decided, but not who decided last."""
    deciders = [step["approverId"] for step in round_["steps"] if step.get("decisionId")]
    return {document["requesterId"], *deciders[:-1]} - set(deciders[-1:])


def notices(document):
    """notification id -> (person, settled or not) of everything that had to be told."""
    found = {}
    for round_, step, attempt, over in _line(document):
        person = approver_at(step, attempt)
        event = f"step:{document['_id']}:{round_['round']}:{step['step']}:{attempt}"
        found[f"n:{event}:{person}"] = (person, over)
    for round_ in document["rounds"]:
        if round_.get("endedAt") and round_ is document["rounds"][-1] and \
                (document["state"] in ("approved", "rejected") or "cancellation" in round_):
            for person in _told_of_the_end(document, round_):
                found[f"n:closed:{document['_id']}:{round_['round']}:{person}"] = (person, False)
        canceled = round_.get("cancellation")
        if canceled:
            deciders = {step["approverId"] for step in round_["steps"] if step.get("decisionId")}
            for person in {document["requesterId"], *deciders} - {canceled["by"]}:
                event = f"leave:{document['_id']}:{round_['round']}:cancel"
                found[f"n:{event}:{person}"] = (person, False)
    for entry in document["audit"]:
        # Nobody could decide an open step: the drafter was told.
        if entry["action"] == "step-vacant":
            event = entry["reference"]
        elif entry.get("reason") == "vacant":
            number = 1 if entry["action"] == "leave-reserved" else entry["step"] + 1
            event = f"vacant:step:{document['_id']}:{entry['round']}:{number}:1"
        else:
            continue
        drafter = document["requesterId"]
        found[f"n:{event}:{drafter}"] = (drafter, False)
    for decision, person in refused(document).items():
        if decision.startswith("move:"):
            continue  # nobody asked for it
        found[f"n:refused:{decision}:{person}"] = (person, False)
    return found


def late_refusals(document):
    """round -> the notice of its refusal, if nobody waited for it; whether anybody did, only the
    client knows."""
    return {round_["round"]:
            f"n:leave:{document['_id']}:{round_['round']}:reserve:{document['requesterId']}"
            for round_ in document["rounds"] if "refusal" in round_}
