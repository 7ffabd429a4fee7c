"""Something for each job to do: what the clock would bring about is put into the past at the
database, in a test's own one."""
import datetime
import itertools
import uuid

from system.moves import company_date

# In the order in which they run on one date.
JOBS = ("planned-changes", "leave-recount", "leave-expiry", "statutory-grants", "leave-promotion",
        "quest-expiry", "attendance-close")
PEOPLE = 3
_days = itertools.count()


class DueWork:
    """For PEOPLE people: a planned change whose day has come, leave that has lapsed, statutory leave,
    an open quest that somebody works on and that is over, a day without a check-out; and for as many
    others leave of a year for which the first notice is due, and leave on a day that has become a
    holiday. `on`: a date that no other one has, so
    that no job has run for it."""

    def __init__(self, employees, does, days=None):
        """`days`: from today until `on`; without them the next that no other has."""
        self._employees, self._does = employees, does
        days = next(_days) if days is None else days
        self.on = company_date(days).isoformat()
        self.people = [self._prepare() for _ in range(PEOPLE)]
        self.promoted = [self._promote(days) for _ in range(PEOPLE)]
        self.recounted = self._recount(days)
        self._put_into_the_past()

    def _prepare(self):
        does, department = self._does, f"마감 {uuid.uuid4().hex[:8]}"
        creator, person = (does("POST", "/employees", {
            "name": name, "department": department, "position": "사원"} | more)["id"]
            for name, more in (("김부장", {}), ("이사원", {"hiredOn": company_date(-400).isoformat()})))
        soon = company_date(2).isoformat()
        does("POST", f"/employees/{person}/changes",
             {"effectiveOn": soon, "position": "대리"})
        quest = does("POST", "/quests", {
            "title": "마감", "rewardDays": 0.5, "department": department, "createdBy": creator,
            "closesOn": soon})["id"]
        does("POST", f"/quests/{quest}/accept", {"employeeId": person})
        does("POST", f"/attendance/check-in/{person}")
        return person

    def _promote(self, days):
        """Somebody whose leave of a year lapses half a year later: their opening leave is that grant."""
        hired = company_date(days - 552)
        hired -= datetime.timedelta(days=hired.day == 29 and hired.month == 2)
        person = self._does("POST", "/employees", {
            "name": "박대리", "department": "마감", "position": "대리",
            "hiredOn": hired.isoformat()})["id"]
        first = hired.replace(year=hired.year + 1)
        last = hired.replace(year=hired.year + 2) - datetime.timedelta(days=1)
        run, grant = self._employees.execute, f"statutory:{person}:yearly:1"
        run("UPDATE leave_ledger SET op_id = %s, source = %s, valid_from = %s, valid_to = %s"
            " WHERE employee_id = %s", grant, grant, first, last, person)
        run("UPDATE leave_lots SET valid_from = %s, valid_to = %s WHERE employee_id = %s",
            first, last, person)
        return person

    def _recount(self, days):
        """People with approved leave on a workday, which is made a holiday afterwards."""
        does = self._does
        off = {row["date"] for row in does("GET", "/holidays")}
        date = company_date(60 + 7 * days)
        while date.weekday() > 4 or date.isoformat() in off:
            date += datetime.timedelta(days=1)
        people = [does("POST", "/employees", {
            "name": "정주임", "department": "마감", "position": "주임"})["id"] for _ in range(PEOPLE)]
        for person in people:
            operation = {"employeeId": person, "minutes": 480, "source": f"due:{person}"}
            day = {"date": date.isoformat(), "from": 0, "to": 480}
            does("PUT", f"/internal/leave-ops/due:{person}:reserve",
                 operation | {"kind": "RESERVE", "dates": [day]})
            does("PUT", f"/internal/leave-ops/due:{person}:consume", operation | {"kind": "CONSUME"})
        does("PUT", f"/holidays/{date}", {"name": "창립기념일"})
        return people

    def _put_into_the_past(self):
        of = f"employee_id IN ({', '.join(map(str, self.people))})"
        run = self._employees.execute
        run(f"UPDATE planned_changes SET effective_on = CURRENT_DATE - INTERVAL 1 DAY WHERE {of}")
        # The opening leave, as if it had been given for some days only.
        for table in ("leave_ledger", "leave_lots"):
            run(f"UPDATE {table} SET valid_to = CURRENT_DATE - INTERVAL 2 DAY WHERE {of}")
        run("UPDATE quests SET closes_on = CURRENT_DATE - INTERVAL 2 DAY WHERE id IN"
            f" (SELECT quest_id FROM quest_participations WHERE {of})")
        run("UPDATE attendance_records SET work_date = work_date - INTERVAL 3 DAY,"
            f" check_in = check_in - INTERVAL 3 DAY WHERE {of}")

    def _done(self, job):
        """(how often, how often it has to be) for each thing that the job does to one person."""
        count = self._employees.count
        if job == "leave-promotion":
            for person in self.promoted:
                yield (count("SELECT COUNT(*) FROM leave_promotions WHERE employee_id = %s AND"
                             " notice = 1 AND sent = 1 AND minutes = 7200", person), 1)
            return
        if job == "leave-recount":
            for person in self.recounted:
                yield (count("SELECT COUNT(*) FROM leave_ledger WHERE employee_id = %s AND op_id LIKE"
                             " 'recount:%%' AND outcome = 'APPLIED'", person), 1)
            return
        for person in self.people:
            yield from {
                "planned-changes": lambda p=person: [
                    (count("SELECT COUNT(*) FROM employee_history WHERE employee_id = %s"
                           " AND position = '대리'", p), 1),
                    (count("SELECT version FROM employees WHERE id = %s", p), 2)],
                "leave-expiry": lambda p=person: [
                    (count("SELECT COUNT(*) FROM leave_ledger WHERE employee_id = %s AND kind = %s"
                           " AND outcome = 'APPLIED'", p, kind), 1) for kind in ("EXPIRE", "CARRY")],
                "statutory-grants": lambda p=person: [
                    (count("SELECT COUNT(*) FROM leave_ledger WHERE employee_id = %s AND op_id LIKE"
                           " 'statutory:%%'", p), 1)],
                "quest-expiry": lambda p=person: [
                    (count("SELECT COUNT(*) FROM quest_participations p JOIN quests q"
                           " ON q.id = p.quest_id WHERE p.employee_id = %s AND p.state = 'EXPIRED'"
                           " AND q.state = 'EXPIRED' AND q.taken = 0", p), 1)],
                "attendance-close": lambda p=person: [
                    (count("SELECT COUNT(*) FROM attendance_records WHERE employee_id = %s AND"
                           " status = 'CHECK_OUT_MISSING' AND version = 2", p), 1)],
            }[job]()

    def expect_done_once(self, job):
        for times, wanted in self._done(job):
            assert times == wanted, f"{job}: {times} times instead of {wanted}"

    def expect_not_done(self, job):
        assert any(times != wanted for times, wanted in self._done(job)), f"{job} has nothing to do"
