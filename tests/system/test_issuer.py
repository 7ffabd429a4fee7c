"""The issuer inside employee, on a whole system that asks for tokens: programs get theirs at the token
endpoint, and stop when they are locked or their person leaves."""
import secrets

import pytest
import requests
from requests.auth import HTTPBasicAuth

from system.eventually import until
from system.own_stack import PAIR
from system.signed_stack import TIMEOUT_S, SignedStack


class IssuingStack(SignedStack):
    def form(self, path, auth=None, **fields):
        """A form as OAuth clients send it."""
        return requests.post(self.env["GATEWAY_URL"] + "/api" + path, data=fields, auth=auth,
                             timeout=TIMEOUT_S)

    def client(self, *arguments, line=""):
        """employee --client, with the settings of the daemon."""
        return self.command("--client", *arguments, line=line)

    def client_token(self, name, secret):
        return self.form("/auth/token", grant_type="client_credentials", client_id=name,
                         client_secret=secret)


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    own = IssuingStack(tmp_path_factory.mktemp("issuing") / "stack", PAIR)
    own.up()
    own.hire("kim", "park", "lee", hr="park")
    yield own.mode("oidc")
    own.down()


def test_an_integration_acts_as_its_person_until_it_is_locked(stack):
    secret = secrets.token_urlsafe(32)
    made = stack.client("add", "sync", "--employee", stack.people["kim"], line=secret + "\n")
    assert made.returncode == 0, made.stderr
    granted = stack.client_token("sync", secret)
    assert granted.status_code == 200, granted.text
    assert granted.headers["Cache-Control"] == "no-store"
    assert (granted.json()["token_type"], granted.json()["expires_in"]) == ("Bearer", 600)
    token = granted.json()["access_token"]
    path = f"/employees/{stack.people['kim']}/leave-balance"
    assert stack.call("GET", path, token).status_code == 200
    other = stack.call("POST", "/approvals", token, {
        "requesterId": stack.people["park"], "title": "모니터 구매", "content": "27인치",
        "steps": [{"step": 1, "approverId": stack.people["kim"]}]})
    assert (other.status_code, other.json()["code"]) == (403, "other-person")
    assert stack.client("lock", "sync").returncode == 0
    assert stack.client_token("sync", secret).status_code == 401
    until(lambda: stack.call("GET", path, token).status_code == 403, "its tokens stop")
    assert stack.client("unlock", "sync").returncode == 0
    until(lambda: stack.call("GET", path, token).status_code == 200, "it goes on")


def test_a_service_is_no_person(stack):
    # Others than the stack's own, which its daemons have.
    lines = "".join(f"test-{name} {name} {secrets.token_hex(32)}\n"
                    for name in ("employee", "approval-request", "notification"))
    for _ in range(2):
        kept = stack.client("keep", line=lines)
        assert (kept.returncode, kept.stdout) == (0, "3 clients are kept\n"), kept.stderr
    secret = lines.split()[5]
    by_header = stack.form("/auth/token", HTTPBasicAuth("test-approval-request", secret),
                           grant_type="client_credentials")
    assert by_header.status_code == 200, by_header.text
    for path in ("/approvals", f"/process/{stack.people['kim']}"):
        reply = stack.call("GET", path, by_header.json()["access_token"])
        assert (reply.status_code, reply.json()["code"]) == (403, "people-only"), path
    listed = stack.client("list").stdout
    assert "test-approval-request service approval-request\n" in listed and secret not in listed


def test_a_client_that_does_not_prove_itself_gets_nothing(stack):
    secret = secrets.token_urlsafe(32)
    assert stack.client("add", "good", "--service", "gateway", line=secret).returncode == 0
    for reply in (stack.client_token("good", secret + "x"), stack.client_token("nobody", secret),
                  stack.form("/auth/token", HTTPBasicAuth("good", "x" * 40),
                             grant_type="client_credentials")):
        assert (reply.status_code, reply.json()["error"]) == (401, "invalid_client")
        assert reply.headers["WWW-Authenticate"].startswith("Basic ")
    both = stack.form("/auth/token", HTTPBasicAuth("good", secret),
                      grant_type="client_credentials", client_id="good", client_secret=secret)
    assert (both.status_code, both.json()["error"]) == (400, "invalid_request")
    wrong = stack.client("add", "bad id", "--service", "gateway", line="too short")
    assert wrong.returncode == 2 and "too short" not in wrong.stderr + wrong.stdout


def test_what_a_leaver_had_stops_with_them(stack):
    secret = secrets.token_urlsafe(32)
    assert stack.client("add", "leaving", "--employee", stack.people["lee"],
                        line=secret).returncode == 0
    token = stack.client_token("leaving", secret).json()["access_token"]
    assert stack.call("GET", "/approvals", token).status_code == 200
    left = stack.call("DELETE", f"/employees/{stack.people['lee']}", stack.token("park"))
    assert left.status_code in (200, 204), left.text
    until(lambda: stack.call("GET", "/approvals", token).status_code == 403, "its tokens stop")
    assert stack.client_token("leaving", secret).status_code == 401


def test_a_refresh_token_is_used_and_revoked_at_the_endpoints_of_oauth(stack):
    signed = stack.sign_in("kim").json()
    granted = stack.form("/auth/token", grant_type="refresh_token",
                         refresh_token=signed["refreshToken"])
    assert granted.status_code == 200, granted.text
    tokens = granted.json()
    assert tokens["refresh_token"] != signed["refreshToken"]
    path = f"/employees/{stack.people['kim']}/leave-balance"
    assert stack.call("GET", path, tokens["access_token"]).status_code == 200
    for token in (tokens["refresh_token"], "one that nobody has"):
        ended = stack.form("/auth/revoke", token=token)
        assert (ended.status_code, ended.text) == (200, "")
    refused = stack.form("/auth/token", grant_type="refresh_token",
                         refresh_token=tokens["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert stack.form("/auth/revoke", token="").json()["error"] == "invalid_request"


def test_the_issuer_describes_what_it_serves(stack):
    said = stack.call("GET", "/auth/.well-known/openid-configuration").json()
    for name in ("token_endpoint", "revocation_endpoint", "jwks_uri"):
        assert said[name].startswith(said["issuer"] + "/"), name


def test_common_passwords_are_refused_and_a_reset_ends_what_was_signed_in(stack):
    before = stack.sign_in("kim").json()
    weak = stack.account("reset", "kim", line="starwars12345\n")
    assert weak.returncode == 2 and "guessed" in weak.stderr and "starwars" not in weak.stderr
    assert stack.account("reset", "kim", line="four slow turtles cross\n").returncode == 0
    refused = stack.call("POST", "/auth/refresh", body={"refreshToken": before["refreshToken"]})
    assert refused.status_code == 401
    assert stack.sign_in("kim", "four slow turtles cross").status_code == 200
