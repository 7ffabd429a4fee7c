"""One correct request for every operation: what the wrong ones are made of.

A new operation needs a line in BODIES when it takes a body, in PATHS and QUERIES when it names
something new there; test_every_operation_has_a_correct_request fails until it has one."""
import base64
import contextlib
import datetime
import hashlib
import hmac
import itertools
import json
import os
import time
import uuid
from urllib.parse import quote, urlencode

import pymysql
import redis
import requests

from hostile import wire
from system.eventually import until

RUN = uuid.uuid4().hex[:8]
_numbers = itertools.count(1)
_weeks = itertools.count()


ISSUER = "https://issuer.test"
PASSWORD = "plums in the icebox"
# Of it, by argon2id.
HASH = ("$argon2id$v=19$m=19456,t=2,p=1$"
        "He8LRgyv5KLGlZlvHdRB+Q$2Q+quJjEJE76NfVbyD3NbzwahmQs0Crb52+/LmwNfd0")


def unique(prefix):
    return f"{prefix}-{RUN}-{next(_numbers)}"


def totp(key, now):
    """RFC 6238, with SHA-1, 6 digits and 30 seconds."""
    mac = hmac.new(key, int(now // 30).to_bytes(8, "big"), "sha1").digest()
    place = mac[-1] & 15
    return f"{(int.from_bytes(mac[place:place + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def workday():
    """A Tuesday that no other call gets."""
    return (datetime.date(2027, 3, 2) + datetime.timedelta(days=7 * next(_weeks))).isoformat()


class World:
    """People and documents of one test, made through the gateway as a client would."""

    def __init__(self, session, disturb=lambda: None):
        """`disturb` is told before anything is changed."""
        self.session = session
        self.disturb = disturb
        self.department = unique("적대")
        self.drafter, self.first, self.second, self.outsider, self.gone = (
            self.hire(name) for name in ("기안자", "일차", "이차", "외부인", "퇴사자"))
        self.call("DELETE", f"/employees/{self.gone}", expected=204)
        # The first look at an inbox names its epoch, which is stored; later looks store nothing.
        self.call("GET", f"/notifications?userId={self.drafter}&after=1", expected=200)
        self._document = self._recalled = self._draft = self._job = self._place = self._record = None
        self._promotion = self._leave = self._compensation = self._approved_leave = None
        self._absence, self._days = None, itertools.count()
        self._account = self._subject = self._client = None
        self._quests = {}

    def call(self, method, path, body=None, headers=None, expected=None):
        """Where one status is `expected`, it is asked for as a patient client does: a 503 of a busy
        machine is repeated, with the same key."""
        if method != "GET":
            self.disturb()
        headers = dict(headers or {})
        if method == "POST" and expected is not None:
            headers.setdefault("Idempotency-Key", unique("setting"))

        def ask():
            reply = self.session.request(method, f"{os.environ['GATEWAY_URL']}/api{path}",
                                         json=body, headers=headers, timeout=wire.TIMEOUT)
            return None if reply.status_code == 503 and expected is not None else [reply]
        [reply] = until(ask, f"{method} {path} is served")
        assert expected is None or reply.status_code == expected, reply.text
        return reply

    def hire(self, name):
        return self.call("POST", "/employees", {"name": name, "department": self.department,
                                                "position": "사원"}, expected=201).json()["id"]

    def new_document(self, approvers=None, **more):
        line = [self.first, self.second] if approvers is None else approvers
        body = {"requesterId": self.drafter, "title": "비품 구매", "content": "모니터 2대",
                "steps": [{"step": n, "approverId": p} for n, p in enumerate(line, 1)], **more}
        request = self.call("POST", "/approvals", body, expected=201).json()["requestId"]
        until(lambda: request in [t["requestId"] for t in
                                  self.call("GET", f"/process/{line[0]}", expected=200).json()],
              "the task")
        return request

    @property
    def document(self):
        """An open one whose first step waits for `first`."""
        self._document = self._document or self.new_document()
        return self._document

    @property
    def recalled(self):
        """One that its drafter has taken back."""
        if not self._recalled:
            self._recalled = self.new_document()
            self.call("POST", f"/approvals/{self._recalled}/recall",
                      {"requesterId": self.drafter})
            until(lambda: self.state(self._recalled)["finalStatus"] == "recalled", "the recall")
        return self._recalled

    @property
    def draft(self):
        """One whose leave was refused."""
        if not self._draft:
            body = {"requesterId": self.drafter, "title": "긴 휴가", "content": "", "leaveDays": 366,
                    "type": "ANNUAL_LEAVE", "steps": [{"step": 1, "approverId": self.first}]}
            self._draft = self.call("POST", "/approvals", body, expected=409).json()["requestId"]
        return self._draft

    @property
    def approved_leave(self):
        """One with leave that is still to come."""
        if not self._approved_leave:
            self._approved_leave = self.new_document(
                [self.first], form="annual-leave", fields={"startDate": "2027-11-02"})
            self.call("POST", f"/process/{self.first}/{self._approved_leave}",
                      {"status": "approved"}, expected=200)
            until(lambda: self.state(self._approved_leave)["finalStatus"] == "approved",
                  "the approval")
        return self._approved_leave

    def quest(self, state):
        """One of `second` that `drafter` has brought there: open, taken, waiting, approved; draft is
        above the budget."""
        if state not in self._quests:
            quest = self.call("POST", "/quests", {
                "title": "문서 정리", "rewardDays": 31 if state == "draft" else 0.125,
                "department": self.department, "createdBy": self.second, "maxParticipants": 1},
                expected=201).json()["id"]
            moves = {"taken": 1, "waiting": 2, "approved": 3}.get(state, 0)
            for verb in ("accept", "complete")[:moves]:
                self.call("POST", f"/quests/{quest}/{verb}", {"employeeId": self.drafter}, expected=200)
            if moves == 3:
                self.call("PUT", f"/quests/{quest}/approve", expected=200)
            self._quests[state] = quest
        return self._quests[state]

    @property
    def record(self):
        """Of somebody who has checked in today."""
        if not self._record:
            self._record = self.call("POST", f"/attendance/check-in/{self.first}",
                                     expected=200).json()["record"]
        return self._record

    @property
    def job(self):
        """Some job of approval-request that sends notifications again."""
        if self._job is None:
            self.disturb()
            url = f"{os.environ['APPROVAL_REQUEST_OPERATOR_URL']}/internal/notifications/re-emit"
            told = self.session.post(url, timeout=wire.TIMEOUT, json={
                "from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z"}).json()
            self._job = told["jobId"]  # also of one that runs
            until(lambda: self.session.get(f"{url}/{self._job}", timeout=wire.TIMEOUT)
                  .json()["state"] != "running", "the job ends")
        return self._job

    @property
    def leave(self):
        """A leave document that waits for `first`."""
        self._leave = self._leave or self.new_document(
            [self.first], form="annual-leave", fields={"leaveDays": 0.125})
        return self._leave

    @property
    def managed(self):
        """`second`, whose manager is `first`."""
        self.call("PUT", f"/employees/{self.second}", {"managerId": self.first}, expected=200)
        return self.second

    @property
    def department_id(self):
        return self.call("GET", f"/employees/{self.drafter}", expected=200).json()["departmentId"]

    @property
    def position_id(self):
        return self.call("GET", "/positions", expected=200).json()[0]["id"]

    @property
    def holiday(self):
        """The date of a day off far ahead."""
        self.call("PUT", "/holidays/2999-05-05", {"name": "창립기념일"}, expected=200)
        return "2999-05-05"

    @property
    def work_calendar(self):
        return self.call("POST", "/work-calendars", {"name": unique("달력"), "minutes": [480] * 7},
                         expected=201).json()["id"]

    @property
    def change(self):
        """A planned one of the drafter."""
        return self.call("POST", f"/employees/{self.drafter}/changes",
                         {"effectiveOn": "2999-01-01", "position": "대리"}, expected=201).json()["id"]

    @property
    def post(self):
        """A further one of the drafter."""
        return self.call("POST", f"/employees/{self.drafter}/posts",
                         {"department": self.department, "position": "대리"},
                         expected=201).json()["id"]

    @property
    def promotion(self):
        """A first notice of the drafter about leave of the far future, as a job would store it, with
        what tells them of it."""
        if self._promotion is None:
            self.disturb()
            with self._people() as cursor:
                cursor.execute(
                    "INSERT INTO leave_promotions (employee_id, rule, last_day, notice, sent, minutes,"
                    " on_date, at, reply_by, dates, plan) VALUES (%s, 'yearly', '2999-12-31', 1, 1,"
                    " 7200, '2026-11-27', '2026-11-27', '2026-12-07', '', '')", (self.drafter,))
                self._promotion = cursor.lastrowid
                event = f"n:promotion:{self._promotion}:{self.drafter}"
                cursor.execute(
                    "INSERT INTO outbox (event_id, target, topic, message_key, type, body, traceparent,"
                    " caused_at, written_at) VALUES (%s, 'bus', %s, %s, 'notification.requested', %s,"
                    " '', '2026-11-27', UTC_TIMESTAMP(3))",
                    (event, os.environ.get("KAFKA_TOPIC_PREFIX", "") + "approval-notifications",
                     self.drafter, json.dumps({
                         "notificationId": event, "userId": self.drafter,
                         "type": "LEAVE_PROMOTION_FIRST",
                         "subject": f"promotion:{self._promotion}", "status": "first",
                         "title": "연차", "message": "연차", "timestamp": "2026-11-27T00:00:00.000Z"})))
            until(lambda: self._notified(event), "the notice has arrived")
        return self._promotion

    @property
    def account(self):
        """What the drafter signs in with."""
        if self._account is None:
            self.disturb()
            name = unique("kim")
            with self._people() as cursor:
                cursor.execute(
                    "INSERT INTO accounts (employee_id, issuer, subject, created_at)"
                    " VALUES (%s, 'local', %s, '2026-11-27')", (self.drafter, name))
                cursor.execute(
                    "INSERT INTO passwords (account_id, username, username_key, hash, changed_at)"
                    " VALUES (%s, %s, %s, %s, '2026-11-27')", (cursor.lastrowid, name, name, HASH))
            self._account = {"username": name, "password": PASSWORD}
        return self._account

    @property
    def client(self):
        """A client that acts as the drafter, with its secret."""
        if self._client is None:
            self.disturb()
            self._client = {"client_id": unique("client"), "client_secret": uuid.uuid4().hex * 2}
            with self._people() as cursor:
                cursor.execute(
                    "INSERT INTO clients (client_id, secret_hash, employee_id, created_at, changed_at)"
                    " VALUES (%s, SHA2(%s, 256), %s, '2026-11-28', '2026-11-28')",
                    (*self._client.values(), self.drafter))
        return self._client

    @property
    def asked(self):
        """What an application asks the issuer for. Its challenge is that of RFC 7636 appendix B."""
        return {"response_type": "code", "client_id": "tests", "scope": "openid", "state": "s",
                "redirect_uri": "https://application.test/callback", "nonce": "n",
                "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                "code_challenge_method": "S256"}

    # Of a browser that was shown the form: the cookie, and the proof that binds both.
    form_cookie = "a" * 43

    @property
    def filled_in(self):
        asked = {**self.asked, "ui_locales": ""}
        order = ("response_type", "client_id", "redirect_uri", "scope", "state", "nonce",
                 "code_challenge", "code_challenge_method", "ui_locales")
        text = self.form_cookie + "".join(
            f"\n{name}={len(asked[name])}:{asked[name]}" for name in order)
        return urlencode({**asked, **self.account,
                          "proof": hashlib.sha256(text.encode()).hexdigest()}).encode()

    def code(self):
        """Of a key that was given out just now, to an account that has none yet."""
        self._account = None
        key = base64.b32decode(self.call("POST", "/auth/totp", self.account,
                                         expected=200).json()["secret"])
        return totp(key, time.time())

    def refresh_token(self):
        """One that is good again and again for some seconds, as for two tabs of a browser."""
        return self.call("POST", "/auth/login", self.account, expected=200).json()["refreshToken"]

    @property
    def subject(self):
        """By which the tokens of another issuer name the drafter."""
        if self._subject is None:
            self.disturb()
            self._subject = unique("subject")
            with self._people() as cursor:
                cursor.execute(
                    "INSERT INTO accounts (employee_id, issuer, subject, created_at)"
                    " VALUES (%s, %s, %s, '2026-11-27')", (self.drafter, ISSUER, self._subject))
        return self._subject

    @property
    def compensation(self):
        """An order of leave for work of the drafter on a Sunday that is done already, so that a repeat
        changes nothing."""
        if self._compensation is None:
            self.disturb()
            with self._people() as cursor:
                cursor.execute("INSERT IGNORE INTO attendance_accounts VALUES (%s, 1, 0)",
                               (self.drafter,))
                cursor.execute(
                    "INSERT INTO attendance_records (employee_id, work_date, status, check_in,"
                    " check_out, version, place) VALUES (%s, '2026-11-22', 'CHECKED_OUT',"
                    " '2026-11-22 00:00:00', '2026-11-22 09:00:00', 1, '')", (self.drafter,))
            hr = self.call("POST", "/employees", {"name": "인사", "department": "인사팀",
                                                  "position": "사원"}, expected=201).json()["id"]
            self._compensation = {"actorId": hr, "workDate": "2026-11-22", "reason": "점검"}
            self.call("POST", f"/employees/{self.drafter}/leave/compensatory", self._compensation,
                      expected=201)
            until(lambda: self._notified(f"compensatory:{self.drafter}:2026-11-22"),
                  "the notice has arrived")
        return self._compensation

    def new_absence(self):
        """On a day that no other one has."""
        day = (datetime.date(2010, 1, 1) + datetime.timedelta(next(self._days))).isoformat()
        return {"actorId": self.second, "kind": "agreed-leave", "from": day, "to": day,
                "reason": "휴직"}

    @property
    def absence(self):
        if not self._absence:
            self._absence = self.call("POST", f"/employees/{self.drafter}/absences",
                                      self.new_absence(), expected=201).json()["id"]
        return self._absence

    @contextlib.contextmanager
    def _people(self):
        """A transaction on the database of employee."""
        env = os.environ
        with pymysql.connect(
                host=env["MYSQL_HOST"], port=int(env["MYSQL_PORT"]), user=env["MYSQL_USER"],
                password=env["MYSQL_PASSWORD"], database=env["MYSQL_DATABASE"]
                ) as connection, connection.cursor() as cursor:
            yield cursor
            connection.commit()

    def _notified(self, event):
        reply = self.call("GET", f"/notifications?userId={self.drafter}", expected=200)
        return event in reply.text

    @property
    def epoch(self):
        """Of approval-processing's store, in force and announced last."""
        url = f"{os.environ['APPROVAL_REQUEST_OPERATOR_URL']}/internal/epoch"

        def settled():
            epoch = self.session.get(url, timeout=wire.TIMEOUT).json()
            return epoch["announced"] if epoch["announced"] == epoch["inForce"] else None
        return until(settled, "the epoch is in force")

    def compared(self):
        """Waits until approval-processing has compared its store in the epoch announced last."""
        url = f"{os.environ['APPROVAL_PROCESSING_OPERATOR_URL']}/readyz"
        until(lambda: self.epoch and
              "rebuilding" not in self.session.get(url, timeout=wire.TIMEOUT).text, "compared")

    @property
    def place(self):
        """Of an entry of approval-processing's outbox that nobody can read."""
        if self._place is None:
            self.disturb()
            redis.Redis.from_url(os.environ["REDIS_URL_PROCESSING"]).xadd(
                "ap:{default}:out", {"x": "y"})
            url = f"{os.environ['APPROVAL_PROCESSING_OPERATOR_URL']}/internal/outbox/unreadable"
            self._place = until(
                lambda: [entry["place"] for entry in
                         self.session.get(url, timeout=wire.TIMEOUT).json()["entries"]],
                "the entry is set aside")[-1]
        return self._place

    def state(self, request):
        return self.call("GET", f"/approvals/{request}", expected=200).json()


# (service, name in the path) → its value
PATHS = {
    ("employee", "id"): lambda w: w.drafter,
    ("employee", "employeeId"): lambda w: w.drafter,
    ("employee", "changeId"): lambda w: w.change,
    ("employee", "postId"): lambda w: w.post,
    ("employee", "date"): lambda w: w.holiday,
    ("employee", "promotionId"): lambda w: w.promotion,
    ("employee", "absenceId"): lambda w: w.absence,
    ("employee", "opId"): lambda w: unique("leave:hostile"),
    ("approval-request", "id"): lambda w: w.document,
    ("approval-request", "approverId"): lambda w: w.first,
    ("approval-request", "employeeId"): lambda w: w.first,
    ("approval-request", "jobId"): lambda w: w.job,
    ("approval-request", "epoch"): lambda w: w.epoch,
    ("approval-processing", "approverId"): lambda w: w.first,
    ("approval-processing", "requestId"): lambda w: w.document,
    ("approval-processing", "requesterId"): lambda w: w.drafter,
    ("approval-processing", "place"): lambda w: w.place,
    ("notification", "userId"): lambda w: w.drafter,
}

# What has to come to rest after an operation that worked, before others are tried.
SETTLED = {
    # Approval-processing compares its store then, and decides nothing meanwhile.
    ("POST", "/internal/epoch"): lambda w: w.compared(),
}

# Operations on something in another state than the rest: on which.
DOCUMENTS = {
    ("GET", "/departments/{id}"): lambda w: w.department_id,
    ("PUT", "/departments/{id}"): lambda w: w.department_id,
    ("PUT", "/positions/{id}"): lambda w: w.position_id,
    ("GET", "/work-calendars/{id}"): lambda w: w.work_calendar,
    ("PUT", "/work-calendars/{id}"): lambda w: w.work_calendar,
    ("PUT", "/leaves/{id}/approve"): lambda w: w.leave,
    ("PUT", "/leaves/{id}/reject"): lambda w: w.leave,
    ("PUT", "/approvals/{id}"): lambda w: w.recalled,
    ("POST", "/approvals/{id}/submit"): lambda w: w.recalled,
    ("DELETE", "/approvals/{id}"): lambda w: w.draft,
    ("POST", "/approvals/{id}/cancel-leave"): lambda w: w.approved_leave,
    ("GET", "/quests/{id}"): lambda w: w.quest("waiting"),
    ("PUT", "/quests/{id}"): lambda w: w.quest("open"),
    ("DELETE", "/quests/{id}"): lambda w: w.quest("open"),
    ("POST", "/quests/{id}/accept"): lambda w: w.quest("open"),
    ("POST", "/quests/{id}/complete"): lambda w: w.quest("taken"),
    ("POST", "/quests/{id}/abandon"): lambda w: w.quest("taken"),
    ("POST", "/quests/{id}/claim"): lambda w: w.quest("approved"),
    ("PUT", "/quests/{id}/approve"): lambda w: w.quest("waiting"),
    ("PUT", "/quests/{id}/reject"): lambda w: w.quest("waiting"),
    ("POST", "/quests/{id}/reviews"): lambda w: w.quest("waiting"),
    ("POST", "/quests/{id}/close"): lambda w: w.quest("open"),
    ("POST", "/quests/{id}/cancel"): lambda w: w.quest("open"),
    ("PUT", "/quests/{id}/approve-budget"): lambda w: w.quest("draft"),
    ("GET", "/quests/{id}/participants/{employeeId}/attempts"): lambda w: w.quest("waiting"),
    ("POST", "/attendance/check-out/{employeeId}"): lambda w: w.record["employeeId"],
    ("GET", "/attendance/records/{id}"): lambda w: w.record["id"],
    ("PUT", "/attendance/records/{id}"): lambda w: w.record["id"],
}

# Query parameters that an operation needs.
QUERIES = {
    ("GET", "/auth/authorize"): lambda w: w.asked,
    ("GET", "/internal/principals"): lambda w: {"issuer": ISSUER, "subject": w.subject},
    ("GET", "/quests/available"): lambda w: {"employeeId": w.drafter},
    ("GET", "/quests/my-quests"): lambda w: {"employeeId": w.drafter},
    ("GET", "/quests/my-created"): lambda w: {"managerId": w.second},
    ("GET", "/employees/team"): lambda w: {"department": w.department},
    ("GET", "/attendance/sheet"): lambda w: {"month": "2026-11", "department": w.department},
    ("GET", "/leave-calendar"): lambda w: {"department": w.department},
    ("GET", "/leave-report"): lambda w: {"department": w.department},
    ("GET", "/approvals/pending"): lambda w: {"approverId": w.first},
    ("DELETE", "/approvals/{id}"): lambda w: {"requesterId": w.drafter},
    ("GET", "/internal/employees"): lambda w: {"ids": f"{w.drafter},{w.first}"},
    ("GET", "/internal/standings"): lambda w: {"requests": str(w.document)},
    ("GET", "/notifications"): lambda w: {"userId": w.drafter},
    ("GET", "/notifications/unread-count"): lambda w: {"userId": w.drafter},
}

BODIES = {
    ("POST", "/employees"): lambda w: {
        "name": "홍길동", "department": w.department, "position": "사원",
        "email": "gildong@example.com", "managerId": w.first, "hiredOn": "2024-02-29"},
    ("PUT", "/employees/{id}"): lambda w: {
        "name": "홍길순", "department": w.department, "position": "대리",
        "email": "gilsun@example.com", "managerId": w.first, "hiredOn": "2024-02-29"},
    ("POST", "/departments"): lambda w: {"name": unique("부서"), "order": 10, "headId": w.first},
    ("PUT", "/departments/{id}"): lambda w: {"order": 20, "headId": w.first},
    ("POST", "/positions"): lambda w: {"name": unique("직위"), "order": 55},
    ("PUT", "/positions/{id}"): lambda w: {"order": 10},
    ("POST", "/employees/{id}/changes"): lambda w: {
        "effectiveOn": "2999-01-01", "position": "대리", "managerId": w.first, "reason": "승진"},
    ("POST", "/employees/{id}/posts"): lambda w: {
        "department": w.department, "position": "대리", "title": "팀장", "managerId": w.first},
    ("PUT", "/employees/{id}/roles"): lambda w: {"roles": ["manager"]},
    ("POST", "/employees/{id}/account"): lambda w: {"username": unique("user"),
                                                    "password": PASSWORD},
    ("POST", "/organisation/resolve"): lambda w: {
        "employeeId": w.drafter, "on": "2999-01-01", "rules": [
            {"kind": "manager", "level": 20}, {"kind": "employee", "employeeId": w.first}]},
    ("POST", "/internal/organisation/resolve"): lambda w: {
        "employeeId": w.drafter, "rules": [
            {"kind": "department-head", "department": w.department},
            {"kind": "employee", "employeeId": w.first}]},
    ("PUT", "/holidays/{date}"): lambda w: {
        "name": unique("휴일"), "kind": "company", "half": "am", "source": "사내 공지"},
    ("POST", "/holidays/import"): lambda w: {
        "csv": "date,name,kind,half,source\n2999-05-06,창립기념일,company,,\n", "dryRun": False},
    ("POST", "/work-calendars"): lambda w: {
        "name": unique("달력"), "minutes": [0, 480, 480, 480, 480, 240, 0], "publicHolidays": True,
        "labourDay": True, "companyDays": False},
    ("PUT", "/work-calendars/{id}"): lambda w: {
        "name": unique("달력"), "minutes": [0, 480, 480, 480, 480, 0, 0]},
    ("PUT", "/employees/{id}/work-calendar"): lambda w: {"calendarId": 1},
    ("PUT", "/employees/{id}/leave-balance"): lambda w: {"adjustment": 0.125, "reason": "정정"},
    ("POST", "/employees/{id}/deduct-leave"): lambda w: {"days": 0.125},
    ("POST", "/employees/{id}/leave/compensatory"): lambda w: w.compensation,
    ("POST", "/employees/{id}/absences"): lambda w: w.new_absence(),
    ("PUT", "/employees/{id}/leave/promotions/{promotionId}/plan"): lambda w: {
        "dates": ["2999-12-29", "2999-12-30"]},
    ("POST", "/auth/login"): lambda w: w.account,
    ("POST", "/auth/totp"): lambda w: w.account,
    ("POST", "/auth/totp/confirm"): lambda w: {"totp": w.code(), **w.account},
    ("POST", "/auth/totp/remove"): lambda w: w.account,
    ("POST", "/auth/password"): lambda w: {**w.account, "newPassword": "four slow turtles cross"},
    ("POST", "/auth/refresh"): lambda w: {"refreshToken": w.refresh_token()},
    ("POST", "/auth/logout"): lambda w: {"refreshToken": "one that nobody has"},
    ("POST", "/leaves/quote"): lambda w: {
        "employeeId": w.drafter, "startDate": "2026-12-01", "endDate": "2026-12-02", "unit": "day"},
    ("PUT", "/internal/leave-counts"): lambda w: {
        "employeeId": w.drafter, "startDate": "2026-12-01", "endDate": "2026-12-02", "unit": "day"},
    ("POST", "/leaves"): lambda w: {
        "employeeId": w.managed, "startDate": workday(), "unit": "day", "days": 1, "reason": "개인"},
    ("PUT", "/leaves/{id}/approve"): lambda w: {"reason": "확인"},
    ("PUT", "/leaves/{id}/reject"): lambda w: {"reason": "마감"},
    ("POST", "/quests"): lambda w: {
        "title": "문서 정리", "description": "위키", "rewardDays": 0.125, "department": w.department,
        "createdBy": w.second, "maxParticipants": 2, "opensOn": "2026-01-01",
        "closesOn": "2999-12-31", "reviewDays": 7},
    ("PUT", "/quests/{id}"): lambda w: {
        "title": "문서 정리", "description": "위키", "rewardDays": 0.25, "maxParticipants": 2,
        "opensOn": "2026-01-01", "closesOn": "2999-12-31", "reviewDays": 7},
    ("POST", "/quests/{id}/accept"): lambda w: {"employeeId": w.drafter},
    ("POST", "/quests/{id}/complete"): lambda w: {
        "employeeId": w.drafter, "evidence": {"text": "끝", "links": ["https://wiki.example.com"]}},
    ("POST", "/quests/{id}/abandon"): lambda w: {"employeeId": w.drafter},
    ("POST", "/quests/{id}/claim"): lambda w: {"employeeId": w.drafter},
    ("PUT", "/quests/{id}/approve"): lambda w: {"employeeId": w.drafter, "reason": "확인"},
    ("PUT", "/quests/{id}/reject"): lambda w: {"employeeId": w.drafter, "reason": "다시"},
    ("POST", "/quests/{id}/reviews"): lambda w: {
        "items": [{"employeeId": w.drafter, "status": "APPROVED", "reason": "확인"}]},
    ("POST", "/attendance/check-in/{employeeId}"): lambda w: {
        "latitude": 37.5665, "longitude": 126.978, "accuracy": 20,
        "clientTime": "2026-11-27T00:00:00Z"},
    ("PUT", "/attendance/records/{id}"): lambda w: {
        "checkInTime": w.record["checkInTime"], "voided": False, "reason": "정정"},
    ("PUT", "/internal/attendance-corrections/{opId}"): lambda w: {
        "employeeId": w.second, "workDate": "2026-11-20", "checkIn": "09:00", "checkOut": "18:00",
        "reason": "단말기 고장"},
    ("PUT", "/internal/attendance-checks"): lambda w: {
        "employeeId": w.second, "workDate": "2026-11-20", "checkIn": "09:00", "reason": "고장"},
    ("PUT", "/internal/leave-ops/{opId}"): lambda w: {
        "employeeId": w.drafter, "kind": "RESERVE", "minutes": 60, "source": unique("hostile"),
        "reason": "연차"},
    ("POST", "/approvals"): lambda w: {
        "requesterId": w.drafter, "title": "출장 보고", "content": "부산", "type": "GENERAL",
        "steps": [{"step": 1, "approverId": w.first}, {"step": 2, "approverId": w.second}]},
    ("PUT", "/approvals/{id}"): lambda w: {
        "requesterId": w.drafter, "title": "출장 보고", "content": "부산",
        "steps": [{"step": 1, "approverId": w.first}, {"step": 2, "approverId": w.second}]},
    ("POST", "/internal/approvals"): lambda w: {
        "requesterId": w.drafter, "title": "출장 보고", "content": "부산", "type": "GENERAL",
        "steps": [{"step": 1, "approverId": w.first}, {"step": 2, "approverId": w.second}]},
    ("PUT", "/internal/approvals/{id}/approve"): lambda w: {"approverId": w.first},
    ("PUT", "/internal/approvals/{id}/reject"): lambda w: {"approverId": w.first, "reason": "예산"},
    ("POST", "/approvals/{id}/submit"): lambda w: {"requesterId": w.drafter},
    ("POST", "/approvals/{id}/cancel-leave"): lambda w: {
        "actorId": w.drafter, "reason": "일정 변경"},
    ("PUT", "/approvals/{id}/approve"): lambda w: {"approverId": w.first},
    ("PUT", "/approvals/{id}/reject"): lambda w: {"approverId": w.first, "reason": "예산"},
    ("POST", "/approvals/{id}/recall"): lambda w: {"requesterId": w.drafter, "comment": "회수"},
    ("POST", "/internal/dead-letters/replay"): lambda w: {"reason": unique("none"), "limit": 1},
    ("POST", "/internal/notifications/re-emit"): lambda w: {
        "from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z"},
    ("POST", "/process/{approverId}/{requestId}"): lambda w: {
        "status": "approved", "comment": "확인"},
    ("POST", "/internal/process/{approverId}/{requestId}"): lambda w: {
        "status": "approved", "comment": "확인"},
    ("POST", "/internal/recalls/{requesterId}/{requestId}"): lambda w: {"comment": "회수"},
    ("POST", "/internal/comparison/confirm"): lambda w: {"most": 1},
    ("POST", "/internal/results/{requestId}/again"): lambda w: {"after": 0},
    # Not as it is: nothing is done.
    ("POST", "/internal/documents/{requestId}/replace"): lambda w: {"order": 0, "n": 0},
    # Both sides are the same, so it repairs nothing.
    ("POST", "/internal/reconciliation"): lambda w: {"backupAt": "2026-01-01T00:00:00Z"},
    ("POST", "/internal/notifications/missing"): lambda w: {
        "people": [{"userId": w.drafter, "requested": [unique("n")], "settled": []}]},
    ("PUT", "/internal/moves/{requestId}"): lambda w: {
        "round": 1, "step": 1, "attempt": 1, "fromId": w.first,
        "to": {"approverId": w.second, "name": "이차", "position": "사원", "department": "적대"}},
    ("POST", "/notifications/send"): lambda w: {
        "approvalId": 1, "status": "approved", "message": "안내"},
    ("POST", "/notifications/send/{userId}"): lambda w: {
        "approvalId": 1, "status": "approved", "message": "안내"},
    ("PUT", "/notifications/read"): lambda w: {"upTo": 0, "userId": w.drafter},
}


# Bodies that are no JSON, as bytes.
FILES = {
    ("POST", "/auth/revoke"): lambda w: b"token=one+that+nobody+has",
    ("POST", "/auth/authorize"): lambda w: w.filled_in,
    ("POST", "/auth/token"): lambda w: urlencode(
        {"grant_type": "client_credentials", **w.client}).encode(),
    ("POST", "/employees/import"): lambda w:
        f"number,name,department,position\r\n{unique('E')},홍길동,{w.department},사원\r\n".encode(),
}


class Request:
    """A correct request of one operation, and copies of it with one thing changed."""

    def __init__(self, operation, world):
        self.operation = operation
        named = DOCUMENTS.get(operation.key)
        self.params = {p["name"]: str((named or PATHS[operation.service, p["name"]])(world))
                       for p in operation.parameter("path")}
        self.query = dict(QUERIES.get(operation.key, lambda w: {})(world))
        self.body = BODIES[operation.key](world) if operation.body is not None else None
        self.file = FILES[operation.key](world) if operation.media and self.body is None else None

    def target(self, server, params=None, query=None):
        """The address as bytes go over the line; `query` is taken as it is."""
        path = self.operation.path
        for name, value in {**self.params, **(params or {})}.items():
            path = path.replace("{" + name + "}", value)
        if query is None:
            query = "&".join(f"{n}={quote(str(v), safe=',')}" for n, v in self.query.items())
        return server.prefix + path + ("?" + query if query else "")

    def plain_query(self):
        return "&".join(f"{n}={quote(str(v), safe=',')}" for n, v in self.query.items())

    def headers(self, more=()):
        kept = [("Content-Type", self.operation.media)] if self.operation.media else []
        if self.operation.key == ("POST", "/auth/authorize"):
            kept.append(("Cookie", f"erp_sign_in={World.form_cookie}"))
        given = {name.lower() for name, _ in more}
        return [pair for pair in kept if pair[0].lower() not in given] + list(more)

    def text(self, body=None):
        if self.body is None and body is None:
            return self.file
        return json.dumps(self.body if body is None else body, ensure_ascii=False).encode()

    def bytes(self, server, *, method=None, params=None, query=None, headers=(), body=None,
              raw_target=None, version="HTTP/1.1"):
        """`body` are bytes; None is the correct one."""
        return wire.request(method or self.operation.method,
                            raw_target or self.target(server, params, query),
                            self.headers(headers), self.text() if body is None else body, version)


def session():
    return requests.Session()
