"""Who has an account at which engine, and what it may do there: what the service does, no more.

MariaDB's accounts are in engines.py, MongoDB's are made by replica_set.py.
"""

import hashlib

ADMINISTRATOR = "administrator"  # for tests, `stack env` and whoever looks after an engine
MONGO_DATABASE = "approvals"
TENANT = "default"

# Commands by themselves and inside of scripts, to which the same rights apply.
_EVERYBODY = "ping select info config|get eval evalsha"
_PROCESSING = ("del exists expire get getdel hdel hexists hget hmget hset hsetnx persist sadd scan"
               " scard set sismember time xadd xdel xlen xrange xrevrange zadd zcard zrange zrem"
               " zscore")
_NOTIFICATION = ("get hexists hget hgetall hincrby hmget hset pexpire publish set subscribe"
                 " unsubscribe xadd xrange xrevrange zadd zcard zrangebyscore zrem zremrangebyscore"
                 " zscore time")

REDIS = {
    ADMINISTRATOR: "~* &* +@all",
    "approval-processing": f"~ap:{{{TENANT}}}:* resetchannels -@all "
                           + " ".join(f"+{c}" for c in f"{_EVERYBODY} {_PROCESSING}".split()),
    "notification": "~nt:* resetchannels &nt:* -@all "
                    + " ".join(f"+{c}" for c in f"{_EVERYBODY} {_NOTIFICATION}".split()),
}

# Beside the administrator: (role, database) of each.
MONGODB = {"approval-request": ("readWrite", MONGO_DATABASE)}


def password(layout, engine, user):
    return layout.secrets()[f"{engine}_password_of_{user}"]


def administrator(layout, engine):
    """Its name and password."""
    return ADMINISTRATOR, password(layout, engine, ADMINISTRATOR)


def redis_users(layout):
    """The file of Redis' accounts. Nobody comes in without one; passwords are digests there."""
    lines = ["user default off resetchannels -@all"]
    for user, rights in REDIS.items():
        digest = hashlib.sha256(password(layout, "redis", user).encode()).hexdigest()
        lines.append(f"user {user} on #{digest} {rights}")
    return "\n".join(lines) + "\n"
