"""A small right state, made by hand, for the checker's own tests to spoil."""
import copy
import datetime
import json

from checker import history, world
from checker.rules import expected, promotions, quest_notices, rounds, trail
from checker.rules.decisions import key_digest

START = datetime.datetime(2026, 11, 21, 1, 2, 3, 4000, tzinfo=datetime.UTC)
DRAFTER, FIRST, SECOND = 3, 5, 9
LEAVER = 13
RUN_ID = "a" * 40


def later(seconds):
    return START + datetime.timedelta(seconds=seconds)


def fields(minutes):
    leave = f',"leaveDays":{minutes / 480:g}' if minutes else ""
    return f'{{"dueDate":"2026-11-30"{leave}}}'


def decision_id(request_id, step, approver):
    return f"decision:{request_id}:1:{step}:1:{approver}:{key_digest(f'd-{request_id}-{step}')}"


class Maker:
    """Makes documents with all that follows from them."""

    def __init__(self):
        self.world = world.World(run_id=RUN_ID, epoch=f"ready:{RUN_ID}",
                                 history=history.History(), poison=[])
        self.world.records = {topic + dead: [] for topic in world.TOPICS for dead in ("", ".dlq")}
        # An operator has replayed a letter: a mark, which is no letter.
        self.world.records["approval-results.dlq"].append(world.Record(
            "approval-results.dlq", 0, 7, b"0:6", b"", {"dlq_replayed": "0:6"}))
        self.world.lags = {(group, topic, 0): 0 for group, topic in world.GROUPS.items()}

    def _operation(self, what, actor, key, request, event, status, answer):
        number = len(self.world.history.operations) + 1
        self.world.history.operations[number] = history.Operation(
            number, what, actor, key, request, [("info", 503, {}), (event, status, answer)])

    def document(self, request_id, approvers, words, minutes=0, state=None):
        """`words`: what each approver decided, in order; then the next one's turn."""
        state = state or ("rejected" if "rejected" in words else
                          "approved" if len(words) == len(approvers) else "in_progress")
        steps = []
        for number, approver in enumerate(approvers, 1):
            word = words[number - 1] if number <= len(words) else (
                "pending" if state in ("in_progress", "draft") else "canceled")
            step = {"step": number, "approverId": approver, "status": word, "attempt": 1}
            if number <= len(words) or (state == "in_progress" and number == len(words) + 1):
                step["openedAt"] = later(number)
            if number <= len(words):
                step |= {"decidedAt": later(number),
                         "decisionId": decision_id(request_id, number, approver)}
            steps.append(step)
        round_ = {"round": 1, "submittedAt": START, "steps": steps}
        if state in ("approved", "rejected"):
            round_["endedAt"] = later(60)
        kind = "ANNUAL_LEAVE" if minutes else "GENERAL"
        document = {
            "_id": request_id, "state": state, "type": kind, "title": f"문서 {request_id}",
            "content": "내용", "fields": fields(minutes), "contentHash": "c" * 64,
            "requesterId": DRAFTER,
            "applied": len(words), "order": len(words) + 1, "rounds": [round_], "outbox": [],
            "openStep": len(words) + 1 if state == "in_progress" else 0, "createdAt": START,
            "audit": [], "auditHead": trail.root(request_id), "idemKey": f"k-{request_id}"}
        if minutes:
            document["leaveMinutes"] = minutes
        if state == "draft":
            round_ |= {"endedAt": later(1), "refusal": {"code": "leave-insufficient"}}
        document["contentHash"] = rounds.content_hash(document, document)
        self.world.documents[request_id] = document
        self.audit(document, DRAFTER, "submitted", 0, document["contentHash"])
        for step in steps[:len(words)]:
            self.audit(document, step["approverId"], f"step-{step['status']}", step["step"],
                       step["decisionId"])
        self._asked(document, approvers, words)
        if state == "in_progress":
            self._task(document)
        return document

    @staticmethod
    def audit(document, actor, action, step, reference, reason=None):
        entry = {"seq": len(document["audit"]) + 1, "actor": actor, "action": action, "round": 1,
                 "step": step, "reference": reference, "comment": "", "at": START,
                 "prev": document["auditHead"]}
        if reason:
            entry["reason"] = reason
        entry["hash"] = trail.hash_of(entry)
        document["audit"].append(entry)
        document["ver"], document["auditHead"] = entry["seq"], entry["hash"]

    def _asked(self, document, approvers, words):
        request_id, request = document["_id"], {
            "requesterId": DRAFTER, "title": document["title"], "content": document["content"],
            "type": document["type"], "fields": json.loads(document["fields"]),
            "steps": [{"step": number, "approverId": person}
                      for number, person in enumerate(approvers, 1)]}
        refused = document["state"] == "draft"
        self._operation("create", DRAFTER, document["idemKey"], request,
                        "fail" if refused else "ok", 409 if refused else 201,
                        {"requestId": request_id})
        for number, (approver, word) in enumerate(zip(approvers, words, strict=False), 1):
            self._operation("decide", approver, f"d-{request_id}-{number}",
                            {"requestId": request_id, "status": word}, "ok", 200,
                            {"decisionId": decision_id(request_id, number, approver)})

    def _task(self, document):
        step = world.open_step(document)
        self.world.tasks[document["_id"]] = {
            "state": "open", "round": "1", "step": str(step["step"]),
            "attempt": str(step["attempt"]),
            "approver": str(step["approverId"]), "order": str(document["order"]),
            "n": str(document["applied"]), "hash": document["contentHash"],
            "requester": str(DRAFTER)} | {member: document[member] for member in
                                          ("type", "title", "content", "fields")}
        self.world.queues.setdefault(step["approverId"], []).append(
            (document["_id"], round(START.timestamp() * 1000)))

    def entry(self, kind, minutes, source="opening", outcome="APPLIED", after=0, name=None):
        person = self.world.accounts.setdefault(DRAFTER, {
            "employee_id": DRAFTER, "entries": 0, "granted_minutes": 0, "consumed_minutes": 0,
            "reserved_minutes": 0})
        person["entries"] += 1
        self.world.ledger.append({
            "employee_id": DRAFTER, "number": person["entries"], "kind": kind,
            "op_id": name or f"{source}:{kind.lower()}", "minutes": minutes, "outcome": outcome,
            "source": source, "balance_after": after})
        return person

    def canceled(self, request_id, minutes, whole):
        """The leave of an approved document is canceled by its drafter; of one of which a date was
        taken, from the next one on."""
        document, first = self.world.documents[request_id], datetime.date(2026, 12, 2)
        round_ = document["rounds"][-1]
        round_["cancellation"] = {"by": DRAFTER, "minutes": minutes, "whole": whole, "at": later(70)}
        if whole:
            document["state"] = "canceled"
        else:
            round_["cancellation"]["firstDate"] = first.isoformat()
            self.world.takings.append({
                "source": f"leave:{request_id}:1", "date": first - datetime.timedelta(days=1),
                "part_from": 0, "part_to": 480})
        self.audit(document, DRAFTER, "leave-canceled", 0, f"leave:{request_id}:1:cancel")
        self._operation("cancel-leave", DRAFTER, f"c-{request_id}", {"requestId": request_id},
                        "ok", 200, {})

    def corrects(self, request_id, date):
        """The document corrects the drafter's day, which is entered."""
        day = {"workDate": date.isoformat(), "checkIn": "09:00", "reason": "고장"}
        self.world.documents[request_id]["attendance"] = json.dumps(day)
        self.world.corrections.append({"source": f"attendance:{request_id}:1",
                                       "employee_id": DRAFTER, "work_date": date})

    def quest(self, number, slots):
        self.world.quests[number] = {"id": number, "slots": slots, "taken": 0, "creator_id": FIRST,
                                     "state": "OPEN", "reward_minutes": 480}

    def participation(self, number, quest, person, state):
        """Taken when the reward was half of what it is now."""
        self.world.participations.append({
            "id": number, "quest_id": quest, "employee_id": person, "state": state,
            "reward_minutes": 240, "attempt": 1})
        if state not in ("ABANDONED", "CANCELED"):
            self.world.quests[quest]["taken"] += 1
            self.world.attempts.append({"participation_id": number, "number": 1,
                                        "verdict": "APPROVED", "reviewer_id": LEAVER})

    def attended(self, person, dates, voided, milestones):
        """At work on `dates` dates, the first `voided` of which were corrected away."""
        first = START.date() - datetime.timedelta(days=dates)
        self.world.attendance += [
            {"employee_id": person, "work_date": first + datetime.timedelta(days=n),
             "status": "VOIDED" if n < voided else "CHECKED_OUT"} for n in range(dates)]
        self.world.attendance_accounts[person] = {
            "employee_id": person, "dates": dates - voided, "milestones": milestones}

    def publish(self):
        """Topics, inboxes and the drafter's socket, as the documents have it."""
        for document in self.world.documents.values():
            for number, event in enumerate(expected.request_events(document), 1):
                self._record("approval-requests", event, document["_id"],
                             {"requestId": document["_id"], "order": number})
            for number, step in enumerate(document["rounds"][0]["steps"], 1):
                if step.get("decisionId"):
                    self._record("approval-results", step["decisionId"], document["_id"], {
                        "requestId": document["_id"], "round": 1, "step": number, "attempt": 1,
                        "n": number, "decisionId": step["decisionId"]})
                for handover in step.get("handovers") or ():
                    self._record("approval-results", handover["move"], document["_id"], {
                        "requestId": document["_id"], "round": 1, "step": number, "attempt": 1,
                        "n": number, "moveId": handover["move"]})
            for notice, (person, settled) in expected.notices(document).items():
                self._record("approval-notifications", notice, person, {})
                if settled:
                    self._record("approval-notifications", f"settled:{notice}", person, {})
                self._notice(person, notice, settled)
            path = f"/approvals/{document['_id']}"
            self.world.answers[path] = {url: (200, {"finalStatus": document["state"]})
                                        for url in ("http://one", "http://two")}
        told = quest_notices.notices(self.world) | promotions.notices(self.world)
        for notice, person in told.items():
            self._record("approval-notifications", notice, person, {})
            self._notice(person, notice, settled=False)
        frames = [{"type": "APPROVAL_STATUS_CHANGED", "epoch": "e", "seq": seq, "id": notice}
                  for seq, notice in self.world.inboxes[DRAFTER].entries]
        self.world.history.sessions["tab"] = (DRAFTER, frames)
        return self.world

    def _record(self, topic, event, key, body):
        rows = self.world.records[topic]
        rows.append(world.Record(topic, 0, len(rows), str(key).encode(),
                                 json.dumps(body).encode(),
                                 {"ce_id": event, "ce_type": "t", "ce_time": "now"}))

    def _notice(self, person, notice, settled):
        inbox = self.world.inboxes.setdefault(person, world.Inbox(meta={"epoch": "e", "seq": "0"}))
        seq = inbox.head + 1
        inbox.meta["seq"] = str(seq)
        inbox.entries.append((seq, notice))
        inbox.seen.add(notice)
        inbox.index[notice] = seq
        (inbox.settled if settled else inbox.open)[notice] = seq


    def moved(self, request_id, to):
        """The open step of the document was its approver's, who has left, and is somebody else's;
        a step after it changed too."""
        document = self.world.documents[request_id]
        step = world.open_step(document)
        leaver = step["approverId"]
        move = f"move:{request_id}:1:{step['step']}:1"
        self.audit(document, leaver, "step-moved", step["step"], move)
        step |= {"approverId": to, "attempt": 2, "handovers": [
            {"fromId": leaver, "because": "left", "ver": document["ver"], "at": later(30),
             "attempt": 1, "move": move}]}
        document["applied"] += 1
        document["order"] += 1
        self.world.people[leaver] = {"id": leaver, "active": 0, "deactivated_at": later(20)}
        self.world.queues[leaver] = [entry for entry in self.world.queues[leaver]
                                     if entry[0] != request_id]
        self._task(document)


