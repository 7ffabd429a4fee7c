"""The operator ports: what services ask of each other is answered to those that the route names, what
operators do to who has the role, and nothing of a secret is in a log."""
import pytest
import requests

from rights.world import ADMIN, BAD_TOKENS, NO_TOKEN, PEOPLE, SELF

DAEMONS = ("employee", "approval-request", "approval-processing", "notification")
SERVICES = (*DAEMONS, "gateway")
TIMEOUT_S = 20
# It needs nothing but a token, and stops decisions until a comparison has ended: not asked by who may.
# Every comparison of tests/system/test_crash_points.py asks it.
ACTS_AT_ONCE = {("POST", "/internal/epoch")}


@pytest.fixture(scope="module")
def services(world):
    """name -> its token, from the token endpoint."""
    kept = world.stack.secrets()
    tokens = {}
    for name in SERVICES:
        reply = requests.post(world.stack.env["EMPLOYEE_HTTP_URL"] + "/auth/token", timeout=TIMEOUT_S,
                              data={"grant_type": "client_credentials", "client_id": name,
                                    "client_secret": kept[f"secret_of_{name}"]})
        assert reply.status_code == 200, reply.text
        tokens[name] = reply.json()["access_token"]
    return tokens


def routes(world, daemon):
    url = world.stack.env[daemon.upper().replace("-", "_") + "_OPERATOR_URL"]
    found = requests.get(f"{url}/routes", timeout=TIMEOUT_S).json()["internal"]
    assert found, daemon
    return url, found


def ask(url, route, token):
    """With a number for each parameter, and a body without members: a caller who may gets another
    refusal than for the token, and nothing is changed."""
    path = "".join("/" + ("987654321" if part.startswith("{") else part)
                   for part in route["path"].split("/")[1:])
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    more = {"json": {}} if route["body"] else {}
    reply = requests.request(route["method"], url + path, headers=headers, timeout=TIMEOUT_S, **more)
    return reply.status_code, reply.json().get("code") if reply.status_code >= 400 else None


@pytest.mark.parametrize("daemon", DAEMONS)
def test_what_services_ask_is_answered_to_those_that_the_route_names(world, services, daemon):
    url, found = routes(world, daemon)
    named = [route for route in found if route["access"].startswith("service:")]
    assert named
    for route in named:
        may = route["access"].removeprefix("service:").split(",")
        for identity in BAD_TOKENS:
            assert ask(url, route, world.tokens[identity])[0] == 401, (route["path"], identity)
        for identity in PEOPLE:
            assert ask(url, route, world.tokens[identity]) == (403, "service-only"), \
                (route["path"], identity)
        for name, token in services.items():
            if name in may and (route["method"], route["path"]) in ACTS_AT_ONCE:
                continue
            status, code = ask(url, route, token)
            assert ((status, code) != (403, "service-only")) == (name in may), (route["path"], name)
            assert status != 401, (route["path"], name)


@pytest.mark.parametrize("daemon", DAEMONS)
def test_what_operators_do_needs_the_role(world, services, daemon):
    url, found = routes(world, daemon)
    reading = [route for route in found
               if route["access"] == "role:operator" and route["method"] == "GET"]
    for route in [route for route in found if route["access"] == "role:operator"]:
        assert ask(url, route, world.tokens[NO_TOKEN]) == (401, "token-missing"), route["path"]
        assert ask(url, route, world.tokens[SELF]) == (403, "role-missing"), route["path"]
        assert ask(url, route, services["employee"]) == (403, "people-only"), route["path"]
    for route in reading:
        assert ask(url, route, world.tokens[ADMIN])[1] not in ("role-missing", "token-invalid"), \
            route["path"]


def test_no_secret_and_no_token_is_in_a_log(world, services):
    kept = world.stack.secrets()
    hidden = [value for name, value in kept.items() if name != "kafka_cluster"]
    hidden += [*services.values(), *filter(None, world.tokens.values())]
    for log in (world.stack.state / "log").glob("*.log"):
        text = log.read_text(encoding="utf-8", errors="replace")
        assert not [secret for secret in hidden if secret in text], log.name
