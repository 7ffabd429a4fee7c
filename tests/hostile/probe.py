"""What the house has stored, as one comparable value: to prove that a refusal changed nothing."""
import hashlib
import os
from urllib.parse import urlparse

import confluent_kafka
import pymongo
import pymysql
import redis

TOPICS = ("approval-requests", "approval-results", "approval-notifications")
# Who does what just now, not what is true: leases, indexes over them, cached epochs.
PASSING = (b":lease", b":leases", b":lock", b":sweep", b":beat")


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
            "bootstrap.servers": os.environ["KAFKA_BROKERS"], "group.id": "hostile-probe",
            "enable.auto.commit": False})

    def close(self):
        self.bus.close()
        self.sql.close()

    def documents(self):
        """Every document's version and how far results were applied."""
        return {d["_id"]: (d.get("ver"), d.get("applied"), d.get("state"), len(d.get("outbox", [])))
                for d in self.mongo["approvals"].find(
                    {}, {"ver": 1, "applied": 1, "state": 1, "outbox": 1})}

    def tables(self):
        with self.sql.cursor() as cursor:
            cursor.execute("SHOW TABLES")
            names = sorted(row[0] for row in cursor.fetchall())
            cursor.execute("CHECKSUM TABLE " + ", ".join(f"`{name}`" for name in names))
            return {name.rsplit(".", 1)[-1]: value for name, value in cursor.fetchall()}

    def keys(self):
        found = {}
        for url, server in self.redis.items():
            names = sorted(name for name in server.scan_iter(count=5000)
                           if not any(word in name for word in PASSING))
            pipeline = server.pipeline(transaction=False)
            for name in names:
                pipeline.dump(name)
            for name, value in zip(names, pipeline.execute()):
                found[urlparse(url).path, name.decode()] = hashlib.sha1(value or b"").hexdigest()
        return found

    def ends(self):
        """The end of every partition: what was ever put on the bus."""
        return {(topic, number): self.bus.get_watermark_offsets(
                    confluent_kafka.TopicPartition(topic, number), timeout=10)[1]
                for name in TOPICS for topic in (name, f"{name}.dlq")
                for number in self.bus.list_topics(topic, timeout=10).topics[topic].partitions}

    def take(self):
        return {"documents": self.documents(), "tables": self.tables(), "keys": self.keys(),
                "ends": self.ends()}

    def settled(self, quiet=3):
        """A picture that did not change for `quiet` looks in a row: no work is under way."""
        from valid import until
        seen = {"last": None, "same": 0}

        def question():
            now = self.take()
            seen["same"] = seen["same"] + 1 if now == seen["last"] else 0
            seen["last"] = now
            return seen["same"] >= quiet - 1
        until(question, "the house comes to rest")
        return seen["last"]


def differences(before, after):
    """What became different, in words; empty when nothing did."""
    found = []
    for part, old in before.items():
        new = after[part]
        for key in sorted(set(old) | set(new), key=str):
            if old.get(key) != new.get(key):
                found.append(f"{part} {key}: {old.get(key)} → {new.get(key)}")
    return found[:20]
