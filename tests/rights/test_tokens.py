"""Tokens that nobody here has issued, and what else a request says about who sends it: through the
gateway, at every daemon."""
import base64
import hashlib
import hmac
import json
import re
import socket
import subprocess
import time
from urllib.parse import urlparse

import pytest
import requests

from rights.tokens import Forger, decoded, encoded
from rights.world import ADMIN, COLLEAGUE, OUTSIDER, SELF

TIMEOUT_S = 20
DAEMONS = ("employee", "approval-request", "approval-processing", "notification")
KIDS_OF_NOBODY = 200  # for each daemon
ANSWER = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r]")


@pytest.fixture(scope="module")
def paths(world):
    """Something of each daemon that the drafter may read."""
    me = world.people[SELF]
    return {"employee": f"/employees/{me}/leave-balance", "approval-request": "/approvals?limit=1",
            "approval-processing": f"/process/{me}", "notification": f"/notifications/recent/{me}"}


@pytest.fixture(scope="module")
def forger(world, tmp_path_factory):
    return Forger(world.stack, world.stack.token(SELF), tmp_path_factory.mktemp("tokens"))


@pytest.fixture(scope="module")
def attacker(tmp_path_factory):
    """The file of a key that is nobody's here."""
    path = tmp_path_factory.mktemp("attacker") / "key.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048",
                    "-out", path], check=True, capture_output=True)
    return path


def public_key(forger, form):
    return subprocess.run(["openssl", "pkey", "-in", forger.pem, "-pubout", "-outform", form],
                          check=True, capture_output=True).stdout


def with_hmac(forger, key):
    text = forger.text({"alg": "HS256"})
    return f"{text}.{encoded(hmac.new(key, text.encode(), hashlib.sha256).digest())}"


def doubled(forger):
    """Its subject twice, as one reader takes the first and another the last."""
    claims = json.dumps(forger.claims)[:-1] + ', "sub": "0"}'
    return forger.signed(f"{forger.head_text({})}.{encoded(claims.encode())}")


def in_other_letters(token):
    """The same bytes in the alphabet of ordinary base64, with its padding."""
    return ".".join(base64.b64encode(decoded(part)).decode() for part in token.split("."))


NOW = int(time.time())
MADE = {  # name → (forger, attacker's key) → token
    "a word": lambda f, a: "garbage",
    "dots": lambda f, a: "..",
    "two parts": lambda f, a: ".".join(f.sample.split(".")[:2]),
    "four parts": lambda f, a: f.sample + ".AAAA",
    "no signature": lambda f, a: f.sample.rpartition(".")[0] + ".",
    "half a signature": lambda f, a: f.sample[:-100],
    "a signature and more": lambda f, a: f.sample + "AAAA",
    "a blank behind": lambda f, a: f.sample + " x",
    "ordinary base64": lambda f, a: in_other_letters(f.sample),
    "a list as claims": lambda f, a: f.signed(f"{f.head_text({})}.{encoded(b'[]')}"),
    "claims that are no JSON": lambda f, a: f.signed(f"{f.head_text({})}.{encoded(b'{')}"),
    "subject twice": lambda f, a: doubled(f),
    "alg none": lambda f, a: f.text({"alg": "none"}) + ".",
    "alg nOnE": lambda f, a: f.text({"alg": "nOnE"}) + ".",
    "alg none with the signature": lambda f, a: f.signed(f.text({"alg": "none"})),
    "alg absent": lambda f, a: f.signed(f.text({"alg": None})),
    "alg a list": lambda f, a: f.signed(f.text({"alg": ["RS256"]})),
    "HS256 with the public key": lambda f, a: with_hmac(f, public_key(f, "PEM")),
    "HS256 with the public key as bytes": lambda f, a: with_hmac(f, public_key(f, "DER")),
    "HS256 without a key": lambda f, a: with_hmac(f, b""),
    "RS512 of our key": lambda f, a: f.signed(f.text({"alg": "RS512"}), digest="sha512"),
    "RS1 of our key": lambda f, a: f.signed(f.text({"alg": "RS1"}), digest="sha1"),
    "RS256 that is SHA-1": lambda f, a: f.signed(f.text({}), digest="sha1"),
    "kid absent": lambda f, a: f.signed(f.text({"kid": None})),
    "kid a number": lambda f, a: f.signed(f.text({"kid": 1})),
    "kid of nobody": lambda f, a: f.signed(f.text({"kid": "nobody"})),
    "kid a path": lambda f, a: f.signed(f.text({"kid": "../../../../dev/null"})),
    "kid a statement": lambda f, a: f.signed(f.text({"kid": "x' OR '1'='1"})),
    "another key": lambda f, a: f.signed(f.text({}), key=a),
    "another key that it brings": lambda f, a: f.signed(
        f.text({"jwk": {"kty": "RSA", "e": "AQAB", "n": "AQAB"}}), key=a),
    "another key at an address": lambda f, a: f.signed(
        f.text({"jku": "http://127.0.0.1:1/keys", "x5u": "http://127.0.0.1:1/cert"}), key=a),
    "something critical": lambda f, a: f.signed(f.text({"crit": ["exp"]})),
    "another issuer": lambda f, a: f.changed(iss="https://elsewhere.example/auth"),
    "our issuer with a slash": lambda f, a: f.changed(iss=f.claims["iss"] + "/"),
    "issuer absent": lambda f, a: f.changed(iss=None),
    "another audience": lambda f, a: f.changed(aud="another-system", client_id="another-system"),
    "other audiences": lambda f, a: f.changed(aud=["a", "b"]),
    "audience and client absent": lambda f, a: f.changed(aud=None, client_id=None),
    "an ID token": lambda f, a: f.signed(f.text({"typ": "JWT"})),
    "an ID token of Cognito": lambda f, a: f.changed(token_use="id"),
    "subject absent": lambda f, a: f.changed(sub=None),
    "subject a number": lambda f, a: f.changed(sub=1),
    "subject empty": lambda f, a: f.changed(sub=""),
    "end absent": lambda f, a: f.changed(exp=None),
    "end as text": lambda f, a: f.changed(exp=str(NOW + 600)),
    "end without an end": lambda f, a: f.changed(exp=1e300),
    "begin absent": lambda f, a: f.changed(iat=None),
    "not yet": lambda f, a: f.changed(nbf=NOW + 3600),
    "issued tomorrow": lambda f, a: f.changed(iat=NOW + 86400),
}


