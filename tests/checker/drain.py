"""Waits until nothing is on its way any more: empty outboxes and streams, no consumer behind."""
import confluent_kafka
import pymongo.errors
import pymysql
import redis

from checker import read_bus
from system.eventually import latest

POLL = 0.25  # seconds between two looks
AWAY = (pymongo.errors.PyMongoError, pymysql.MySQLError, redis.RedisError,
        confluent_kafka.KafkaException, OSError)


def _waiting(stores, env):
    """(what is on its way, ends of the topics)."""
    try:
        found = stores.waiting()
        behind, ends = read_bus.lags(env)
    except AWAY as away:
        return {f"an engine does not answer: {str(away)[:80]}": 1}, None
    found |= {f"records of {topic} for {group}": count
              for (group, topic, _), count in behind.items() if count}
    return found, ends


def wait(stores, env, deadline):
    """Returns {} when all is at rest, otherwise what was still on its way at the deadline.

    Stores and topics cannot be looked at in one instant, so what hops from one to the other
    might be missed; at rest is what shows nothing twice, without a new record in between."""
    rested = None

    def look():
        nonlocal rested
        found, ends = _waiting(stores, env)
        if not found and ends == rested:
            return {}
        rested = ends if not found else None
        return found or {"new records": 1}
    return latest(look, lambda found: not found, deadline, POLL)
