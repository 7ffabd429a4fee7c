"""Attendance: one record for each date, and a day of leave for every thirty of them, once."""
import collections
import json

from checker.world import gone, name, present_round

from .registry import rule

DATES_OF_A_MILESTONE = 30
PAID = "attendance:"
DAY = 480


def _by_person(world):
    found = collections.defaultdict(list)
    for row in world.attendance:
        found[row["employee_id"]].append(row)
    return found


def _counting(rows):
    return [row for row in rows if row["status"] != "VOIDED"]


@rule
def a_date_is_one_record(world):
    seen = collections.Counter((row["employee_id"], row["work_date"]) for row in world.attendance)
    for (person, date), count in seen.items():
        if count > 1:
            yield f"person {person}", f"has {count} records of {date}"


@rule
def approved_corrections_are_entered_once(world):
    """What an approved document corrects is entered once, for its drafter and its date; one that
    changed nothing is not, and nothing is entered that no approved document asks for."""
    entered = collections.defaultdict(list)
    for row in world.corrections:
        if row["source"].startswith("attendance:"):
            entered[row["source"]].append((row["employee_id"], str(row["work_date"])))
    dates = {(row["employee_id"], str(row["work_date"])): row["status"] for row in world.attendance}
    wanted = set()
    for document in world.documents.values():
        if not document.get("attendance") or document["state"] != "approved":
            continue
        source = f"attendance:{document['_id']}:{present_round(document)['round']}"
        day = json.loads(document["attendance"])
        whose = (document["requesterId"], day["workDate"])
        wanted.add(source)
        if entered[source] not in ([], [whose]):
            yield name(document), f"corrects {whose}, entered is {entered[source]}"
        if not entered[source] and whose not in dates:
            yield name(document), f"corrects {whose}, of which there is no record"
    lost = gone(world)
    for source, rows in entered.items():
        if rows and source not in wanted and int(source.split(":")[1]) not in lost:
            yield "attendance", f"{source} was entered, which is no approved document"


@rule
def attendance_counts_its_dates(world):
    """The account counts the dates of its records, without those that are voided."""
    records = _by_person(world)
    for person in records.keys() - world.attendance_accounts.keys():
        yield f"person {person}", "has records of attendance and no account"
    for person, account in world.attendance_accounts.items():
        dates = len({row["work_date"] for row in _counting(records[person])})
        if account["dates"] != dates:
            yield f"person {person}", f"counts {account['dates']} dates, {dates} by the records"


@rule
def every_thirty_dates_earn_one_day(world):
    """Grants 1..n without a gap, each of a day in the bucket of rewards, as many as milestones are
    noted: not fewer than dates are there for, nor more than there were before some were voided."""
    records, granted = _by_person(world), collections.defaultdict(list)
    for row in world.ledger:
        if row["op_id"].startswith(PAID) and row["outcome"] == "APPLIED":
            granted[row["employee_id"]].append(row)
    for person in records.keys() | granted.keys() | world.attendance_accounts.keys():
        where, rows = f"person {person}", granted[person]
        wanted = [f"{PAID}{person}:{n}" for n in range(1, len(rows) + 1)]
        if sorted(row["op_id"] for row in rows) != sorted(wanted):
            yield where, f"was granted {[row['op_id'] for row in rows]}"
        for row in rows:
            if (row["kind"], int(row["minutes"]), row["bucket"]) != ("GRANT", DAY, "reward"):
                yield where, f"{row['op_id']} is {row['kind']} {row['minutes']} {row['bucket']}"
        least = len(_counting(records[person])) // DATES_OF_A_MILESTONE
        most = len(records[person]) // DATES_OF_A_MILESTONE
        if not least <= len(rows) <= most:
            yield where, f"was granted {len(rows)} days for {len(_counting(records[person]))} dates"
        noted = world.attendance_accounts.get(person, {"milestones": 0})["milestones"]
        if noted != len(rows):
            yield where, f"notes {noted} milestones, was granted {len(rows)} days"