@pytest.mark.parametrize("name", MADE)
def test_a_token_that_nobody_has_issued_is_refused_everywhere(world, paths, forger, attacker, name):
    token = MADE[name](forger, attacker)
    for path in paths.values():
        reply = world.stack.call("GET", path, token)
        assert reply.status_code == 401, (path, reply.text)
        assert reply.json()["code"] == "token-invalid", path
        assert reply.headers["WWW-Authenticate"].startswith("Bearer"), path
        assert reply.headers["Cache-Control"] == "no-store", path


def test_a_token_longer_than_8_kib_is_not_looked_at(world, paths, forger):
    token = forger.changed(filler="x" * 7000)
    assert 8192 < len(token) < 11_000
    for daemon, path in paths.items():
        url = world.stack.env[daemon.upper().replace("-", "_") + "_HTTP_URL"] + path
        reply = requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT_S)
        assert (reply.status_code, reply.json()["code"]) == (401, "token-invalid"), path
        for length in (1, 100):  # of which the gateway takes no more than 8 KiB in one line
            assert world.stack.call("GET", path, token * length).status_code in (400, 431), path


def test_its_own_token_changed_back_is_taken(world, paths, forger):
    """What the other tests change is all that is wrong with their tokens."""
    for path in paths.values():
        for token in (forger.changed(), forger.signed(forger.text({}))):
            assert world.stack.call("GET", path, token).status_code == 200, path


def test_a_subject_of_nobody_has_no_account(world, paths, forger):
    for path in paths.values():
        reply = world.stack.call("GET", path, forger.changed(sub="0" * 32))
        assert (reply.status_code, reply.json()["code"]) == (403, "account-unknown"), path


def test_an_expired_token_says_so(world, paths, forger):
    for path in paths.values():
        reply = world.stack.call("GET", path, forger.expired())
        assert (reply.status_code, reply.json()["code"]) == (401, "token-expired"), path


def get(world, path, headers):
    return requests.get(world.stack.env["GATEWAY_URL"] + "/api" + path, headers=headers,
                        timeout=TIMEOUT_S)


