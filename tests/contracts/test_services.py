"""service.json of each service is the one source; what must repeat it says the same: compose, the
gateway's upstreams, the contract of the bus."""
import json
import os
import re
from pathlib import Path

import pytest
import yaml

SOURCE = Path(os.environ["ERP_SOURCE_DIR"])
MANIFESTS = {file.parent.name: json.loads(file.read_text(encoding="utf-8"))
             for file in sorted(SOURCE.glob("services/*/service.json"))}
COMPOSE_ENGINE = {"mariadb": "mariadb", "mongodb": "mongo", "redis": "redis", "kafka": "kafka"}
PORT_VARIABLES = {"http": "HTTP_PORT", "operator": "OPERATOR_PORT", "ws": "WS_PORT"}
DAY_MS = 24 * 3600 * 1000


def read_yaml(path):
    return yaml.safe_load((SOURCE / path).read_text(encoding="utf-8"))


COMPOSE = read_yaml("docker-compose.yml")["services"]
TOPICS = {name: channel["bindings"]["kafka"]
          for name, channel in read_yaml("proto/events/asyncapi.yaml")["channels"].items()
          if "kafka" in channel.get("bindings", {})}


def variable(name):
    return name.upper().replace("-", "_")


def started_before(name):
    for other in COMPOSE[name].get("depends_on") or {}:
        yield other
        yield from started_before(other)


def test_there_are_services():
    assert len(MANIFESTS) >= 4


@pytest.mark.parametrize("name", MANIFESTS)
def test_compose_gives_a_daemon_its_ports(name):
    environment = COMPOSE[name]["environment"]
    for listener, port in MANIFESTS[name]["listeners"].items():
        assert int(environment[PORT_VARIABLES[listener]]) == port, listener


@pytest.mark.parametrize("name", MANIFESTS)
def test_compose_starts_the_engines_of_a_daemon_before_it(name):
    engines = {COMPOSE_ENGINE[engine] for engine in MANIFESTS[name]["engines"]}
    assert engines <= set(started_before(name))
    of_others = set(COMPOSE_ENGINE.values()) - engines
    urls = " ".join(str(value) for value in COMPOSE[name]["environment"].values())
    assert not [engine for engine in of_others if f"//{engine}:" in urls or f"@{engine}:" in urls]


@pytest.mark.parametrize("name", MANIFESTS)
def test_compose_gives_a_daemon_the_addresses_of_those_it_calls_and_of_no_other(name):
    given = {key: value for key, value in COMPOSE[name]["environment"].items()
             if re.fullmatch(r"(EMPLOYEE|REQUEST|PROCESSING|NOTIFICATION)_URL", key)}
    wanted = {variable(called).removeprefix("APPROVAL_") + "_URL":
              f"http://{called}:{MANIFESTS[called]['listeners']['operator']}"
              for called in MANIFESTS[name]["calls"]}
    assert given == wanted


@pytest.mark.parametrize("name", MANIFESTS)
def test_the_gateway_has_an_upstream_for_what_is_public(name):
    templates = (SOURCE / "services/gateway/upstreams.conf.template").read_text(encoding="utf-8")
    gateway = COMPOSE["gateway"]["environment"]
    for listener, suffix in (("http", ""), ("ws", "_WS")):
        port = MANIFESTS[name]["listeners"].get(listener)
        named = f"GATEWAY_{variable(name)}{suffix}"
        assert ("${" + named + "}" in templates) == (port is not None), named
        assert gateway.get(named) == (f"{name}:{port}" if port else None)
    operator = MANIFESTS[name]["listeners"]["operator"]
    assert f":{operator}" not in templates, "the operator port is nobody's outside"


def test_the_gateway_has_no_upstream_of_another():
    templates = (SOURCE / "services/gateway/upstreams.conf.template").read_text(encoding="utf-8")
    known = {variable(name) for name in MANIFESTS} | {
        f"{variable(name)}_WS" for name, said in MANIFESTS.items() if "ws" in said["listeners"]}
    assert set(re.findall(r"server \$\{GATEWAY_([A-Z_]+)\}", templates)) == known


def test_topics_are_those_of_the_contract_and_are_kept_as_long():
    produced = {topic["name"]: topic["keptDays"] for said in MANIFESTS.values()
                for topic in said["topics"]["produces"]}
    assert produced == {name: binding["topicConfiguration"]["retention.ms"] // DAY_MS
                        for name, binding in TOPICS.items()}


@pytest.mark.parametrize("name", MANIFESTS)
def test_the_image_asks_for_the_probe_that_is_said(name):
    probe = (SOURCE / "deploy/docker/ready").read_text(encoding="utf-8")
    assert f"GET {MANIFESTS[name]['probes']['ready']} HTTP" in probe


def test_the_image_is_made_of_every_service():
    text = (SOURCE / "deploy/docker/Dockerfile").read_text(encoding="utf-8")
    for built in re.findall(r"(?:for service in|ninja -C /build) ([a-z -]+)(?:;|\n)", text):
        assert set(built.split()) == set(MANIFESTS)
