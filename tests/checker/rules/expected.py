"""What a document must have told others, worked out from the document alone."""
from .decisions import DECIDED, refused

ENDED = ("approved", "rejected", "recalled")


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
        if round_.get("endedAt"):
            yield f"closed:{document['_id']}:{round_['round']}"


def _told_of_the_end(document, round_):
    """The drafter and everybody who decided, but not who decided last."""
    deciders = [step["approverId"] for step in round_["steps"] if step.get("decisionId")]
    return {document["requesterId"], *deciders[:-1]}


def notices(document):
    """notification id -> (person, settled or not) of everything that had to be told."""
    found = {}
    for round_, step, attempt, over in _line(document):
        person = step["approverId"]
        event = f"step:{document['_id']}:{round_['round']}:{step['step']}:{attempt}"
        found[f"n:{event}:{person}"] = (person, over)
    for round_ in document["rounds"]:
        if round_.get("endedAt") and round_ is document["rounds"][-1] and \
                document["state"] in ("approved", "rejected"):
            for person in _told_of_the_end(document, round_):
                found[f"n:closed:{document['_id']}:{round_['round']}:{person}"] = (person, False)
    for decision in refused(document):
        person = int(decision.split(":")[-2])
        found[f"n:refused:{decision}:{person}"] = (person, False)
    return found
