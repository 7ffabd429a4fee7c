"""docker-compose.yml without a container engine: it parses, knows every part of the product, starts
nothing before what it needs, needs nothing prepared, and leaves nothing behind."""
import contextlib
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest
import yaml

SOURCE = os.environ["ERP_SOURCE_DIR"]
ENGINES = {"mariadb", "mongo", "redis", "kafka"}
DAEMONS = {"employee", "approval-request", "approval-processing", "notification"}


def services():
    with open(f"{SOURCE}/docker-compose.yml", encoding="utf-8") as file:
        return yaml.safe_load(file)["services"]


def needed_by(name, known):
    """Everything that must be there before `name` starts, with the condition it must meet."""
    for other, how in (known[name].get("depends_on") or {}).items():
        yield other, how["condition"]
        yield from needed_by(other, known)


def test_compose_holds_every_engine_daemon_and_the_gateway():
    assert ENGINES | DAEMONS | {"gateway"} <= set(services())


def test_every_daemon_waits_for_healthy_engines_and_finished_migrations():
    known = services()
    wanted = {"employee": {"mariadb", "kafka"}, "approval-request": {"mongo", "kafka"},
              "approval-processing": {"redis", "kafka"}, "notification": {"redis", "kafka"}}
    for daemon, engines in wanted.items():
        needs = dict(needed_by(daemon, known))
        assert engines <= set(needs), daemon
        assert all(condition in ("service_healthy", "service_completed_successfully")
                   for condition in needs.values())
    assert all("healthcheck" in known[engine] for engine in ENGINES)
    assert set(known["gateway"]["depends_on"]) >= DAEMONS


def test_every_daemon_can_be_scaled():
    known = services()
    for daemon in DAEMONS:
        for fixed in ("ports", "container_name", "hostname"):
            assert fixed not in known[daemon], f"{daemon}: two containers cannot share {fixed}"
        # Two members with one static id would shut each other out of the group.
        assert "KAFKA_INSTANCE_ID" not in known[daemon]["environment"]
    # The gateway follows a name to all its addresses.
    assert "resolve" in known["gateway"]["environment"]["GATEWAY_UPSTREAM_OPTIONS"].split()


def test_our_containers_may_do_nothing_they_do_not_need():
    known = services()
    for daemon in DAEMONS:
        assert known[daemon]["read_only"] is True
        assert known[daemon]["cap_drop"] == ["ALL"]
    with open(f"{SOURCE}/deploy/docker/Dockerfile", encoding="utf-8") as file:
        image = file.read()
    assert "USER 65532" in image and "HEALTHCHECK" in image and "STOPSIGNAL SIGTERM" in image


# What each image declares as a volume: without a place in the file it becomes an unnamed one.
DECLARED = {"mariadb": {"/var/lib/mysql"}, "mongo": {"/data/db", "/data/configdb"},
            "redis": {"/data"},
            "apache/kafka": {"/var/lib/kafka/data", "/etc/kafka/secrets", "/mnt/shared/config"}}


def mounted(service):
    """target -> (type, source) of every mount of a service."""
    found = {}
    for mount in service.get("volumes", []):
        if isinstance(mount, str):
            source, target = mount.split(":")[:2]
            found[target] = ("bind" if source.startswith((".", "/")) else "volume", source)
        else:
            found[mount["target"]] = (mount["type"], mount.get("source"))
    return found


def test_no_container_leaves_an_unnamed_volume_behind():
    with open(f"{SOURCE}/docker-compose.yml", encoding="utf-8") as file:
        whole = yaml.safe_load(file)
    for name, service in whole["services"].items():
        mounts = mounted(service)
        assert DECLARED.get(service["image"].split(":")[0], set()) <= set(mounts), name
        for kind, source in mounts.values():
            assert kind in ("tmpfs", "bind") or source in whole["volumes"], f"{name}: {source}"


