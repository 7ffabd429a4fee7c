"""One change of each kind that the employee service makes in a transaction: what is there before,
the request, and the question whose answer it raises from 0 to 1. Whoever runs them decides which
daemon gets the request and what is killed meanwhile."""
import dataclasses
import datetime
import itertools
import uuid
import zoneinfo

COMPANY = zoneinfo.ZoneInfo("Asia/Seoul")
_numbers = itertools.count(1)


def company_date(days=0):
    """Of so many days from now."""
    return datetime.datetime.now(COMPANY).date() + datetime.timedelta(days=days)



@dataclasses.dataclass
class Move:
    method: str
    path: str
    body: dict | bytes | None  # bytes: a people file, or a form of the issuer
    counted: str  # SQL, and
    values: tuple  # its values
    key: str | None = None  # the same for every repeat
    repeats: bool = True  # False: a client cannot say that it means the same one again
    commit: int = 1  # which transaction of the request makes the change; those before it read


def _count(table, where):
    return f"SELECT COUNT(*) FROM {table} WHERE {where}"


class Moves:
    """`does(method, path, body, key)` brings about what has to be there before; what no client can
    bring about `execute(sql, *values)` does, at the database."""

    def __init__(self, does, execute=None):
        self._does, self._execute = does, execute
        self._department = f"부서 {uuid.uuid4().hex[:8]}"

    def person(self, **more):
        body = {"name": f"사람 {next(_numbers)}", "department": self._department,
                "position": "사원"} | more
        return self._does("POST", "/employees", body, f"hire-{uuid.uuid4().hex}")["id"]

    def _quest(self, **more):
        creator = self.person()
        quest = self._does("POST", "/quests", {
            "title": "문서 정리", "rewardDays": 0.5, "department": self._department,
            "createdBy": creator} | more, f"quest-{uuid.uuid4().hex}")["id"]
        return quest, creator

    def _taken(self, submitted=False, approved=False):
        quest, creator = self._quest()
        worker, reviewer = self.person(), self.person()
        self._does("POST", f"/quests/{quest}/accept", {"employeeId": worker})
        if submitted or approved:
            self._does("POST", f"/quests/{quest}/complete", {"employeeId": worker})
        if approved:
            self._does("PUT", f"/quests/{quest}/approve?actorId={reviewer}",
                       {"employeeId": worker})
        return quest, creator, worker, reviewer

    @staticmethod
    def _key():
        return f"move-{uuid.uuid4().hex}"

    # People and the organisation

    def hire(self):
        name = f"새 사람 {next(_numbers)}"
        return Move("POST", "/employees",
                    {"name": name, "department": self._department, "position": "사원"},
                    _count("employees e JOIN leave_ledger l ON l.employee_id = e.id"
                           " JOIN employee_history h ON h.employee_id = e.id",
                           "e.name = %s"), (name,), self._key())

    def change(self):
        person = self.person()
        return Move("PUT", f"/employees/{person}", {"position": "대리"},
                    _count("employees e JOIN employee_history h ON h.employee_id = e.id",
                           "e.id = %s AND e.version = 2 AND h.position = '대리'"), (person,))

    def leave(self):
        person = self.person()
        return Move("DELETE", f"/employees/{person}", None,
                    _count("employees", "id = %s AND active = 0 AND version = 2"), (person,))

    def imported(self):
        """Two people are hired and one is changed by a file, in one transaction."""
        manager, mark = self.person(), uuid.uuid4().hex[:8]
        rows = ("id,number,name,department,position,manager",
                f",B{mark},부하,{self._department},사원,A{mark}",
                f",A{mark},상사,{self._department},과장,#{manager}",
                f"{manager},C{mark},윗사람,{self._department},과장,")
        return Move("POST", "/employees/import?dryRun=false&missing=create",
                    "\r\n".join(rows).encode(),
                    _count("employees b JOIN employees a ON a.id = b.manager_id"
                           " JOIN employees c ON c.id = a.manager_id"
                           " JOIN leave_ledger l ON l.employee_id = b.id"
                           " JOIN employee_history h ON h.employee_id = b.id",
                           "b.number = %s AND c.number = %s AND c.version = 2"),
                    (f"B{mark}", f"C{mark}"))

    def department(self):
        name = f"새 부서 {uuid.uuid4().hex[:8]}"
        return Move("POST", "/departments", {"name": name}, _count("departments", "name = %s"),
                    (name,))

    def department_moved(self):
        above, below = (self._does("POST", "/departments", {"name": uuid.uuid4().hex})["id"]
                        for _ in range(2))
        return Move("PUT", f"/departments/{below}", {"parentId": above},
                    _count("departments", "id = %s AND parent_id = %s AND version = 2"),
                    (below, above))

    def position(self):
        name = f"직급 {uuid.uuid4().hex[:8]}"
        return Move("POST", "/positions", {"name": name, "order": 5},
                    _count("positions", "name = %s"), (name,))

    def plan(self):
        person = self.person()
        return Move("POST", f"/employees/{person}/changes",
                    {"effectiveOn": company_date(2).isoformat(), "position": "과장"},
                    _count("planned_changes", "employee_id = %s"), (person,), repeats=False)

    def plan_canceled(self):
        person = self.person()
        plan = self._does("POST", f"/employees/{person}/changes",
                          {"effectiveOn": company_date(2).isoformat(), "position": "과장"})["id"]
        return Move("DELETE", f"/employees/{person}/changes/{plan}", None,
                    _count("planned_changes", "id = %s AND state = 'canceled'"), (plan,))

    def placement_corrected(self):
        person = self.person(hiredOn="2020-01-02")
        return Move("POST", f"/employees/{person}/changes",
                    {"effectiveOn": "2021-03-02", "position": "주임", "reason": "누락"},
                    _count("employee_history", "employee_id = %s AND effective_on = '2021-03-02'"
                           " AND position = '주임'"), (person,))

    def post(self):
        person = self.person()
        return Move("POST", f"/employees/{person}/posts",
                    {"department": self._department, "position": "팀장"},
                    _count("employee_posts", "employee_id = %s"), (person,), repeats=False)

    def post_ended(self):
        person = self.person()
        post = self._does("POST", f"/employees/{person}/posts",
                          {"department": self._department, "position": "팀장"})["id"]
        return Move("DELETE", f"/employees/{person}/posts/{post}", None,
                    _count("employee_posts", "id = %s AND ended_on IS NOT NULL"), (post,))

    def roles(self):
        person = self.person()
        return Move("PUT", f"/employees/{person}/roles", {"roles": ["hr"]},
                    _count("employee_roles", "employee_id = %s AND role = 'hr'"), (person,))

    # Leave

    def adjustment(self):
        person = self.person()
        return Move("PUT", f"/employees/{person}/leave-balance", {"adjustment": 1.5},
                    _count("leave_ledger", "employee_id = %s AND kind = 'ADJUST'"), (person,),
                    self._key())

    def deduction(self):
        person = self.person()
        return Move("POST", f"/employees/{person}/deduct-leave", {"days": 2},
                    _count("leave_ledger r JOIN leave_ledger c USING (employee_id, source)",
                           "r.employee_id = %s AND r.kind = 'RESERVE' AND c.kind = 'CONSUME'"),
                    (person,), self._key())

    def _operation(self, person, kind, source, **more):
        return Move("PUT", f"/internal/leave-ops/{source}:{kind.lower()}",
                    {"employeeId": person, "kind": kind, "minutes": 480, "source": source} | more,
                    _count("leave_ledger", "op_id = %s AND outcome = 'APPLIED'"),
                    (f"{source}:{kind.lower()}",))

    def reservation(self):
        dates = [{"date": company_date(2).isoformat(), "from": 0, "to": 480}]
        return self._operation(self.person(), "RESERVE", f"proof:{uuid.uuid4().hex}", dates=dates)

    def _closing(self, kind):
        person, source = self.person(), f"proof:{uuid.uuid4().hex}"
        first = self._operation(person, "RESERVE", source)
        self._does(first.method, first.path, first.body)
        return self._operation(person, kind, source)

    def consumption(self):
        return self._closing("CONSUME")

    def release(self):
        return self._closing("RELEASE")

    def compensatory_leave(self):
        manager = self.person()
        person = self.person(managerId=manager)
        # The last Sunday before today.
        sunday = next(day for day in map(company_date, range(-1, -8, -1)) if day.weekday() == 6)
        self._execute("INSERT INTO attendance_accounts VALUES (%s, 1, 0)", person)
        self._execute(
            "INSERT INTO attendance_records (employee_id, work_date, status, check_in, check_out,"
            " version, place) VALUES (%s, %s, 'CHECKED_OUT', %s, %s, 1, '')", person, sunday,
            f"{sunday} 00:00:00", f"{sunday} 09:00:00")
        return Move("POST", f"/employees/{person}/leave/compensatory",
                    {"actorId": manager, "workDate": sunday.isoformat()},
                    _count("leave_ledger", "op_id = %s"), (f"compensatory:{person}:{sunday}",),
                    commit=2)  # the calendar is read first

    def absence(self):
        person = self.person()
        return Move("POST", f"/employees/{person}/absences", {
            "actorId": self.person(), "kind": "agreed-leave", "from": "2026-03-02",
            "to": "2026-05-29"}, _count("absences", "employee_id = %s"), (person,), self._key())

    def absence_removed(self):
        person, actor = self.person(), self.person()
        absence = self._does("POST", f"/employees/{person}/absences", {
            "actorId": actor, "kind": "agreed-leave", "from": "2026-03-02", "to": "2026-05-29"},
            self._key())["id"]
        return Move("DELETE", f"/employees/{person}/absences/{absence}?actorId={actor}", None,
                    _count("absences", "employee_id = %s AND removed_by = %s"), (person, actor))

    def cancellation(self):
        person, source = self.person(), f"proof:{uuid.uuid4().hex}"
        for kind in ("RESERVE", "CONSUME"):
            first = self._operation(person, kind, source)
            self._does(first.method, first.path, first.body)
        move = self._operation(person, "CANCEL", source)
        del move.body["minutes"]
        return move

    def _notice(self):
        """A first notice about leave that lapses, as the job stores it: (person, its id)."""
        person = self.person()
        self._execute(
            "INSERT INTO leave_promotions (employee_id, rule, last_day, notice, sent, minutes,"
            " on_date, at, reply_by, dates, plan) VALUES (%s, 'yearly', %s, 1, 1, 7200, %s, NOW(3),"
            " %s, '', '')", person, company_date(180), company_date(), company_date(10))
        return person, self._does("GET", f"/employees/{person}/leave/promotions")[0]["id"]

    def promotion_acknowledged(self):
        person, notice = self._notice()
        return Move("POST", f"/employees/{person}/leave/promotions/{notice}/acknowledge", None,
                    _count("leave_promotions", "id = %s AND acknowledged_by = %s"),
                    (notice, person))

    def promotion_planned(self):
        person, notice = self._notice()
        return Move("PUT", f"/employees/{person}/leave/promotions/{notice}/plan",
                    {"dates": [company_date(100).isoformat()]},
                    _count("leave_promotions", "id = %s AND planned_by = %s AND plan <> ''"),
                    (notice, person))

    # Signing in

    def _signed_in(self):
        """A browser in which somebody is signed in: the id of its session, and a name of its own."""
        person, name = self.person(), uuid.uuid4().hex
        self._execute("INSERT INTO accounts (employee_id, issuer, subject, created_at)"
                      " VALUES (%s, 'local', %s, '2026-11-27')", person, name)
        self._execute("INSERT INTO passwords (account_id, username, username_key, hash, changed_at)"
                      " SELECT id, subject, subject, 'none', '2026-11-27' FROM accounts"
                      " WHERE subject = %s", name)
        self._execute("INSERT INTO browser_sessions (hash, account_id, signed_in_at)"
                      " SELECT SHA2(subject, 256), id, UTC_TIMESTAMP(3) FROM accounts"
                      " WHERE subject = %s", name)
        return name

    def identity_code_redeemed(self):
        name = self._signed_in()
        self._execute(  # the challenge of RFC 7636 appendix B
            "INSERT INTO authorization_codes (hash, session_id, client_id, redirect_uri, code_challenge,"
            " scope, nonce, given_at) SELECT hash, id, 'web', 'https://web.test/cb',"
            " 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'openid', '', UTC_TIMESTAMP(3)"
            " FROM browser_sessions WHERE hash = SHA2(%s, 256)", name)
        body = ("grant_type=authorization_code&client_id=web&redirect_uri=https%3A%2F%2Fweb.test%2Fcb"
                f"&code={name}&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        return Move("POST", "/auth/token", body.encode(),
                    _count("authorization_codes c JOIN refresh_families f ON f.id = c.family_id"
                           " JOIN refresh_tokens t ON t.family_id = f.id",
                           "c.hash = SHA2(%s, 256) AND c.used_at IS NOT NULL"), (name,),
                    repeats=False)  # one that comes again ends what it gave

    def identity_signed_out(self):
        name = self._signed_in()
        self._execute("INSERT INTO refresh_families (account_id, signed_in_at, session_id)"
                      " SELECT account_id, signed_in_at, id FROM browser_sessions"
                      " WHERE hash = SHA2(%s, 256)", name)
        self._execute("INSERT INTO refresh_tokens (hash, family_id, issued_at)"
                      " SELECT SHA2(%s, 256), f.id, f.signed_in_at FROM refresh_families f"
                      " JOIN browser_sessions s ON s.id = f.session_id"
                      " WHERE s.hash = SHA2(%s, 256)", name, name)
        return Move("POST", "/auth/revoke", f"token={name}".encode(),
                    _count("browser_sessions s JOIN refresh_families f ON f.session_id = s.id",
                           "s.hash = SHA2(%s, 256) AND s.ended_at IS NOT NULL"
                           " AND f.ended_at IS NOT NULL"), (name,))

    # Attendance

    def check_in(self):
        person = self.person()
        return Move("POST", f"/attendance/check-in/{person}", None,
                    _count("attendance_records r JOIN attendance_accounts a USING (employee_id)",
                           "r.employee_id = %s AND a.dates = 1"), (person,))

    def check_out(self):
        person = self.person()
        self._does("POST", f"/attendance/check-in/{person}")
        return Move("POST", f"/attendance/check-out/{person}", None,
                    _count("attendance_records", "employee_id = %s AND check_out IS NOT NULL"),
                    (person,))

    def correction(self):
        person = self.person()
        record = self._does("POST", f"/attendance/check-in/{person}")["record"]["id"]
        return Move("PUT", f"/attendance/records/{record}", {"voided": True, "reason": "착오"},
                    _count("attendance_records r JOIN attendance_corrections c"
                           " ON c.record_id = r.id", "r.id = %s AND r.status = 'VOIDED'"),
                    (record,))

    def correction_by_document(self):
        person, source = self.person(), f"proof:{uuid.uuid4().hex}"
        return Move("PUT", f"/internal/attendance-corrections/{source}", {
            "employeeId": person, "workDate": company_date(-3).isoformat(), "checkIn": "09:00",
            "checkOut": "18:00", "reason": "단말기 고장"},
            _count("attendance_records r JOIN attendance_corrections c ON c.record_id = r.id"
                   " JOIN attendance_accounts a USING (employee_id)",
                   "r.employee_id = %s AND c.source = %s AND a.dates = 1"), (person, source))

    # Quests

    def quest(self):
        title, creator = f"퀘스트 {uuid.uuid4().hex[:8]}", self.person()
        return Move("POST", "/quests", {"title": title, "rewardDays": 1, "createdBy": creator,
                                        "department": self._department},
                    _count("quests", "title = %s"), (title,), self._key())

    def quest_edited(self):
        quest, creator = self._quest()
        return Move("PUT", f"/quests/{quest}?actorId={creator}", {"title": "고친 제목"},
                    _count("quests", "id = %s AND title = '고친 제목' AND version = 2"), (quest,),
                    self._key())

    def accepted(self):
        quest, _ = self._quest()
        person = self.person()
        return Move("POST", f"/quests/{quest}/accept", {"employeeId": person},
                    _count("quest_participations p JOIN quests q ON q.id = p.quest_id",
                           "q.id = %s AND q.taken = 1"), (quest,), self._key())

    def _moved(self, quest, verb, state, body=None, method="POST", actor=None):
        actor = f"?actorId={actor}" if actor else ""
        return Move(method, f"/quests/{quest}/{verb}{actor}", body,
                    _count("quest_participations", "quest_id = %s AND state = %s"),
                    (quest, state), self._key())

    def submitted(self):
        quest, _, worker, _ = self._taken()
        return self._moved(quest, "complete", "SUBMITTED", {"employeeId": worker})

    def abandoned(self):
        quest, _, worker, _ = self._taken()
        return self._moved(quest, "abandon", "ABANDONED", {"employeeId": worker})

    def approved(self):
        quest, _, worker, reviewer = self._taken(submitted=True)
        return self._moved(quest, "approve", "APPROVED", {"employeeId": worker}, "PUT", reviewer)

    def rejected(self):
        quest, _, worker, reviewer = self._taken(submitted=True)
        move = self._moved(quest, "reject", "", {"employeeId": worker, "reason": "다시"}, "PUT",
                           reviewer)
        move.counted = _count("quest_attempts a JOIN quest_participations p"
                              " ON p.id = a.participation_id",
                              "p.quest_id = %s AND a.verdict IS NOT NULL")
        move.values = (quest,)
        return move

    def reviewed_together(self):
        quest, _, worker, reviewer = self._taken(submitted=True)
        return self._moved(quest, "reviews", "APPROVED", {
            "items": [{"employeeId": worker, "status": "APPROVED"}]}, "POST", reviewer)

    def ended_by_leaving(self):
        quest, _, worker, _ = self._taken(submitted=True)
        return Move("DELETE", f"/employees/{worker}", None,
                    _count("quest_participations p JOIN quests q ON q.id = p.quest_id",
                           "q.id = %s AND q.taken = 0 AND p.state = 'CANCELED'"), (quest,),
                    commit=2)  # the leaving is the first

    def claimed(self):
        quest, _, worker, _ = self._taken(approved=True)
        return self._moved(quest, "claim", "CLAIMED", {"employeeId": worker})

    def _ended(self, verb, state):
        quest, creator = self._quest()
        return Move("POST", f"/quests/{quest}/{verb}?actorId={creator}", None,
                    _count("quests", "id = %s AND state = %s"), (quest, state), self._key())

    def closed(self):
        return self._ended("close", "CLOSED")

    def canceled(self):
        return self._ended("cancel", "CANCELED")

    def deleted(self):
        quest, creator = self._quest()
        return Move("DELETE", f"/quests/{quest}?actorId={creator}", None,
                    _count("quests", "id = %s AND deleted = 1"), (quest,), self._key())

    def budget_approved(self):
        quest, _ = self._quest(rewardDays=31)
        hr = self._does("POST", "/employees", {"name": "인사", "department": "인사팀",
                                               "position": "과장"}, f"hr-{uuid.uuid4().hex}")["id"]
        return Move("PUT", f"/quests/{quest}/approve-budget?actorId={hr}", None,
                    _count("quests", "id = %s AND budget_approved = 1"), (quest,), self._key())


# Of which one is under way at a time, so that others get 409 meanwhile.
ALONE = ("imported",)
KINDS = tuple(name for name in vars(Moves)
              if not name.startswith("_") and name not in ("person", *ALONE))
# Those that need nothing from the database: a notice that no job has given is one that nobody was
# notified of, which the checker would find; nobody checks in on a day that is over.
BY_CLIENTS = tuple(kind for kind in KINDS
                   if not kind.startswith(("promotion_", "compensatory_", "identity_")))
