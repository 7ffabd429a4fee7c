"""Decisions: by the right person, in order, once; what was acknowledged holds."""
import collections
import hashlib
import json

from checker.world import gone, name, present_round

from .registry import rule

DECIDED = ("approved", "rejected")
UNDECIDED = ("pending", "canceled", "skipped")
DIGEST = 16  # characters of the key's hash in a decision's id


def key_digest(key):
    return hashlib.sha256(key.encode()).hexdigest()[:DIGEST]


def refused(document):
    """result id -> who decided or recalled, of results that came for the document and were
    refused, with an audit row."""
    return {entry["reference"]: entry["actor"] for entry in document["audit"]
            if entry["action"] == "result-refused"}


def given_up(document):
    """Results that were refused because the one before each was in no store any more."""
    return {entry["reference"] for entry in document["audit"]
            if entry["action"] == "result-refused"
            and entry.get("reason") == "predecessor-missing"}


def moves(document):
    """move id -> (round, step) of every move of an open task that holds."""
    return {handover["move"]: (round_["round"], step["step"])
            for round_ in document["rounds"] for step in round_["steps"]
            for handover in step.get("handovers") or () if handover.get("move")}


def effective(document):
    """decision id -> (round, step) of every decision that holds; a recall's step is 0."""
    found = {}
    for round_ in document["rounds"]:
        for step in round_["steps"]:
            if step.get("decisionId"):
                found[step["decisionId"]] = (round_["round"], step["step"])
    for entry in document["audit"]:
        if entry["action"] == "recalled":
            found[entry["reference"]] = (entry["round"], 0)
    return found


def results(world):
    """Every result on the topic that can be read: [(record, body)], one per id."""
    for record in world.events("approval-results").values():
        try:
            body = json.loads(record.value)
            yield record, body, (body.get("decisionId") or body.get("recallId") or
                                body["moveId"])
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # not a result: the dead letters' rule sees to it


def _order_of(steps, state):
    """What is wrong with the statuses of a line, in words, or None."""
    words = [step["status"] for step in steps]
    decided = [word for word in words if word in DECIDED]
    if words[:len(decided)] != decided:
        return "a step was decided before an earlier one"
    if "rejected" in decided[:-1]:
        return "a step was decided after a rejection"
    last = decided[-1] if decided else None
    if state == "approved" and (len(decided) != len(words) or last != "approved"):
        return "is approved, and not every step is"
    if state == "rejected" and last != "rejected":
        return "is rejected, and no step is"
    if state != "rejected" and last == "rejected":
        return f"a step is rejected, and the document is {state}"
    if state in ("draft", "submitting", "recalled") and decided:
        return f"is {state} with decided steps"
    return None


@rule
def steps_are_decided_in_order(world):
    """Step k only after 1..k-1 were approved, nothing after the end; final as the steps say."""
    for document in world.documents.values():
        steps = present_round(document)["steps"]
        wrong = _order_of(steps, document["state"])
        if wrong:
            yield name(document), f"{wrong}: {[step['status'] for step in steps]}"
        if document["state"] == "in_progress":
            done = sum(1 for step in steps if step["status"] == "approved")
            if document["openStep"] != done + 1:
                yield name(document), f"step {document['openStep']} is open after {done} approvals"


@rule
def audit_shows_decisions_in_order(world):
    """In each round the audit tells of the steps' decisions in their order, and of nothing after
    the end."""
    for document in world.documents.values():
        rounds = collections.defaultdict(list)
        for entry in document["audit"]:
            if entry["action"] in ("step-approved", "step-rejected", "recalled"):
                rounds[entry["round"]].append(entry)
        for round_, entries in rounds.items():
            numbers = [entry["step"] for entry in entries if entry["action"] != "recalled"]
            if numbers != list(range(1, len(numbers) + 1)):
                yield name(document), f"audit of round {round_} has steps {numbers}"
            ends = [entry["action"] != "step-approved" for entry in entries]
            if any(ends[:-1]):
                yield name(document), f"audit of round {round_} goes on after its end"


