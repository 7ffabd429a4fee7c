"""The leave ledger: sums that fit, and exactly what the documents say."""
import collections

from checker.world import gone, is_leave, name, present_round

from .registry import rule

APPLIED = "APPLIED"
CLOSING = ("CONSUME", "RELEASE")
# Columns of an account, by the total that they hold.
TOTALS = {"granted_minutes": "granted", "consumed_minutes": "consumed",
          "reserved_minutes": "reserved", "balance_minutes": "available",
          "available_minutes": "available"}


class _Account:
    """An account replayed from its entries by the rules of the ledger."""

    def __init__(self):
        self.granted = self.consumed = self.reserved = 0
        self.held = collections.defaultdict(int)  # source -> reserved
        self.taken = {}  # source -> consumed, until it is canceled
        self.closed = set()

    @property
    def available(self):
        return self.granted - self.consumed - self.reserved

    def apply(self, row):
        """Returns what is wrong with an applied entry where it stands, or None."""
        kind, minutes, source = row["kind"], int(row["minutes"]), row["source"]
        held = self.held[source]
        if kind in ("GRANT", "ADJUST", "CARRY", "EXPIRE"):
            self.granted += -minutes if kind == "EXPIRE" else minutes
            return None
        if kind == "CANCEL":
            self.consumed -= minutes
            return None if minutes <= self.taken.pop(source, -1) else f"more than {source} took"
        wrong = f"{kind} of the closed source {source}" if source in self.closed else None
        if kind == "RESERVE":
            self.held[source] += minutes
            self.reserved += minutes
        elif kind in CLOSING:
            self.reserved -= self.held.pop(source, 0)
            if kind == "CONSUME":
                self.consumed += minutes
                self.taken[source] = minutes
            self.closed.add(source)
        else:
            return f"unknown kind {kind}"
        changed = self.held[source] - held
        if not wrong and int(row.get("reserved_change", changed)) != changed:
            return f"holds {row['reserved_change']} more, {changed} by the entries"
        return wrong


def leave_minutes(document):
    for member in ("leaveMinutes", "minutes"):
        if member in document:
            return int(document[member])
    return round(float(document["leaveDays"]) * 480)


def _by_source(world):
    found = collections.defaultdict(list)
    for row in world.ledger:
        found[row["source"]].append(row)
    return found


@rule
def ledger_sums_fit(world):
    """Per person: entries 1..n without a gap, each balance_after follows from the one before,
    the account's totals are the sums of what was applied."""
    entries = collections.defaultdict(list)
    for row in world.ledger:
        entries[row["employee_id"]].append(row)
    for person in entries.keys() - world.accounts.keys():
        yield f"person {person}", "has entries and no account"
    for person, account in world.accounts.items():
        where, replayed = f"person {person}", _Account()
        numbers = [row["number"] for row in entries[person]]
        if numbers != list(range(1, account["entries"] + 1)):
            yield where, f"{account['entries']} entries, numbered {numbers}"
        for row in entries[person]:
            wrong = replayed.apply(row) if row["outcome"] == APPLIED else None
            if wrong:
                yield where, f"entry {row['number']} ({row['op_id']}): {wrong}"
            if int(row["balance_after"]) != replayed.available:
                yield where, (f"entry {row['number']} ({row['op_id']}): {row['balance_after']}"
                              f" afterwards, {replayed.available} by the entries")
        for column, total in TOTALS.items():
            if column in account and int(account[column]) != getattr(replayed, total):
                yield where, (f"{column} {account[column]}, {getattr(replayed, total)} by the"
                              " entries")


@rule
def nobody_is_overdrawn(world):
    """Taking leave away or holding it never goes below nothing; only a CONSUME may."""
    for row in world.ledger:
        taken = -int(row["minutes"]) if row["kind"] == "ADJUST" else int(row["minutes"])
        if row["outcome"] == APPLIED and row["kind"] in ("RESERVE", "ADJUST") and taken > 0 and \
                int(row["balance_after"]) < 0:
            yield f"person {row['employee_id']}", (f"{row['op_id']} leaves"
                                                   f" {row['balance_after']} minutes")


@rule
def operations_happen_once(world):
    """One entry per operation id, and of a document's round one of a kind, whatever its id; CONSUME
    and RELEASE exclude each other."""
    seen = collections.Counter(row["op_id"] for row in world.ledger)
    for op_id, count in seen.items():
        if count > 1:
            yield "ledger", f"{op_id} stands there {count} times"
    for source, rows in _by_source(world).items():
        closing = [row["op_id"] for row in rows
                   if row["kind"] in CLOSING and row["outcome"] == APPLIED]
        if len(closing) > 1:
            yield "ledger", f"{source} was closed by {closing}"
        kinds = collections.Counter(row["kind"] for row in rows)
        if source.startswith("leave:") and max(kinds.values()) > 1:
            yield "ledger", f"{source} has {[row['op_id'] for row in rows]}"


