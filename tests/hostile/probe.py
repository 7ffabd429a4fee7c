"""What the system has stored, as one comparable value: to prove that a refusal changed nothing."""
import os
from urllib.parse import urlparse

import confluent_kafka
import pymongo
import pymysql
import redis

from local_stack import kafka_client
from system.eventually import until

TOPICS = ("approval-requests", "approval-results", "approval-notifications")
# Which replica does what just now and how far it is, not what is true: leases, turns, places on
# the bus.
PASSING = (b":lease", b":leases", b":lock", b":sweep", b":beat", b":turn", b":positions",
           b":left")

# Name and digest of every key, made where the keys are.
DIGESTS = """
local flat = {}
for _, name in ipairs(redis.call('KEYS', '*')) do
  flat[#flat + 1] = name
  flat[#flat + 1] = redis.sha1hex(redis.call('DUMP', name) or '')
end
return flat
"""

OUT = "ap:{default}:out"  # where decisions wait for the bus


class Probe:
    def __init__(self):
        self.mongo = pymongo.MongoClient(os.environ["MONGO_URI"])[os.environ["MONGO_DATABASE"]]
        self.sql = pymysql.connect(
            host=os.environ["MYSQL_HOST"], port=int(os.environ["MYSQL_PORT"]),
            user=os.environ["MYSQL_USER"], password=os.environ["MYSQL_PASSWORD"],
            database=os.environ["MYSQL_DATABASE"], autocommit=True)
        self.redis = {url: redis.Redis.from_url(url)
                      for url in {os.environ["REDIS_URL_PROCESSING"],
                                  os.environ["REDIS_URL_NOTIFICATION"]}}
        self.bus = confluent_kafka.Consumer({
            **kafka_client.settings(os.environ), "group.id": "hostile-probe",
            "enable.auto.commit": False})
        self.partitions = [
            confluent_kafka.TopicPartition(topic, number)
            for name in TOPICS for topic in (name, f"{name}.dlq")
            for number in self.bus.list_topics(topic, timeout=10).topics[topic].partitions]

    def close(self):
        self.bus.close()
        self.sql.close()

    def documents(self):
        """Every document's version and how far results were applied."""
        return {d["_id"]: (d.get("ver"), d.get("applied"), d.get("state"), len(d.get("outbox", [])))
                for d in self.mongo["approvals"].find(
                    {}, {"ver": 1, "applied": 1, "state": 1, "outbox": 1})}

    def _digest(self, cursor, table):
        """How many rows, and two sums over all that is stored of them. CHECKSUM TABLE is not that:
        of a table with a virtual column it changed while every row stayed as it was."""
        cursor.execute("SELECT column_name FROM information_schema.columns "
                       "WHERE table_schema = DATABASE() AND table_name = %s "
                       "AND is_generated = 'NEVER' ORDER BY ordinal_position", (table,))
        row = ", ".join(f"IFNULL(HEX(`{name}`), '-')" for (name,) in cursor.fetchall())
        cursor.execute(f"SELECT COUNT(*), BIT_XOR(CRC32(CONCAT_WS('#', {row}))), "
                       f"SUM(CRC32(CONCAT_WS('+', {row}))) FROM `{table}`")
        return cursor.fetchone()

    def tables(self):
        with self.sql.cursor() as cursor:
            cursor.execute("SHOW FULL TABLES WHERE table_type = 'BASE TABLE'")
            return {name: self._digest(cursor, name) for name, _ in cursor.fetchall()}

    def people(self):
        """Of each employee what a change leaves behind: a digest of the table names nobody."""
        with self.sql.cursor() as cursor:
            cursor.execute("SELECT id, version, active, name, department, updated_at "
                           "FROM employees")
            return {row[0]: row[1:] for row in cursor.fetchall()}

    def keys(self):
        found = {}
        for url, server in self.redis.items():
            flat = server.eval(DIGESTS, 0)
            found |= {(urlparse(url).path, name): digest for name, digest in zip(
                flat[::2], flat[1::2], strict=True) if not any(word in name for word in PASSING)}
        return found

    def ends(self):
        """The end of every partition: what was ever put on the bus."""
        return {(place.topic, place.partition): self.bus.get_watermark_offsets(place, timeout=10)[1]
                for place in self.partitions}

    def take(self):
        return {"documents": self.documents(), "tables": self.tables(),
                "people": self.people(), "keys": self.keys(), "ends": self.ends()}

    def unsent(self):
        """Messages that are not marked as delivered yet; marks are made some time afterwards."""
        return (sum(outbox for *_, outbox in self.documents().values())
                + sum(server.xlen(OUT) for server in self.redis.values())
                + self.tables()["outbox"][0])

    def settled(self, quiet=3):
        """A picture that did not change for `quiet` looks in a row: no work is under way."""
        seen = {"last": None, "same": 0}

        def question():
            resting = not self.unsent()
            now = self.take()
            seen["same"] = seen["same"] + 1 if resting and now == seen["last"] else 0
            seen["last"] = now
            return seen["same"] >= quiet - 1
        until(question, "the system comes to rest")
        return seen["last"]


class Stillness:
    """Compares the stores with their last picture. As long as nobody asked for a change, one
    picture serves for many tests, and what comes late is seen by the next one."""

    def __init__(self, probe):
        self.probe = probe
        self.picture = None

    def disturb(self):
        """Somebody is about to change something on purpose."""
        self.picture = None

    def begin(self):
        self.picture = self.picture or self.probe.settled()

    def broken(self):
        """What changed since begin(), in words."""
        if self.probe.take() == self.picture:
            return []
        before, self.picture = self.picture, self.probe.settled()
        return differences(before, self.picture)


def differences(before, after):
    """What became different, in words; empty when nothing did."""
    found = []
    for part, old in before.items():
        new = after[part]
        found += [f"{part} {key}: {old.get(key)} → {new.get(key)}"
                  for key in sorted(set(old) | set(new), key=str) if old.get(key) != new.get(key)]
    return found[:20]
