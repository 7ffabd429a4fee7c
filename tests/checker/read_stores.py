"""Reads MongoDB, MariaDB and both parts of Redis into a World."""
import datetime
import re

import bson.codec_options
import pymongo
import pymysql
import redis

from checker import world

INBOX = re.compile(r"^nt:\{(\d+)\}:(inbox|meta|seen|index|open|settled|tombs|read)$")
TENANT = "ap:{default}:"
BATCH = 500


class Stores:
    """Connections to the stores of one stack; for one thread."""

    def __init__(self, env):
        self._env = env
        self._mongo = pymongo.MongoClient(env["MONGO_URI"], serverSelectionTimeoutMS=5000,
                                          tz_aware=True)
        options = bson.codec_options.CodecOptions(tz_aware=True)
        self._documents = self._mongo[env["MONGO_DATABASE"]].get_collection(
            "approvals", codec_options=options,
            read_concern=pymongo.read_concern.ReadConcern("majority"))
        self._tasks = redis.Redis.from_url(env["REDIS_URL_PROCESSING"], decode_responses=True)
        self._inboxes = redis.Redis.from_url(env["REDIS_URL_NOTIFICATION"],
                                             decode_responses=True)

    def close(self):
        self._mongo.close()
        self._tasks.close()
        self._inboxes.close()

    def waiting(self):
        """What is still on its way in a store: name -> how many, of what is not nothing."""
        found = {
            "documents with an outbox": self._documents.count_documents(
                {"$or": [{"outbox.0": {"$exists": True}}, {"obAt": {"$exists": True}}]}),
            "documents still submitting": self._documents.count_documents(
                {"state": "submitting"}),
            "results in the stream": self._tasks.xlen(TENANT + "out")}
        run_id = self._tasks.info("server")["run_id"]
        if self._tasks.get(TENANT + "epoch") != f"ready:{run_id}":
            found["a comparison of the tasks"] = 1
        found["messages in the outbox of employee"] = self._outbox()
        return {what: count for what, count in found.items() if count}

    def _outbox(self):
        with self._people() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) AS waiting FROM outbox")
            return cursor.fetchone()["waiting"]

    def _people(self):
        """A connection to the database of employee."""
        env = self._env
        return pymysql.connect(
            host=env["MYSQL_HOST"], port=int(env["MYSQL_PORT"]), user=env["MYSQL_USER"],
            password=env["MYSQL_PASSWORD"], database=env["MYSQL_DATABASE"], charset="utf8mb4",
            cursorclass=pymysql.cursors.DictCursor)

    def read(self):
        seen = world.World()
        seen.documents = {document["_id"]: document for document in self._documents.find()}
        self._read_tasks(seen)
        self._read_inboxes(seen)
        self._read_ledger(seen)
        return seen

    def _read_tasks(self, seen):
        client = self._tasks
        seen.run_id = client.info("server")["run_id"]
        seen.epoch = client.get(TENANT + "epoch")
        seen.stream = [place for place, _ in client.xrange(TENANT + "out")]
        seen.task_leases = client.hgetall(TENANT + "lease")
        for key in client.scan_iter(TENANT + "req:*", count=BATCH):
            seen.tasks[int(key.rsplit(":", 1)[1])] = client.hgetall(key)
        for key in client.scan_iter(TENANT + "q:*", count=BATCH):
            seen.queues[int(key.rsplit(":", 1)[1])] = [
                (int(member), int(score)) for member, score in
                client.zrange(key, 0, -1, withscores=True)]

    def _read_inboxes(self, seen):
        client = self._inboxes
        for key in client.scan_iter("nt:{*", count=BATCH):
            match = INBOX.match(key)
            if not match:
                continue
            inbox = seen.inboxes.setdefault(int(match[1]), world.Inbox())
            part = match[2]
            if part == "inbox":
                inbox.entries = [(int(place.split("-")[0]), fields["id"])
                                 for place, fields in client.xrange(key)]
            elif part == "meta":
                inbox.meta = client.hgetall(key)
            elif part in ("seen", "tombs"):
                setattr(inbox, part, set(client.zrange(key, 0, -1)))
            else:
                setattr(inbox, part, {member: int(score) for member, score in
                                      client.zrange(key, 0, -1, withscores=True)})

    def _read_ledger(self, seen):
        connection = self._people()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM leave_accounts")
                seen.accounts = {row["employee_id"]: row for row in cursor.fetchall()}
                cursor.execute("SELECT * FROM leave_ledger ORDER BY employee_id, number")
                seen.ledger = list(cursor.fetchall())
                cursor.execute("SELECT c.source, r.employee_id, r.work_date FROM"
                               " attendance_corrections c JOIN attendance_records r"
                               " ON r.id = c.record_id WHERE c.source IS NOT NULL")
                seen.corrections = list(cursor.fetchall())
                cursor.execute("SELECT source, date, part_from, part_to FROM leave_takings")
                seen.takings = list(cursor.fetchall())
                cursor.execute("SELECT * FROM quests")
                seen.quests = {row["id"]: row for row in cursor.fetchall()}
                cursor.execute("SELECT * FROM quest_participations")
                seen.participations = list(cursor.fetchall())
                cursor.execute("SELECT * FROM quest_attempts")
                seen.attempts = list(cursor.fetchall())
                cursor.execute("SELECT id, employee_id, notice, sent FROM leave_promotions")
                seen.promotions = list(cursor.fetchall())
                cursor.execute("SELECT employee_id, work_date, status FROM attendance_records")
                seen.attendance = list(cursor.fetchall())
                cursor.execute("SELECT * FROM attendance_accounts")
                seen.attendance_accounts = {row["employee_id"]: row for row in cursor.fetchall()}
                cursor.execute("SELECT id, active, deactivated_at, manager_id FROM employees")
                seen.people = {row["id"]: row for row in cursor.fetchall()}
                for row in seen.people.values():
                    left = row["deactivated_at"]
                    row["deactivated_at"] = left and left.replace(tzinfo=datetime.UTC)
        finally:
            connection.close()