def _make():
    made = Maker()
    for person in (DRAFTER, FIRST, SECOND):
        made.world.people[person] = {"id": person, "active": 1, "deactivated_at": None}
    made.document(41, [FIRST, SECOND], ["approved", "approved"])
    made.document(42, [FIRST, SECOND], ["approved"])
    made.document(43, [FIRST, SECOND], ["rejected"])
    made.document(44, [FIRST], [], minutes=960)
    made.document(45, [FIRST], ["approved"], minutes=480)
    made.document(46, [FIRST], ["rejected"], minutes=240)
    made.document(47, [FIRST], [], minutes=9999, state="draft")
    made.document(48, [LEAVER, SECOND], [])
    made.moved(48, FIRST)
    made.entry("GRANT", 7200, after=7200)
    made.entry("RESERVE", 960, "leave:44:1", after=6240)
    made.entry("RESERVE", 480, "leave:45:1", after=5760)
    made.entry("CONSUME", 480, "leave:45:1", after=5760)
    made.entry("RESERVE", 240, "leave:46:1", after=5520)
    made.entry("RELEASE", 240, "leave:46:1", after=5760)
    for number, taken in ((49, 960), (50, 480)):
        made.document(number, [FIRST], ["approved"], minutes=taken)
        made.canceled(number, 480, whole=taken == 480)
        made.entry("RESERVE", taken, f"leave:{number}:1", after=5760 - taken)
        made.entry("CONSUME", taken, f"leave:{number}:1", after=5760 - taken)
        made.entry("CANCEL", 480, f"leave:{number}:1", after=6240 - taken)
        made.entry("ADJUST", taken - 480, f"adjust:{number}", after=5760)
    made.document(51, [FIRST], ["approved"])
    made.corrects(51, datetime.date(2026, 11, 18))
    made.quest(5, slots=2)
    made.participation(1, 5, DRAFTER, "CLAIMED")
    made.participation(2, 5, DRAFTER, "ABANDONED")
    made.participation(3, 5, SECOND, "APPROVED")
    made.participation(5, 5, LEAVER, "CANCELED")
    made.entry("GRANT", 240, after=6000, name="quest:1")
    made.world.ledger[-1]["bucket"] = "reward"
    made.world.promotions += [
        {"id": 12, "employee_id": SECOND, "notice": 1, "sent": 1},
        {"id": 13, "employee_id": FIRST, "notice": 1, "sent": 0}]
    made.attended(DRAFTER, 31, voided=2, milestones=1)
    made.attended(SECOND, 29, voided=0, milestones=0)
    made.entry("GRANT", 480, after=6480, name=f"attendance:{DRAFTER}:1")
    made.world.ledger[-1]["bucket"] = "reward"
    account = made.entry("RESERVE", 9999, "leave:47:1", "REFUSED", after=6480)
    account |= {"granted_minutes": 8400, "consumed_minutes": 960, "reserved_minutes": 960}
    return made.publish()


_RIGHT = _make()


def right():
    """A fresh copy of the right state."""
    return copy.deepcopy(_RIGHT)
