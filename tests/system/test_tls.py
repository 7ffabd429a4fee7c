"""`make up tls=1`: the gateway and every engine speak TLS, and who believes nobody else refuses what
is not signed by the stack's own authority."""
import contextlib
import json
import os
import shlex
import signal
import socket
import ssl
import subprocess
import threading
from pathlib import Path

import confluent_kafka
import pymongo
import pymysql
import pytest
import redis
import requests
from confluent_kafka.admin import AdminClient

from local_stack import certificates, kafka_client, processes, tokens
from local_stack.layout import Layout
from system.eventually import until
from system.own_stack import BINARIES, DAEMONS, TLS, OwnStack

TIMEOUT_S = 5
NO_SECRETS = ("kafka_cluster",)  # the cluster's name


def command_lines():
    found = set()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            found.add(Path("/proc", pid, "cmdline").read_bytes())
    return found


class CommandLines:
    """What every process of the machine was started with, also the short-lived ones, while it lasts."""

    def __enter__(self):
        self.seen = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def _watch(self):
        while not self._ended.wait(0.02):
            self.seen |= command_lines()

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()


class TlsStack(OwnStack):
    carries_tokens = False

    def _call(self, verb, *arguments, check=True):
        return super()._call(verb, *arguments, *(("--tls", 1) if verb == "up" else ()), check=check)

    def up(self, settings=None):
        with CommandLines() as watched:
            super().up(settings)
        self.command_lines = watched.seen
        self.layout = Layout(self.state, self._offset, tls=True)
        return self

    def port(self, name):
        return self.layout.ports[name]

    def call(self, method, path, **more):
        return requests.request(method, self.env["GATEWAY_URL"] + path, timeout=TIMEOUT_S,
                                verify=self.env["CA_FILE"], **more)


@pytest.fixture(scope="module")
def tls_stack(tmp_path_factory):
    own = TlsStack(tmp_path_factory.mktemp("tls") / "stack", TLS)
    try:
        yield own.up()
    finally:
        own.down()


@pytest.fixture(scope="module")
def approved(tls_stack):
    """What `stack demo` says of one document, from its drafter's WebSocket to the last approval."""
    administrator = tokens.of_layout(tls_stack.layout).administrator()
    for name, position in (("김사원", "사원"), ("이과장", "과장"), ("박부장", "부장")):
        hired = tls_stack.call("POST", "/api/employees", headers=tokens.bearer(administrator), json={
            "name": name, "department": "개발팀", "position": position})
        assert hired.status_code == 201, hired.text
    return tls_stack._call("demo")


def test_a_document_is_approved_and_its_drafter_sees_it_live(approved):
    assert "WebSocket showed" in approved.stdout, approved.stdout


def test_the_gateway_sends_plain_requests_to_tls_and_browsers_remember_it(tls_stack):
    address = tls_stack.env["GATEWAY_URL"]
    assert address.startswith("https://") and tls_stack.env["WS_URL"].startswith("wss://")
    plain = requests.post(address.replace("https", "http", 1) + "/api/auth/login?x=1", timeout=TIMEOUT_S,
                          data="{}", allow_redirects=False)
    assert plain.status_code == 308
    assert plain.headers["Location"] == address + "/api/auth/login?x=1"
    for path, status in (("/", 200), ("/api/employees", 401), ("/nowhere", 404)):
        answer = tls_stack.call("GET", path)
        assert answer.status_code == status
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(("version", "there"), [
    ("TLSv1_1", False), ("TLSv1_2", True), ("TLSv1_3", True)])
def test_the_gateway_speaks_the_versions_that_are_sound(tls_stack, version, there):
    context = ssl.create_default_context(cafile=tls_stack.env["CA_FILE"])
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    with socket.create_connection(("127.0.0.1", tls_stack.port("gateway")), TIMEOUT_S) as plain, \
            contextlib.nullcontext() if there else pytest.raises(ssl.SSLError), \
            context.wrap_socket(plain, server_hostname="127.0.0.1") as protected:
        assert protected.version() == version.replace("_", ".")


