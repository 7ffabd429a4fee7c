"""Makes a lone mongod the primary of the replica set rs0. Runs in the tools' environment.

usage: python -m local_stack.replica_set PORT DEADLINE_SECONDS
Idempotent: initiates a fresh set, moves the member to another port when PORT_OFFSET changed,
otherwise only waits until writes are accepted.
"""

import sys

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from local_stack.probes import becomes_true

NOT_YET_INITIALIZED = 94
ALREADY_INITIALIZED = 23
SET = "rs0"


def configure(client, host):
    """Sees to it that the set's one member is `host`."""
    try:
        config = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code != NOT_YET_INITIALIZED:
            raise
        wanted = {"_id": SET, "members": [{"_id": 0, "host": host}]}
        try:
            client.admin.command("replSetInitiate", wanted)
        except OperationFailure as again:
            if again.code != ALREADY_INITIALIZED:
                raise
        return
    if [member["host"] for member in config["members"]] != [host]:
        config["members"] = [{"_id": 0, "host": host}]
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)


def main():
    port, deadline_s = int(sys.argv[1]), float(sys.argv[2])
    problems = []

    def primary():
        client = MongoClient("127.0.0.1", port, directConnection=True, connectTimeoutMS=500,
                             serverSelectionTimeoutMS=500, socketTimeoutMS=5000)
        try:
            configure(client, f"127.0.0.1:{port}")
            return client.admin.command("hello").get("isWritablePrimary")
        except PyMongoError as problem:
            problems[:] = [problem]
            return False
        finally:
            client.close()

    if becomes_true(primary, deadline_s, pause_s=0.02):
        return 0
    print(f"mongod on port {port} did not become primary: {problems}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
