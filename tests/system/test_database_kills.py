"""The database is killed while every kind of transaction is under way, again and again: what was
answered is there once, what was not is there once or not at all, and the checker finds nothing."""
import random
import subprocess
import threading
import time

import pymysql
import pytest
import requests

from system import chaos
from system.due_work import JOBS
from system.employees import INVARIANTS
from system.eventually import until
from system.flows import UNKNOWN
from system.moves import BY_CLIENTS, Moves
from system.own_stack import BINARIES

KILLS = 4
THREADS = 6


class Worker(threading.Thread):
    """Makes moves of some kinds in turn, each until it is answered, and keeps what became of it."""

    def __init__(self, stack, kinds):
        super().__init__()
        self._gateway = stack.env["GATEWAY_URL"] + "/api"
        self._operator = stack.env["EMPLOYEE_OPERATOR_URL"]
        self._kinds, self._halt = kinds, threading.Event()
        self.made, self.unanswered, self.failure = [], 0, None

    def _call(self, method, path, body, key):
        url = self._operator if path.startswith("/internal") else self._gateway
        headers = {"Idempotency-Key": key} if key else {}
        try:
            return requests.request(method, url + path, json=body, headers=headers, timeout=8)
        except requests.RequestException:
            return None

    def _answer(self, method, path, body=None, key=None):
        """The first answer that says what was done."""
        deadline = time.monotonic() + 60
        while True:
            reply = self._call(method, path, body, key)
            if reply is not None and reply.status_code not in UNKNOWN:
                return reply
            self.unanswered += 1
            assert time.monotonic() < deadline, f"{method} {path} is not answered"
            time.sleep(0.05)  # a client's pause between two tries

    def _does(self, method, path, body=None, key=None):
        reply = self._answer(method, path, body, key)
        assert reply.status_code // 100 == 2 or reply.status_code == 409, f"{path}: {reply.text}"
        return reply.json() if reply.content else None

    def _make(self, kind):
        move = getattr(Moves(self._does), kind)()
        if move.repeats:
            status = self._answer(move.method, move.path, move.body, move.key).status_code
            assert status // 100 == 2 or status == 409, f"{kind}: {status}"
            self.made.append((kind, move, True))
            return
        reply = self._call(move.method, move.path, move.body, move.key)
        self.made.append((kind, move, reply is not None and reply.status_code // 100 == 2))

    def run(self):
        try:
            while not self._halt.is_set():
                for kind in self._kinds:
                    if not self._halt.is_set():
                        self._make(kind)
        except Exception as error:  # noqa: BLE001  shown by stop()
            self.failure = error

    def stop(self):
        self._halt.set()
        self.join(70)
        if self.failure:
            raise self.failure


def run_jobs(stack, halt):
    """Every job for one date after the other; a run that the kill ends may fail."""
    number = 0
    while not halt.is_set():
        number += 1
        date = f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}"
        subprocess.run([BINARIES / "employee", "--run-job", JOBS[number % len(JOBS)], "--on", date,
                        "--again"], env=stack.env | {"STATUTORY_LEAVE": "hire-date"}, check=False,
                       capture_output=True, timeout=60)


def ask(stack, sql, values=None):
    env = stack.env
    connection = pymysql.connect(
        host=env["MYSQL_HOST"], port=int(env["MYSQL_PORT"]), user=env["MYSQL_USER"],
        password=env["MYSQL_PASSWORD"], database=env["MYSQL_DATABASE"], autocommit=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()
    finally:
        connection.close()


@pytest.mark.timeout(900)
def test_killing_the_database_under_every_kind_of_transaction_changes_nothing(own_stack):
    chance = random.Random(61)
    own_stack.all_ready()
    with chaos.run(own_stack, seed=61, workers=1, leave=False) as running:
        workers = [Worker(own_stack, BY_CLIENTS[n::THREADS]) for n in range(THREADS)]
        halt = threading.Event()
        jobs = threading.Thread(target=run_jobs, args=(own_stack, halt))
        for thread in (*workers, jobs):
            thread.start()
        try:
            for _ in range(KILLS):
                before = [len(worker.made) for worker in workers]
                until(lambda before=before: all(
                    worker.failure or len(worker.made) > count
                    for worker, count in zip(workers, before, strict=True)), "all make moves", 60)
                time.sleep(chance.uniform(0, 0.2))  # so that it meets them anywhere
                own_stack.kill_and_wait("mariadb")
        finally:
            halt.set()
            jobs.join(70)
        for worker in workers:
            worker.stop()
        assert running.flows.finished > 0
    made = [move for worker in workers for move in worker.made]
    assert {kind for kind, _, _ in made} == set(BY_CLIENTS), "every kind was under way"
    assert sum(worker.unanswered for worker in workers) > 0, "somebody was in the middle of it"
    for kind, move, answered in made:
        times = ask(own_stack, move.counted, move.values)[0][0]
        assert times == 1 or (times == 0 and not answered), f"{kind}: {times} times"
    broken = {what: rows for what, sql in INVARIANTS.items() if (rows := ask(own_stack, sql))}
    assert not broken, broken
    print(f"{len(made)} moves of {len(BY_CLIENTS)} kinds, {KILLS} kills")