def test_who_acts_is_said_by_the_access_token_alone(world, paths):
    """Neither by headers of gateways and platforms, nor by the address, a cookie or another scheme."""
    admin, me = world.people[ADMIN], world.people[SELF]
    claims = {name: str(admin) for name in (
        "X-User-Id", "X-Employee-Id", "X-Actor", "X-User", "X-Remote-User", "Remote-User",
        "X-Forwarded-User", "X-Authenticated-User", "X-Auth-Request-User", "X-Roles", "X-Role")}
    claims |= {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1", "X-Original-URL": "/internal/x",
               "X-Forwarded-Access-Token": world.tokens[ADMIN], "X-Auth-Token": world.tokens[ADMIN],
               "X-Amzn-Oidc-Accesstoken": world.tokens[ADMIN],
               "Cookie": f"access_token={world.tokens[ADMIN]}", "X-HTTP-Method-Override": "DELETE"}
    for path in paths.values():
        assert get(world, path, claims).status_code == 401, path
        for scheme in ("Basic", "Token", "Bearer:", "JWT"):
            reply = get(world, path, {"Authorization": f"{scheme} {world.tokens[SELF]}"})
            assert (reply.status_code, reply.json()["code"]) == (401, "token-missing"), (path, scheme)
        mark = "&" if "?" in path else "?"
        reply = get(world, f"{path}{mark}access_token={world.tokens[ADMIN]}", {})
        assert reply.status_code in (400, 401), path
    mine = {"Authorization": f"Bearer {world.tokens[OUTSIDER]}", **claims}
    assert get(world, f"/employees/{me}/leave-balance", mine).status_code == 403
    assert get(world, f"/process/{me}", mine).status_code == 403
    assert get(world, f"/approvals/{world.open()}", mine).status_code == 404
    assert get(world, f"/notifications/recent/{me}", mine).status_code == 403
    outsider = world.people[OUTSIDER]
    assert get(world, f"/employees/{outsider}/leave-balance", mine).status_code == 200


def test_two_tokens_are_none(world, paths):
    for path in paths.values():
        url = urlparse(world.stack.env["GATEWAY_URL"])
        both = "".join(f"Authorization: Bearer {world.tokens[who]}\r\n" for who in (SELF, COLLEAGUE))
        statuses, whole = answers(url, f"GET /api{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                       f"{both}\r\n".encode())
        assert statuses in ([400], [401]), whole


def answers(url, data):
    """The statuses of all answers until the server ends the connection."""
    with socket.create_connection((url.hostname, url.port), timeout=TIMEOUT_S) as connection:
        connection.sendall(data)
        whole = b""
        while chunk := connection.recv(65536):
            whole += chunk
    return [int(status) for status in ANSWER.findall(whole)], whole


@pytest.mark.parametrize("at", ["gateway", *DAEMONS])
def test_what_follows_a_refused_request_is_its_body_and_no_request(world, at):
    """A body that nobody reads, as the request is refused by its head, is not read as the next one."""
    url = urlparse(world.stack.env["GATEWAY_URL" if at == "gateway" else
                                   at.upper().replace("-", "_") + "_HTTP_URL"])
    path = {"gateway": "/api/approvals", "employee": "/employees", "approval-request": "/approvals",
            "approval-processing": f"/process/{world.people[SELF]}/1",
            "notification": "/notifications/send"}[at]
    hidden = (f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.tokens[ADMIN]}\r\n"
              "Connection: close\r\n\r\n").encode()
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    for framed in (f"Content-Length: {len(hidden)}\r\n\r\n".encode() + hidden,
                   b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(hidden), hidden)):
        # The last request asks for the end of the connection, wherever the server is by then.
        last = f"GET {path}?limit=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        statuses, whole = answers(url, head.encode() + framed + last)
        assert statuses[0] == 401, whole
        assert statuses[1:] in ([], [401], [405]), whole


def fetches(world, daemon):
    url = world.stack.env[daemon.upper().replace("-", "_") + "_OPERATOR_URL"] + "/metrics"
    text = requests.get(url, timeout=TIMEOUT_S).text
    return sum(float(value) for value in re.findall(r"auth_key_fetches_total\{[^}]*\} (\S+)", text))


def test_keys_that_nobody_has_cost_the_issuer_one_question_in_half_a_minute(world, paths, forger):
    before = {daemon: fetches(world, daemon) for daemon in DAEMONS}
    assert all(before.values())
    began = time.monotonic()
    with requests.Session() as session:
        for number in range(KIDS_OF_NOBODY):
            token = forger.text({"kid": f"nobody-{number}"}) + ".AAAA"
            for path in paths.values():
                reply = session.get(world.stack.env["GATEWAY_URL"] + "/api" + path, timeout=TIMEOUT_S,
                                    headers={"Authorization": f"Bearer {token}"})
                assert reply.status_code == 401
    half_minutes = 1 + (time.monotonic() - began) // 30
    for daemon in DAEMONS:
        assert fetches(world, daemon) - before[daemon] <= half_minutes, daemon
