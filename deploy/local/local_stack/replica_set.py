"""Makes a lone mongod the primary of the replica set rs0, with its accounts. Runs in the tools'
environment.

usage: python -m local_stack.replica_set STATE PORT DEADLINE_SECONDS [CA]
Idempotent: initiates a fresh set, moves the member to another port when PORT_OFFSET changed,
otherwise only waits until writes are accepted. While there is no account mongod lets in who comes
from its own machine, to make the first one.
"""

import sys

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from local_stack.accounts import ADMINISTRATOR, MONGODB
from local_stack.layout import Layout
from local_stack.probes import becomes_true

UNAUTHORIZED = 13
AUTHENTICATION_FAILED = 18
ALREADY_INITIALIZED = 23
SET = "rs0"


def connect(port, ca, password=None):
    account = {"username": ADMINISTRATOR, "password": password} if password else {}
    if ca:
        account |= {"tls": True, "tlsCAFile": ca}
    return MongoClient("127.0.0.1", port, directConnection=True, connectTimeoutMS=500,
                       serverSelectionTimeoutMS=500, socketTimeoutMS=5000, **account)


def begin(port, ca, password):
    """The set and its administrator, where there is none. True when there is one then."""
    with connect(port, ca) as client:
        try:
            client.admin.command("replSetInitiate", {
                "_id": SET, "members": [{"_id": 0, "host": f"127.0.0.1:{port}"}]})
        except OperationFailure as error:
            if error.code not in (ALREADY_INITIALIZED, UNAUTHORIZED):
                raise
        if not client.admin.command("hello").get("isWritablePrimary"):
            return False
        client.admin.command("createUser", ADMINISTRATOR, pwd=password, roles=["root"])
        return True


def configure(client, host):
    """Sees to it that the set's one member is `host`."""
    config = client.admin.command("replSetGetConfig")["config"]
    if [member["host"] for member in config["members"]] != [host]:
        config["members"] = [{"_id": 0, "host": host}]
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)


def keep_accounts(client, secrets):
    """What each account may do is what accounts.py says, whatever it was."""
    there = {user["user"] for user in client.admin.command("usersInfo")["users"]}
    for user, (role, database) in MONGODB.items():
        given = {"roles": [{"role": role, "db": database}]}
        if user not in there:
            given["pwd"] = secrets[f"mongodb_password_of_{user}"]
        client.admin.command("updateUser" if user in there else "createUser", user, **given)


def is_ready(port, ca, secrets):
    password = secrets[f"mongodb_password_of_{ADMINISTRATOR}"]
    try:
        with connect(port, ca, password) as client:
            configure(client, f"127.0.0.1:{port}")
            if not client.admin.command("hello").get("isWritablePrimary"):
                return False
            keep_accounts(client, secrets)
            return True
    except OperationFailure as error:
        if error.code != AUTHENTICATION_FAILED:
            raise
    return begin(port, ca, password) and is_ready(port, ca, secrets)


def main():
    state, port, deadline_s = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    ca = sys.argv[4] if len(sys.argv) > 4 else None
    secrets = Layout(state, 0).secrets()
    problems = []

    def ready():
        try:
            return is_ready(port, ca, secrets)
        except PyMongoError as problem:
            problems[:] = [problem]
            return False

    if becomes_true(ready, deadline_s, pause_s=0.02):
        return 0
    print(f"mongod on port {port} did not become primary: {problems}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
