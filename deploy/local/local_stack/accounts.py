"""Who has an account at which engine, and what it may do there: what the service does, no more.

MariaDB's accounts are in engines.py; replica_set.py and broker_accounts.py make those of MongoDB and
Kafka, Redis reads a file.
"""

import hashlib
import re
from pathlib import Path

from local_stack.manifests import MANIFESTS

ADMINISTRATOR = "administrator"  # for tests, `stack env` and operators of an engine
MONGO_DATABASE = "approvals"
TENANT = "default"

# One line for each account; what a command may, a script may. {name}: the digest of the password.
# Nobody comes in as `default`, but Redis itself is that user while it reads its append-only file, and
# leaves out of a transaction there what the user may not: it keeps all rights, or data are lost.
REDIS = Path(__file__).resolve().parents[2] / "redis-users.acl"

# Beside the administrator: (role, database) of each.
MONGODB = {"approval-request": ("readWrite", MONGO_DATABASE)}


# Topics of its own that a service reads: approval-request compares what it said with what came of it.
KAFKA_READS_BACK = {"approval-request": ("approval-requests",)}
# Under which operators' tools read dead letters. Nothing is committed for it.
SCAN_GROUP = "topic-scan"
_MAKES = ("CREATE", "WRITE", "DESCRIBE_CONFIGS", "ALTER_CONFIGS")


def kafka_users():
    return (ADMINISTRATOR, *(manifest.name for manifest in MANIFESTS))


def kafka_rules():
    """(user, kind, name, operation) of all that is allowed; the administrator may everything."""
    for manifest in MANIFESTS:
        me = manifest.name
        for topic in manifest.produces:  # with its dead letters, by --migrate
            for name in (topic, f"{topic}.dlq"):
                yield from ((me, "TOPIC", name, operation) for operation in _MAKES)
        for topic in KAFKA_READS_BACK.get(me, ()):
            yield me, "TOPIC", topic, "READ"
        for topic, group in manifest.groups.items():
            # To write: what cannot be handled is put aside, and later sent again.
            for name in (topic, f"{topic}.dlq"):
                yield from ((me, "TOPIC", name, operation) for operation in ("READ", "WRITE"))
            yield me, "GROUP", group, "READ"
            yield me, "GROUP", SCAN_GROUP, "READ"
        if me in KAFKA_READS_BACK:
            yield me, "GROUP", SCAN_GROUP, "READ"


def password(layout, engine, user):
    return layout.secrets()[f"{engine}_password_of_{user}"]


def administrator(layout, engine):
    """Its name and password."""
    return ADMINISTRATOR, password(layout, engine, ADMINISTRATOR)


def redis_users(layout):
    """The file of Redis' accounts. Nobody comes in without one; passwords are digests there."""
    def filled(found):
        known = password(layout, "redis", found[1])
        return "#" + hashlib.sha256(known.encode()).hexdigest()

    return re.sub(r"#\{([a-z-]+)\}", filled, REDIS.read_text(encoding="ascii"))
