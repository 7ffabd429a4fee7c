"""Daemons of the employee service alone, several on one database of their own, beside the test
stack, whose MariaDB and Kafka they use. What is not the subject stands still: their schedule of
jobs is off unless a test wants it, and approval-request is a stand-in that has nothing waiting."""
import contextlib
import json
import os
import subprocess
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pymysql
import requests

from system.eventually import TIMEOUT, until
from system.gateway_alone import free_port
from system.own_stack import BINARIES

NOTHING_WAITS = {"open": 0, "later": 0, "drafted": 0, "more": False, "documents": []}

# Statements that find nothing on a sound database: what is broken -> where.
INVARIANTS = {
    "ledger entries are numbered without a gap":
        "SELECT a.employee_id FROM leave_accounts a LEFT JOIN leave_ledger l USING (employee_id)"
        " GROUP BY a.employee_id, a.entries HAVING COUNT(l.number) <> a.entries"
        " OR COALESCE(MAX(l.number), 0) <> a.entries",
    "totals are the sums of the entries":
        "SELECT a.employee_id FROM leave_accounts a LEFT JOIN leave_ledger l USING (employee_id)"
        " GROUP BY a.employee_id HAVING MAX(a.granted_minutes) <> SUM(COALESCE(granted_change, 0))"
        " OR MAX(a.consumed_minutes) <> SUM(COALESCE(consumed_change, 0))"
        " OR MAX(a.reserved_minutes) <> SUM(COALESCE(reserved_change, 0))",
    "each balance follows from the one before":
        "SELECT l.employee_id, l.number FROM leave_ledger l LEFT JOIN leave_ledger p"
        " ON p.employee_id = l.employee_id AND p.number = l.number - 1"
        " WHERE l.balance_after <> COALESCE(p.balance_after, 0) + l.granted_change"
        " - l.consumed_change - l.reserved_change",
    "lots sum up to the account":
        "SELECT a.employee_id FROM leave_accounts a LEFT JOIN leave_lots v USING (employee_id)"
        " GROUP BY a.employee_id HAVING MAX(a.balance_minutes) <> COALESCE(SUM("
        "v.granted_minutes - v.consumed_minutes - v.reserved_minutes), 0)"
        " OR MAX(a.lots_upto) <> MAX(a.entries)",
    "takings are what lots have given":
        "SELECT v.employee_id, v.number FROM leave_lots v LEFT JOIN leave_takings t"
        " ON t.employee_id = v.employee_id AND t.lot = v.number"
        " GROUP BY v.employee_id, v.number HAVING"
        " MAX(v.reserved_minutes) <> COALESCE(SUM(IF(t.consumed, 0, t.minutes)), 0)"
        " OR MAX(v.consumed_minutes) <> COALESCE(SUM(IF(t.consumed, t.minutes, 0)), 0)",
    "what is canceled was taken, once":
        "SELECT c.employee_id, c.number FROM leave_ledger c WHERE c.kind = 'CANCEL' AND c.outcome ="
        " 'APPLIED' AND ((SELECT COUNT(*) FROM leave_ledger o WHERE o.source = c.source AND"
        " o.employee_id = c.employee_id AND o.kind = 'CONSUME' AND o.outcome = 'APPLIED' AND"
        " o.minutes >= c.minutes AND o.number < c.number) <> 1 OR (SELECT COUNT(*) FROM leave_ledger o"
        " WHERE o.source = c.source AND o.kind = 'CANCEL' AND o.outcome = 'APPLIED') <> 1)",
    "everybody has an account and a history":
        "SELECT e.id FROM employees e LEFT JOIN leave_accounts a ON a.employee_id = e.id"
        " LEFT JOIN employee_history h ON h.employee_id = e.id"
        " WHERE a.employee_id IS NULL OR h.id IS NULL",
    "dates of attendance are counted":
        "SELECT a.employee_id FROM attendance_accounts a WHERE a.dates <> (SELECT COUNT(*) FROM"
        " attendance_records r WHERE r.employee_id = a.employee_id AND r.status <> 'VOIDED')"
        " OR a.milestones <> (SELECT COUNT(*) FROM leave_ledger l WHERE l.employee_id ="
        " a.employee_id AND l.op_id LIKE 'attendance:%')",
    "every correction is kept":
        "SELECT r.id FROM attendance_records r LEFT JOIN attendance_corrections c"
        " ON c.record_id = r.id AND c.version = r.version WHERE r.status = 'VOIDED'"
        " AND c.id IS NULL",
    "slots are counted":
        "SELECT q.id FROM quests q WHERE q.taken <> (SELECT COUNT(*) FROM quest_participations p"
        " WHERE p.quest_id = q.id AND p.state NOT IN ('ABANDONED', 'EXPIRED', 'CANCELED'))",
    "a reward is claimed and granted, or neither":
        "SELECT p.id FROM quest_participations p LEFT JOIN leave_ledger l"
        " ON l.op_id = CONCAT('quest:', p.id)"
        " WHERE (p.state = 'CLAIMED') <> (l.op_id IS NOT NULL)",
}


class Nothing(BaseHTTPRequestHandler):
    """approval-request, where nothing waits for anybody."""

    def do_GET(self):
        body = json.dumps(NOTHING_WAITS).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *_):
        pass