@rule
def decisions_are_by_the_right_person(world):
    """Who decided is who stood on the line, by the document, the audit and the decision's id."""
    for document in world.documents.values():
        said = {entry["reference"]: entry for entry in document["audit"]
                if entry["action"] in ("step-approved", "step-rejected")}
        for round_ in document["rounds"]:
            for step in round_["steps"]:
                if not step.get("decisionId"):
                    if step["status"] in DECIDED:
                        yield name(document), f"step {step['step']} is decided by no decision"
                    continue
                entry = said.get(step["decisionId"])
                where = f"step {step['step']} of round {round_['round']}"
                if entry is None:
                    yield name(document), f"{where}: no audit row for {step['decisionId']}"
                    continue
                if entry["actor"] != step["approverId"]:
                    yield name(document), f"{where} was decided by {entry['actor']}"
                if entry["action"] != f"step-{step['status']}":
                    yield name(document), f"{where} is {step['status']}, audit: {entry['action']}"
                parts = step["decisionId"].split(":")
                told = [document["_id"], round_["round"], step["step"], step["attempt"],
                        step["approverId"]]
                if parts[1:6] != [str(part) for part in told]:
                    yield name(document), f"{where} carries the decision {step['decisionId']}"
        for entry in document["audit"]:
            if entry["action"] == "recalled" and entry["actor"] != document["requesterId"]:
                yield name(document), f"was recalled by {entry['actor']}"


def _decision_of(op, known):
    """The decision's id: as it was answered or, where answers have none, by the key."""
    told = op.answer.get("decisionId") or op.answer.get("recallId")
    tail = f":{op.actor}:{key_digest(op.key)}"
    return told or next((one for one in known if one.endswith(tail)), None)


@rule
def acknowledged_decision_is_effective(world):
    """A decision or recall answered 2xx holds, or its refusal stands in the audit."""
    lost = gone(world)
    for op in world.history.operations.values() if world.history else ():
        if op.what not in ("decide", "recall") or op.outcome != "ok":
            continue
        document = world.documents.get(op.request["requestId"])
        if op.request["requestId"] in lost:
            continue
        if document is None:
            yield op.place, f"on document {op.request['requestId']}, which does not exist"
            continue
        held, declined = effective(document), refused(document)
        decision = _decision_of(op, [*held, *declined])
        if decision in declined:
            continue
        if decision not in held:
            yield name(document), f"{op.place} was acknowledged as {decision} and does not hold"
        elif op.what == "decide":
            round_, number = held[decision]
            step = document["rounds"][round_ - 1]["steps"][number - 1]
            if step["status"] != op.request["status"]:
                yield name(document), f"{op.place} said {op.request['status']}: {step['status']}"


@rule
def confirmed_decision_holds(world):
    """A decision or recall that was answered 200 holds, whatever Redis has lost: only of one
    answered 202 it is still open whether it counts. Of a document that was set back nothing holds."""
    losses = world.history.losses if world.history else ()
    for op in world.history.operations.values() if world.history else ():
        if op.what not in ("decide", "recall") or not any(
                status == 200 for event, status, _ in op.answers if event == "ok"):
            continue
        document = world.documents.get(op.request["requestId"])
        if "mongodb" in losses or f"document {op.request['requestId']}" in losses:
            continue
        held = effective(document) if document else {}
        if document and _decision_of(op, [*held, *refused(document)]) not in held:
            yield name(document), f"{op.place} was confirmed and does not hold"