def test_nothing_has_to_be_set_before_the_first_start():
    with open(f"{SOURCE}/docker-compose.yml", encoding="utf-8") as file:
        text = file.read()
    assert not re.search(r"\$\{\w+:?\?", text), "a variable without a default"
    known = services()
    assert known["mariadb"]["environment"]["MARIADB_PASSWORD_FILE"] == \
        known["employee"]["environment"]["MYSQL_PASSWORD_FILE"]
    for name in ("mariadb", "employee", "employee-migration"):
        assert dict(needed_by(name, known))["secrets"] == "service_completed_successfully"
        assert mounted(known[name])["/run/approval"] == ("volume", "secrets")
    published = {name: service["ports"] for name, service in known.items() if "ports" in service}
    assert list(published) == ["gateway"]
    assert all(port.startswith("127.0.0.1:") for port in published["gateway"])


def test_a_health_check_starts_no_shell_of_a_database():
    known = services()
    for name, service in known.items():
        check = " ".join(service.get("healthcheck", {}).get("test", []))
        assert "mongosh" not in check and "java" not in check, name
    # Each check is a connection; the server does not write a line for it.
    assert "--quiet" in " ".join(known["mongo"]["command"])
    assert dict(needed_by("approval-request", known))["mongo-set"] == \
        "service_completed_successfully"
    with open(f"{SOURCE}/deploy/docker/mongo-set.js", encoding="utf-8") as file:
        assert "replSetInitiate" in file.read()


def test_the_gateway_ends_well_within_its_grace():
    with open(f"{SOURCE}/services/gateway/nginx.conf.template", encoding="utf-8") as file:
        seconds = int(re.search(r"worker_shutdown_timeout (\d+)s", file.read())[1])
    gateway = services()["gateway"]
    assert gateway["stop_signal"] == "SIGQUIT"
    assert seconds * 2 < int(gateway["stop_grace_period"].removesuffix("s"))


def test_a_name_is_asked_for_again_before_a_vanished_address_costs_a_request():
    def template(name):
        with open(f"{SOURCE}/services/gateway/{name}.conf.template", encoding="utf-8") as file:
            return file.read()
    assert re.search(r"^resolver .* valid=1s", template("upstreams"), re.MULTILINE)
    assert "proxy_connect_timeout 250ms;" in template("proxy")
    assert "error_page 502 504 = @again;" in template("api")


# As an engine starts a container: what a shell has had ignored (a job in the background ignores SIGINT
# and SIGQUIT) stays ignored in its children, and no shell of theirs can trap it.
SIGNALS_BY_DEFAULT = ("env", "--default-signal=QUIT,TERM,INT")


# Stands for nginx: says when it is there, ends with a code of its own when it is asked to.
NGINX = """
import signal, sys
# Blocked before anybody knows of it, and then awaited: none is lost in between.
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGQUIT})
print("there", flush=True)
signal.sigwait({signal.SIGQUIT})
sys.exit(7)
"""