class Daemon:
    """One process; `failpoints`: the faulty one, which dies there."""

    def __init__(self, env, log, failpoints=None):
        ports = {"HTTP_PORT": str(free_port()), "OPERATOR_PORT": str(free_port())}
        self.url = f"http://127.0.0.1:{ports['HTTP_PORT']}"
        self.operator = f"http://127.0.0.1:{ports['OPERATOR_PORT']}"
        binary = BINARIES / "faulty" / "employee" if failpoints else BINARIES / "employee"
        more = {"FAILPOINTS": failpoints} if failpoints else {}
        self.process = subprocess.Popen([binary], env=env | ports | more, stdout=log, stderr=log)
        until(self._ready, "employee is ready")

    def _ready(self):
        assert self.process.poll() is None, "employee has ended"
        try:
            return requests.get(f"{self.operator}/readyz", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def call(self, method, path, body=None, key=None):
        """The answer, or None when there was none. Paths below /internal are the operator's."""
        headers = {"Idempotency-Key": key} if key else {}
        url = self.operator if path.startswith("/internal") else self.url
        sent = {"json": body}
        if isinstance(body, bytes):
            sent = {"data": body}
            headers["Content-Type"] = ("application/x-www-form-urlencoded"
                                       if path.startswith("/auth/") else "text/csv")
        try:
            return requests.request(method, url + path, headers=headers, timeout=10, **sent)
        except requests.RequestException:
            return None

    def does(self, method, path, body=None, key=None):
        """The body of an answer that has to be 2xx."""
        reply = self.call(method, path, body, key)
        assert reply is not None and reply.status_code // 100 == 2, \
            f"{method} {path}: {reply is not None and (reply.status_code, reply.text)}"
        return reply.json() if reply.content else None

    def died(self):
        """Waits until it has killed itself."""
        assert self.process.wait(TIMEOUT) == -9, "it dies by its failpoint"

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(TIMEOUT)


class Employees:
    """One database and the daemons on it. `settings`: of all of them."""

    def __init__(self, folder, **settings):
        self._name = f"test_people_{uuid.uuid4().hex[:12]}"
        self._stand_in = ThreadingHTTPServer(("127.0.0.1", 0), Nothing)
        self._log = open(folder / "employee.log", "wb")  # noqa: SIM115  of all daemons; see close()
        self._daemons = []
        threading.Thread(target=self._stand_in.serve_forever, daemon=True).start()
        self._env = os.environ | {
            "AUTH_MODE": "dev",  # what is asked here is asked of one daemon alone
            # Of the tests: the account of employee has its own schema alone.
            "MYSQL_USER": os.environ["TEST_MYSQL_USER"],
            "MYSQL_PASSWORD": os.environ["TEST_MYSQL_PASSWORD"],
            "MYSQL_DATABASE": self._name, "KAFKA_TOPIC_PREFIX": f"{self._name}-",
            "REQUEST_URL": f"http://127.0.0.1:{self._stand_in.server_port}",
            "JOB_SCHEDULE": "off", "ISSUER_KEY": "7" * 64,
            "OIDC_ISSUER": "https://issuer.test/api/auth"} | settings
        with self._connected(None) as cursor:
            cursor.execute(f"CREATE DATABASE {self._name}")
        self.finished = self.command("--migrate")
        assert self.finished.returncode == 0, self.finished.stderr

    @contextlib.contextmanager
    def _connected(self, database):
        env = self._env
        connection = pymysql.connect(
            host=env["MYSQL_HOST"], port=int(env["MYSQL_PORT"]), user=env["MYSQL_USER"],
            password=env["MYSQL_PASSWORD"], database=database, autocommit=True)
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def start(self, failpoints=None, **settings):
        self._daemons.append(Daemon(self._env | settings, self._log, failpoints))
        return self._daemons[-1]

    def command(self, *arguments, failpoints=None, **settings):
        """The daemon's binary run to its end, as an operator does."""
        return self.begin(*arguments, failpoints=failpoints, **settings)()

    def begin(self, *arguments, failpoints=None, **settings):
        """The same, begun; what is returned waits for its end."""
        binary = BINARIES / "faulty" / "employee" if failpoints else BINARIES / "employee"
        more = {"FAILPOINTS": failpoints} if failpoints else {}
        process = subprocess.Popen([binary, *arguments], env=self._env | settings | more, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)

        def end():
            out, wrong = process.communicate(timeout=60)
            return subprocess.CompletedProcess(arguments, process.returncode, out, wrong)
        return end

    def demo(self):
        """The demo company and its last year, as `make up` enters them."""
        done = subprocess.run([BINARIES / "employee-demo"], env=self._env, text=True, check=False,
                              capture_output=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr

    def run_job(self, job, on, *more, **settings):
        done = self.command("--run-job", job, "--on", on, *more, **settings)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def execute(self, sql, *values):
        """Rows, or none for what gives none: what an operator does at the database."""
        with self._connected(self._name) as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchall()

    def count(self, sql, *values):
        return int(self.execute(sql, *values)[0][0])

    def expect_sound(self):
        broken = {what: rows for what, sql in INVARIANTS.items() if (rows := self.execute(sql))}
        assert not broken, broken

    def expect_delivered(self):
        until(lambda: self.count("SELECT COUNT(*) FROM outbox") == 0, "everything is published")
        assert self.count("SELECT COUNT(*) FROM outbox_set_aside") == 0

    def close(self):
        for daemon in self._daemons:
            daemon.stop()
        self._stand_in.shutdown()
        self._stand_in.server_close()
        self._log.close()
        with self._connected(None) as cursor:
            cursor.execute(f"DROP DATABASE {self._name}")