@rule
def refused_decision_has_no_effect(world):
    """A decision or recall answered 4xx changed nothing."""
    if not world.history:
        return
    held = {}
    for document in world.documents.values():
        for decision in effective(document):
            held[document["_id"], decision.rsplit(":", 1)[-1]] = decision
    for op in world.history.operations.values():
        if op.what in ("decide", "recall") and op.outcome == "fail":
            decision = held.get((op.request["requestId"], key_digest(op.key)))
            if decision and f":{op.actor}:" in decision:
                yield f"document {op.request['requestId']}", f"{op.place} was refused: {decision}"


@rule
def no_decision_without_an_invoke(world):
    """Every decision that holds was asked for by somebody in the history."""
    if not world.history:
        return
    asked = {(op.request["requestId"], op.actor, key_digest(op.key))
             for op in world.history.operations.values() if op.what in ("decide", "recall")}
    for document in world.documents.values():
        for decision in effective(document):
            parts = decision.split(":")
            if (document["_id"], int(parts[-2]), parts[-1]) not in asked:
                yield name(document), f"nobody asked for {decision}"


@rule
def every_result_holds_or_was_refused(world):
    """No result on the topic was dropped: it holds, or the audit shows that it was refused."""
    for _, body, decision in results(world):
        document = world.documents.get(body.get("requestId"))
        if document and decision not in {**effective(document), **moves(document),
                                         **refused(document)}:
            yield name(document), f"the result {decision} (n {body.get('n')}) was dropped"


def _repeated_after_refusal(document, decision):
    """Whether it came late from an epoch that was over, and was applied when its client had said
    the same again, which makes the same id."""
    entries = [entry for entry in document["audit"] if entry["reference"] == decision]
    return all(entry["action"] != "result-refused" or entry.get("reason") == "earlier-epoch"
               for entry in entries) and entries[-1]["action"] != "result-refused"


@rule
def results_are_refused_only_after_a_loss(world):
    """The arbiter says nothing that a document must refuse, unless its store has lost something;
    and never is one result both applied and refused."""
    for document in world.documents.values():
        held = {**effective(document), **moves(document)}
        for decision in refused(document):
            if decision in held and not _repeated_after_refusal(document, decision):
                yield name(document), f"{decision} was applied and refused"
            elif world.history and "redis" not in world.history.losses:
                yield name(document), f"{decision} was refused, and nothing had been lost"


@rule
def what_is_given_up_is_nowhere(world):
    """Where a result was refused since the one before it was missing, no result before it is on
    the topic without being recorded."""
    numbers = collections.defaultdict(dict)
    for _, body, decision in results(world):
        numbers[body.get("requestId")][decision] = body.get("n")
    for document in world.documents.values():
        known = numbers[document["_id"]]
        recorded = {**effective(document), **moves(document)}
        for later in given_up(document):
            for decision, number in known.items():
                if decision not in recorded and number < known.get(later, 0):
                    yield name(document), f"{later} was refused, and {decision} before it was there"


@rule
def every_decision_was_published(world):
    """What a document shows as decided came as a result; of a topic that was made to lose records
    nothing is asked."""
    if world.history and "approval-results" in world.history.losses:
        return
    known = {decision for _, _, decision in results(world)}
    for document in world.documents.values():
        for decision in {**effective(document), **moves(document)}:
            if decision not in known:
                yield name(document), f"{decision} is not on approval-results"


@rule
def one_decision_per_step(world):
    """A step is decided once: a second decision on it never left the arbiter, or was refused."""
    taken = collections.defaultdict(set)
    for _, body, decision in results(world):
        document = world.documents.get(body.get("requestId"))
        if document and decision not in refused(document):
            taken[document["_id"], "n", body.get("n")].add(decision)
            taken[document["_id"], "step", body.get("round"), body.get("step"),
                  body.get("attempt")].add(decision)
    told = set()
    for (request_id, *_), decisions in taken.items():
        if len(decisions) > 1 and (request_id, *sorted(decisions)) not in told:
            told.add((request_id, *sorted(decisions)))
            yield f"document {request_id}", f"two decisions: {' and '.join(sorted(decisions))}"