class Operator(BaseHTTPRequestHandler):
    """Stands for notification's operator port and for the issuer; keeps what was asked."""
    asked: ClassVar[list] = []

    def do_POST(self):
        if self.path == "/auth/token":
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            good = form == "grant_type=client_credentials&client_id=gateway&client_secret=s3cret"
            answer = json.dumps({"access_token": "of-the-gateway" if good else "", "expires_in": 600},
                                separators=(",", ":")).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
            return
        self.asked.append((self.path, self.headers["Authorization"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("told_to_end", [signal.SIGQUIT, signal.SIGTERM])
@pytest.mark.parametrize("there", [True, False])
def test_a_gateway_that_ends_has_the_sessions_asked_to_reconnect(tmp_path, there, told_to_end):
    entry = tmp_path / "entry"
    entry.write_text('#!/bin/sh\nexec "$@"\n', encoding="utf-8")
    entry.chmod(0o755)
    secret = tmp_path / "secret"
    secret.write_text("s3cret", encoding="utf-8")
    Operator.asked.clear()
    with HTTPServer(("127.0.0.1", 0), Operator) as notification:
        port = notification.server_address[1]
        if there:
            threading.Thread(target=notification.serve_forever, daemon=True).start()
        else:
            notification.socket.close()
        with subprocess.Popen(
                [*SIGNALS_BY_DEFAULT, "bash", f"{SOURCE}/deploy/docker/run-gateway",
                 sys.executable, "-c", NGINX],
                env=os.environ | {"ENTRY_POINT": str(entry),
                                  "SERVICE_TOKEN_URL": f"http://127.0.0.1:{port}/auth/token",
                                  "SERVICE_SECRET_FILE": str(secret),
                                  "NOTIFICATION_OPERATOR": f"127.0.0.1:{port}"},
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                start_new_session=True) as running:
            try:
                assert running.stdout.readline() == "there\n"
                running.send_signal(told_to_end)
                assert running.wait(10) == 7, "nginx's own code"
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(running.pid, signal.SIGKILL)
        if there:
            notification.shutdown()
    assert Operator.asked == ([("/internal/sessions/reconnect", "Bearer of-the-gateway")]
                              if there else [])


@pytest.fixture
def made(tmp_path):
    """Runs make-secrets; (exit code, what it says, the password that is kept)."""
    (tmp_path / "secrets").mkdir()
    (tmp_path / "database").mkdir()

    def run(given=""):
        done = subprocess.run(
            ["bash", f"{SOURCE}/deploy/docker/make-secrets"], capture_output=True, text=True,
            check=False, env={"PATH": os.environ["PATH"], "MYSQL_PASSWORD": given,
                              "SECRETS": str(tmp_path / "secrets"),
                              "USERS": f"{SOURCE}/deploy/redis-users.acl",
                              "DATABASE": str(tmp_path / "database")})
        kept = tmp_path / "secrets" / "mysql-password"
        return done.returncode, done.stdout + done.stderr, \
            kept.read_text(encoding="utf-8") if kept.exists() else None
    run.database = tmp_path / "database"
    return run


def test_a_password_is_made_once_and_kept(made):
    code, _, password = made()
    assert code == 0 and re.fullmatch(r"[0-9a-f]{48}", password)
    assert made()[::2] == (0, password)
    assert made(given=password)[::2] == (0, password)


def test_what_signing_in_needs_is_made_once_also_beside_an_older_password(made, tmp_path):
    secrets = tmp_path / "secrets"
    (secrets / "mysql-password").write_text("older", encoding="ascii")
    assert made()[::2] == (0, "older")
    names = {"issuer-key": 64, "administrator-password": 32,
             **{f"secret-of-{name}": 64 for name in (*DAEMONS, "gateway")}}
    kept = {name: (secrets / name).read_text(encoding="ascii") for name in names}
    assert all(re.fullmatch(f"[0-9a-f]{{{size}}}", kept[name]) for name, size in names.items())
    assert len(set(kept.values())) == len(kept)
    made()
    assert kept == {name: (secrets / name).read_text(encoding="ascii") for name in names}


def test_redis_lets_in_who_has_the_password_of_its_service(made, tmp_path):
    made()
    text = {path.name: path.read_text(encoding="ascii")
            for path in (tmp_path / "secrets").glob("redis-*")}
    assert "{" not in text["redis-users.acl"].replace("ap:{default}:*", "")
    assert text["redis-users.acl"].startswith("user default off resetpass ~* &* +@all\n")
    known = services()
    for user, database in (("approval-processing", 0), ("notification", 1)):
        password = text[f"redis-password-of-{user}"]
        digest = hashlib.sha256(password.encode()).hexdigest()
        assert f"user {user} on #{digest} ~" in text["redis-users.acl"]
        assert password not in text["redis-users.acl"]
        assert text[f"redis-url-of-{user}"] == f"redis://{user}:{password}@redis:6379/{database}"
        assert known[user]["environment"]["REDIS_URL_FILE"] == f"/run/approval/redis-url-of-{user}"
    assert "/run/approval/redis-users.acl" in known["redis"]["command"]
    made()
    assert text == {path.name: path.read_text(encoding="ascii")
                    for path in (tmp_path / "secrets").glob("redis-*")}


def test_mongo_lets_in_who_has_an_account(made, tmp_path):
    made()
    secrets = tmp_path / "secrets"
    password = (secrets / "mongo-password-of-approval-request").read_text(encoding="ascii")
    known = services()
    assert known["approval-request"]["environment"]["MONGO_URI_FILE"] == \
        "/run/approval/mongo-uri-of-approval-request"
    assert (secrets / "mongo-uri-of-approval-request").read_text(encoding="ascii") == \
        f"mongodb://approval-request:{password}@mongo:27017/?replicaSet=rs0&authSource=admin"
    assert re.fullmatch("[0-9a-f]{128}", (secrets / "mongo-key").read_text(encoding="ascii"))
    assert "--keyFile" in " ".join(known["mongo"]["command"])
    # The first account is made from mongod's own machine.
    assert known["mongo-set"]["network_mode"] == "service:mongo"


def test_everybody_signs_in_and_no_secret_stands_in_the_file():
    known = services()
    for daemon in DAEMONS:
        settings = known[daemon]["environment"]
        assert settings["AUTH_MODE"] == "oidc"
        assert settings["SERVICE_CLIENT"] == daemon
        assert settings["SERVICE_SECRET_FILE"] == f"/run/approval/secret-of-{daemon}"
        assert "employee-accounts" in dict(needed_by(daemon, known)), daemon


def test_who_reads_a_secret_starts_when_all_are_made():
    known = services()
    readers = [name for name, one in known.items()
               if name != "secrets" and any(str(mount).startswith("secrets:")
                                            for mount in one.get("volumes", []))]
    assert set(readers) >= DAEMONS | {"mariadb", "gateway", "employee-accounts"}
    for name in readers:
        assert dict(needed_by(name, known)).get("secrets") == "service_completed_successfully", name


def test_a_given_password_is_taken_at_the_first_start_only(made):
    assert made(given="of my own")[::2] == (0, "of my own")
    code, said, kept = made(given="another")
    assert code == 1 and kept == "of my own" and kept not in said
    assert "Take it out of .env" in said


def test_a_database_whose_password_was_lost_is_said_to_be_one(made):
    (made.database / "mysql").mkdir()
    code, said, kept = made()
    assert code == 1 and kept is None and "earlier .env back" in said
    assert made(given="of the earlier")[::2] == (0, "of the earlier")
    assert made()[::2] == (0, "of the earlier")


def test_a_wrong_password_for_an_older_database_can_be_put_right(made):
    """Nobody can try it before the database runs, so it must not be kept for good."""
    (made.database / "mysql").mkdir()
    assert made(given="mistaken")[::2] == (0, "mistaken")
    assert made(given="of the earlier")[::2] == (0, "of the earlier")
    assert made()[::2] == (0, "of the earlier")


def test_a_database_made_with_the_kept_password_keeps_it(made):
    _, _, password = made()
    (made.database / "mysql").mkdir()
    code, _, kept = made(given="another")
    assert code == 1 and kept == password


def test_new_containers_take_the_place_of_old_ones_one_at_a_time():
    with open(f"{SOURCE}/deploy/docker/replace", encoding="utf-8") as file:
        text = file.read()
    ready, gone = text.index("up --detach --wait --no-deps --no-recreate"), text.index("docker stop")
    assert ready < gone, "the new one is ready before the old one ends"
    assert text.index("-migration") < ready, "stores first"


def test_the_allocator_has_the_same_settings_in_images_as_on_one_machine():
    """Without it each of a hundred threads keeps 80 KB of freed blocks."""
    with open(f"{SOURCE}/deploy/docker/Dockerfile", encoding="utf-8") as file:
        in_images = re.search(r"^ENV GLIBC_TUNABLES=(\S+)$", file.read(), re.MULTILINE)
    with open(f"{SOURCE}/deploy/local/local_stack/daemons.py", encoding="utf-8") as file:
        here = re.search(r'^ALLOCATOR = "(\S+)"$', file.read(), re.MULTILINE)
    assert in_images and here and in_images[1] == here[1]