def _wrong_in(document, round_, rows, recounted):
    """What the ledger has against a round of a leave document. `recounted`: its dates were counted
    again, so that something else is given back than was taken."""
    state, minutes = document["state"], leave_minutes(document)
    if round_ is not present_round(document):
        state = "recalled"  # whatever ended an older round: its leave is given back
    applied = collections.defaultdict(list)
    for row in rows:
        if row["outcome"] == APPLIED:
            applied[row["kind"]].append(int(row["minutes"]))
    canceled = round_.get("cancellation")
    if canceled:
        state = "approved"  # before it was canceled
    back = [canceled["minutes"]] if canceled else []
    if applied["CANCEL"] != back and not (recounted and len(applied["CANCEL"]) == len(back)):
        yield f"canceled {back} minutes, the ledger {applied['CANCEL']}"
    wanted = {"approved": {"CONSUME": [minutes]}, "in_progress": {"RESERVE": [minutes]}}
    for kind, amounts in wanted.get(state, {}).items():
        if applied[kind] != amounts:
            yield f"is {state}, applied {kind}: {applied[kind]} minutes instead of {amounts}"
    forbidden = {"approved": ("RELEASE",), "in_progress": CLOSING, "draft": ("CONSUME",),
                 "rejected": ("CONSUME",), "recalled": ("CONSUME",), "canceled": ("CONSUME",)}
    for kind in forbidden.get(state, ()):
        if applied[kind]:
            yield f"is {state}, and {kind} was applied"
    if state in ("rejected", "recalled", "draft", "canceled") and applied["RESERVE"] and \
            not applied["RELEASE"]:
        yield f"is {state} and still holds {applied['RESERVE']} minutes"


@rule
def ledger_says_what_documents_say(world):
    """approved: its CONSUME, once; rejected, recalled: given back; in progress: its reservation;
    draft: nothing held; canceled: what was taken, and a CANCEL of what the document says."""
    sources = _by_source(world)
    for document in world.documents.values():
        if not is_leave(document) or document["state"] == "submitting":
            continue
        for round_ in document["rounds"]:
            source = f"leave:{document['_id']}:{round_['round']}"
            rows = sources.get(source, [])
            for wrong in _wrong_in(document, round_, rows, f"recount:{source}" in sources):
                yield name(document), wrong
            for row in rows:
                if row["employee_id"] != document["requesterId"]:
                    yield name(document), f"{row['op_id']} is on person {row['employee_id']}"


@rule
def cancellations_are_what_was_asked_for(world):
    """Leave whose cancellation was acknowledged is canceled, by who asked for it, and none that
    nobody asked for; a refusal changed nothing. Of a document that was set back nothing holds."""
    if not world.history or "mongodb" in world.history.losses:
        return
    asked = collections.defaultdict(set)
    for op in world.history.operations.values():
        if op.what != "cancel-leave":
            continue
        request = op.request["requestId"]
        asked[request].add(op.actor)
        document = world.documents.get(request)
        if document is None or f"document {request}" in world.history.losses:
            continue
        by = (document["rounds"][-1].get("cancellation") or {}).get("by")
        if op.outcome == "ok" and by != op.actor:
            yield name(document), f"{op.place} was acknowledged, and it is canceled by {by}"
    for document in world.documents.values():
        by = (document["rounds"][-1].get("cancellation") or {}).get("by")
        if by and by not in asked[document["_id"]]:
            yield name(document), f"is canceled by {by}, who has not asked for it"
        drafter = world.people.get(document["requesterId"])
        if by == 0 and (drafter is None or drafter["active"]):
            yield name(document), "is canceled by nobody, and its drafter has not left"


@rule
def canceled_dates_are_free(world):
    """Nothing of leave that was canceled is taken any more, and what was not canceled is."""
    taken = collections.defaultdict(list)
    for row in world.takings:
        if row["part_from"] < row["part_to"]:
            taken[row["source"]].append(str(row["date"]))
    for document in world.documents.values():
        for round_ in document["rounds"]:
            canceled = round_.get("cancellation")
            dates = taken[f"leave:{document['_id']}:{round_['round']}"] if canceled else ()
            kept = [date for date in dates if canceled["whole"] or date >= canceled["firstDate"]]
            if kept:
                yield name(document), f"was canceled, and is taken on {sorted(kept)}"
            if canceled and not canceled["whole"] and not dates:
                yield name(document), f"nothing is taken before {canceled['firstDate']} either"


@rule
def leave_moves_only_for_documents(world):
    """Every operation of a document's leave belongs to a leave document that exists; of one that
    was lost with the database nothing is kept reserved."""
    lost = gone(world)
    closed = {row["source"] for row in world.ledger
              if row["kind"] in CLOSING and row["outcome"] == APPLIED}
    for row in world.ledger:
        parts = row["source"].split(":")
        if parts[0] != "leave" or len(parts) != 3 or not parts[1].isdigit():
            continue
        if int(parts[1]) in lost and row["source"] in closed:
            continue
        document = world.documents.get(int(parts[1]))
        if document is None or not is_leave(document):
            yield "ledger", f"{row['op_id']}: there is no such leave document"
