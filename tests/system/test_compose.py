"""docker-compose.yml without a container engine: it parses, knows every part of the product, and
starts nothing before what it needs."""
import os

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
    wanted = {"employee": {"mariadb"}, "approval-request": {"mongo", "kafka"},
              "approval-processing": {"redis", "kafka"}, "notification": {"redis", "kafka"}}
    for daemon, engines in wanted.items():
        needs = dict(needed_by(daemon, known))
        assert engines <= set(needs), daemon
        assert all(condition in ("service_healthy", "service_completed_successfully")
                   for condition in needs.values())
    assert all("healthcheck" in known[engine] for engine in ENGINES)
    assert DAEMONS <= set(known["gateway"]["depends_on"])


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