def test_no_engine_takes_plain_text(tls_stack):
    secrets = tls_stack.layout.secrets()
    who = ("administrator", secrets["redis_password_of_administrator"])
    with pytest.raises(redis.exceptions.RedisError):
        redis.Redis(port=tls_stack.port("redis"), username=who[0], password=who[1],
                    socket_timeout=TIMEOUT_S).ping()
    with pymongo.MongoClient(tls_stack.env["MONGO_URI"].partition("&tls=")[0],
                             serverSelectionTimeoutMS=1000) as client, \
            pytest.raises(pymongo.errors.PyMongoError):
        client.admin.command("ping")
    employee = {"host": "127.0.0.1", "port": tls_stack.port("mariadb"), "user": "employee",
                "password": secrets["mysql_password"]}
    with pytest.raises(pymysql.err.OperationalError):
        pymysql.connect(**employee, ssl_disabled=True)
    pymysql.connect(**employee, ssl_ca=tls_stack.env["CA_FILE"], ssl_verify_cert=True).close()
    plain = {key: value for key, value in tls_stack.env.items() if key != "KAFKA_CA_FILE"}
    with pytest.raises(confluent_kafka.KafkaException):
        AdminClient(kafka_client.settings(plain)).list_topics(timeout=TIMEOUT_S)


def environment(stack, daemon):
    """The daemon's, as its launch script has it."""
    lines = (stack.state / "launch" / daemon).read_text(encoding="utf-8").splitlines()
    return dict(shlex.split(line)[1].split("=", 1) for line in lines if line.startswith("export "))


@contextlib.contextmanager
def running(daemon, settings, folder):
    """The daemon beside that of the stack, on ports of its own; its log."""
    log = folder / f"{daemon}.log"
    with open(log, "wb") as output:
        process = subprocess.Popen([BINARIES / daemon], env={"PATH": os.environ["PATH"]} | settings,
                                   stdout=output, stderr=output, cwd=folder)
    try:
        yield log
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


@pytest.fixture(scope="module")
def foreign_authority(tmp_path_factory):
    other = Layout(tmp_path_factory.mktemp("foreign"), 0, tls=True)
    certificates.make(other)
    return other.ca


def away(port):
    """Name -> detail of what the daemon says is not there."""
    try:
        body = requests.get(f"http://127.0.0.1:{port}/readyz", timeout=TIMEOUT_S).json()
    except requests.RequestException:
        return {}
    return {name: entry.get("detail", "") for name, entry in body["dependencies"].items()
            if not entry["available"]}


ENGINE_OF = {"employee": "mysql", "approval-request": "mongo", "approval-processing": "redis",
             "notification": "redis"}


@pytest.mark.parametrize("daemon", DAEMONS)
def test_no_daemon_believes_an_engine_with_a_certificate_of_another_authority(
        tls_stack, foreign_authority, tmp_path, daemon):
    port = free_port()
    settings = {key: value.replace(str(tls_stack.layout.ca), str(foreign_authority))
                for key, value in environment(tls_stack, daemon).items()}
    settings |= {"HTTP_PORT": free_port(), "OPERATOR_PORT": port, "LOG_LEVEL": "debug"}
    settings |= {"WS_PORT": free_port()} if "WS_PORT" in settings else {}
    settings |= {"KAFKA_INSTANCE_ID": ""} if "KAFKA_INSTANCE_ID" in settings else {}
    with running(daemon, settings, tmp_path) as log:
        until(lambda: any(name.startswith(ENGINE_OF[daemon]) for name in away(port)),
              "the engine is not believed")
        until(lambda: any(name.startswith("kafka") for name in away(port)),
              "the broker is not believed")
        said = log.read_text(encoding="utf-8") + json.dumps(away(port))
    assert "certificate" in said, said[-2000:]


def test_no_secret_stands_in_a_command_line_or_a_log(tls_stack, approved):
    assert approved.returncode == 0
    secrets = {name: value.encode() for name, value in tls_stack.layout.secrets().items()
               if name not in NO_SECRETS}
    lines = tls_stack.command_lines | command_lines()
    # It would be seen: the programs of the stack are among them.
    for program in (b"redis-server", b"mongod", b"mariadbd", b"kafka.Kafka", b"StorageTool",
                    b"replica_set", b"broker_accounts", *(daemon.encode() for daemon in DAEMONS)):
        assert any(program in line for line in lines), program
    logs = {path: path.read_bytes() for path in (tls_stack.state / "log").iterdir()}
    assert len(processes.members(tls_stack.state)) >= len(DAEMONS) + 5
    for name, secret in secrets.items():
        assert not [line for line in lines if secret in line], name
        assert not [path for path, text in logs.items() if secret in text], name


def test_keys_and_what_holds_them_are_for_their_owner(tls_stack):
    for path in (tls_stack.state / "tls").iterdir():
        if path.suffix == ".key" or path.name.endswith(".both.pem"):
            assert path.stat().st_mode & 0o077 == 0, path
