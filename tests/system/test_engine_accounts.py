"""Every engine asks who comes, and lets each service do what it is there for and nothing else."""
import json
import os
from pathlib import Path

import confluent_kafka
import pymongo
import pymysql
import pytest
import redis
from confluent_kafka.admin import (
    AdminClient,
    ConfigResource,
    NewTopic,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from local_stack import kafka_client
from local_stack.layout import Layout
from system.eventually import until

PORT = {engine: int(os.environ[f"PORT_{engine.upper()}"])
        for engine in ("redis", "mongodb", "mariadb")}
TIMEOUT_S = 5


class Secrets(dict):
    def __repr__(self):
        """Not shown when a test fails."""
        return "secrets"


@pytest.fixture(scope="module")
def secrets():
    return Secrets(Layout(os.environ["STACK_STATE"], int(os.environ["PORT_OFFSET"])).secrets())


def at_redis(database, user=None, password=None):
    return redis.Redis(port=PORT["redis"], db=database, username=user, password=password,
                       socket_timeout=TIMEOUT_S)


def at_mongodb(user=None, password=None):
    return pymongo.MongoClient("127.0.0.1", PORT["mongodb"], username=user, password=password,
                               directConnection=True, serverSelectionTimeoutMS=TIMEOUT_S * 1000)


def at_kafka(user, secrets, password=None):
    return kafka_client.settings(os.environ | {
        "KAFKA_USER": user, "KAFKA_PASSWORD": password or secrets[f"kafka_password_of_{user}"]})


def sent(user, secrets, topic):
    """What became of a record: nothing, or the code of the error."""
    codes = []
    producer = confluent_kafka.Producer(at_kafka(user, secrets) | {
        "message.timeout.ms": TIMEOUT_S * 1000, "enable.idempotence": True})
    producer.produce(topic, b"x", key=b"nobody's", headers=[("ce_type", b"nothing.known")],
                     on_delivery=lambda error, _: codes.append(error and error.code()))
    producer.flush(2 * TIMEOUT_S)
    return codes[0]


def read(user, secrets, topic, group):
    """Nothing, or the code of the error with which reading the topic in the group ends."""
    consumer = confluent_kafka.Consumer(at_kafka(user, secrets) | {
        "group.id": group, "enable.auto.commit": False, "auto.offset.reset": "earliest"})
    try:
        hidden = consumer.list_topics(topic, timeout=TIMEOUT_S).topics[topic].error
        if hidden:
            return hidden.code()
        consumer.assign([confluent_kafka.TopicPartition(topic, 0, 0)])
        consumer.committed([confluent_kafka.TopicPartition(topic, 0)], timeout=TIMEOUT_S)
        got = consumer.poll(TIMEOUT_S)
        return got and got.error() and got.error().code()
    except confluent_kafka.KafkaException as error:
        return error.args[0].code()
    finally:
        consumer.close()


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
    plain = AdminClient({"bootstrap.servers": os.environ["KAFKA_BROKERS"]})
    with pytest.raises(confluent_kafka.KafkaException):
        plain.list_topics(timeout=TIMEOUT_S)


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


def when_loaded(client, *keys):
    """Their values; nothing while it is starting."""
    try:
        return client.mget(*keys)
    except redis.exceptions.ConnectionError:  # of which being busy with loading is one
        return None


def test_redis_that_starts_again_has_what_transactions_wrote(own_stack):
    """It reads its append-only file as a user of its own, who must not lack rights."""
    with redis.Redis.from_url(own_stack.env["REDIS_URL_NOTIFICATION"]) as client:
        with client.pipeline(transaction=True) as both:
            both.set("nt:test:one", "1").set("nt:test:two", "2").execute()
        own_stack.kill_and_wait("redis")
        kept = until(lambda: when_loaded(client, "nt:test:one", "nt:test:two"), "it has read its file")
        assert kept == [b"1", b"2"]
        client.delete("nt:test:one", "nt:test:two")
    assert "NOPERM" not in own_stack.log("redis").read_text(encoding="utf-8", errors="replace")


def test_nobody_is_the_user_as_whom_redis_reads_its_file():
    for password in ("", "default"):
        with pytest.raises(redis.exceptions.AuthenticationError), \
                at_redis(0, "default", password) as client:
            client.get("anything")


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


def test_a_wrong_password_is_refused_by_the_broker(secrets):
    client = AdminClient(at_kafka("employee", secrets, secrets["mysql_password"]))
    with pytest.raises(confluent_kafka.KafkaException):
        client.list_topics(timeout=TIMEOUT_S)


def test_services_write_the_topics_that_they_produce(secrets):
    """What another reads is not for everybody to say."""
    refused = confluent_kafka.KafkaError.TOPIC_AUTHORIZATION_FAILED
    unknown = (refused, confluent_kafka.KafkaError.UNKNOWN_TOPIC_OR_PART)
    assert sent("employee", secrets, "approval-results") in unknown
    assert sent("employee", secrets, "approval-requests") in unknown
    assert sent("notification", secrets, "employee-events") in unknown
    assert sent("approval-processing", secrets, "approval-notifications") in unknown
    assert sent("employee", secrets, "employee-events.dlq") is None


def test_services_read_what_they_consume_in_their_own_group(secrets):
    topic = confluent_kafka.KafkaError.TOPIC_AUTHORIZATION_FAILED
    assert read("notification", secrets, "approval-notifications", "notification-group") is None
    assert read("notification", secrets, "approval-results", "notification-group") == topic
    assert read("employee", secrets, "approval-requests", "employee") == topic
    foreign = confluent_kafka.Consumer(
        at_kafka("approval-processing", secrets) | {"group.id": "notification-group"})
    try:
        foreign.subscribe(["approval-requests"])
        said = foreign.poll(4 * TIMEOUT_S)
        assert said.error().code() == confluent_kafka.KafkaError.GROUP_AUTHORIZATION_FAILED
    finally:
        foreign.close()


def test_services_change_no_topic_account_or_rights_of_others(secrets):
    client = AdminClient(at_kafka("employee", secrets))
    made = client.create_topics([NewTopic("of-nobody", 1, 1)])["of-nobody"]
    of_mine = UserScramCredentialUpsertion(
        "of-mine", ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), b"password")
    foreign = ConfigResource(ResourceType.TOPIC, "approval-results", {"retention.ms": "1"})
    for refused in (made, client.delete_topics(["employee-events"])["employee-events"],
                    *client.alter_configs([foreign]).values(),
                    *client.alter_user_scram_credentials([of_mine]).values()):
        with pytest.raises(confluent_kafka.KafkaException) as refusal:
            refused.result(TIMEOUT_S)
        assert refusal.value.args[0].code() in (
            confluent_kafka.KafkaError.TOPIC_AUTHORIZATION_FAILED,
            confluent_kafka.KafkaError.CLUSTER_AUTHORIZATION_FAILED,
            confluent_kafka.KafkaError.UNKNOWN_TOPIC_OR_PART)


def test_files_that_hold_passwords_are_for_their_owner(secrets):
    state = Path(os.environ["STACK_STATE"])
    assert json.loads((state / "secrets.json").read_text(encoding="utf-8")) == secrets
    for path in (state / "secrets.json", state / "redis" / "users.acl", state / "mongodb.key",
                 state / "kafka" / "server.properties",
                 state / "env", state / "env.json", *(state / "launch").iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path
