"""Every engine asks who comes, and lets each service do what it is there for and nothing else."""
import json
import os
from pathlib import Path

import pymongo
import pymysql
import pytest
import redis

from local_stack.layout import Layout

PORT = {engine: int(os.environ[f"PORT_{engine.upper()}"])
        for engine in ("redis", "mongodb", "mariadb")}
TIMEOUT_S = 5


@pytest.fixture(scope="module")
def secrets():
    return Layout(os.environ["STACK_STATE"], int(os.environ["PORT_OFFSET"])).secrets()


def at_redis(database, user=None, password=None):
    return redis.Redis(port=PORT["redis"], db=database, username=user, password=password,
                       socket_timeout=TIMEOUT_S)


def at_mongodb(user=None, password=None):
    return pymongo.MongoClient("127.0.0.1", PORT["mongodb"], username=user, password=password,
                               directConnection=True, serverSelectionTimeoutMS=TIMEOUT_S * 1000)


def refused_by_redis(client, *command):
    with pytest.raises(redis.exceptions.NoPermissionError):
        client.execute_command(*command)


def test_nobody_comes_in_without_an_account():
    with pytest.raises(redis.exceptions.AuthenticationError), at_redis(0) as client:
        client.get("anything")
    with at_mongodb() as client, pytest.raises(pymongo.errors.OperationFailure) as refusal:
        client.approvals.approvals.find_one()
    assert refusal.value.code == 13
    with pytest.raises(pymysql.err.OperationalError):
        pymysql.connect(host="127.0.0.1", port=PORT["mariadb"], user="employee")


def test_the_password_of_another_engine_opens_nothing(secrets):
    """employee's password of MariaDB, tried where documents are, under every name."""
    for user in ("employee", "approval-request", "administrator"):
        with at_mongodb(user, secrets["mysql_password"]) as client, \
                pytest.raises(pymongo.errors.OperationFailure) as refusal:
            client.approvals.approvals.find_one()
        assert refusal.value.code == 18


def test_approval_processing_has_its_keys_and_commands_alone(secrets):
    who = "approval-processing"
    with at_redis(0, who, secrets[f"redis_password_of_{who}"]) as client:
        client.zcard("ap:{default}:q:0")
        refused_by_redis(client, "GET", "nt:positions")
        refused_by_redis(client, "SET", "ap:{another}:x", "1")
        with pytest.raises(redis.exceptions.ResponseError, match="can't access"):
            client.eval("return redis.call('GET', 'nt:positions')", 0)
        refused_by_redis(client, "PUBLISH", "nt:all", "x")
        for command in (["FLUSHALL"], ["KEYS", "*"], ["CONFIG", "SET", "appendonly", "no"],
                        ["ACL", "LIST"], ["SHUTDOWN"], ["MONITOR"]):
            refused_by_redis(client, *command)


def test_notification_has_its_keys_and_channels_alone(secrets):
    who = "notification"
    with at_redis(1, who, secrets[f"redis_password_of_{who}"]) as client:
        client.hgetall("nt:positions")
        refused_by_redis(client, "GET", "ap:{default}:epoch")
        refused_by_redis(client, "PUBLISH", "other", "x")
        refused_by_redis(client, "SUBSCRIBE", "other")
        refused_by_redis(client, "FLUSHDB")


def test_approval_request_reads_and_writes_its_database_alone(secrets):
    who = "approval-request"
    with at_mongodb(who, secrets[f"mongodb_password_of_{who}"]) as client:
        client.approvals.approvals.find_one()
        for refused in (lambda: client.admin.command("usersInfo"), client.other.x.find_one,
                        lambda: client.other.x.insert_one({}),
                        lambda: client.admin.command("shutdown"), client.local["oplog.rs"].find_one,
                        lambda: client.approvals.command("createUser", "x", pwd="x", roles=[])):
            with pytest.raises(pymongo.errors.OperationFailure) as refusal:
                refused()
            assert refusal.value.code == 13


def test_employee_has_its_schema_alone(secrets):
    with pymysql.connect(host="127.0.0.1", port=PORT["mariadb"], user="employee",
                         password=secrets["mysql_password"]) as connection, \
            connection.cursor() as cursor:
        cursor.execute("SHOW DATABASES")
        assert {name for (name,) in cursor} == {"employee", "information_schema"}
        for statement in ("SELECT * FROM mysql.user", "CREATE DATABASE test_of_employee",
                          "CREATE USER x", "SELECT 1 INTO OUTFILE '/tmp/of-employee'",
                          "SET GLOBAL general_log = 1", "SHUTDOWN"):
            with pytest.raises(pymysql.err.MySQLError):
                cursor.execute(statement)


def test_files_that_hold_passwords_are_for_their_owner(secrets):
    state = Path(os.environ["STACK_STATE"])
    assert json.loads((state / "secrets.json").read_text(encoding="utf-8")) == secrets
    for path in (state / "secrets.json", state / "redis" / "users.acl", state / "mongodb.key",
                 state / "env", state / "env.json", *(state / "launch").iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path
