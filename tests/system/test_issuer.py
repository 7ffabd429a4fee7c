"""The issuer inside employee, on a whole system that asks for tokens: programs get theirs at the token
endpoint, and stop when they are locked or their person leaves."""
import base64
import hashlib
import html
import json
import re
import secrets
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from requests.auth import HTTPBasicAuth

from hostile.valid import totp
from system.eventually import until
from system.own_stack import DAEMONS, PAIR
from system.signed_stack import PASSWORD, TIMEOUT_S, SignedStack

WEB = "https://web.test/callback"


class IssuingStack(SignedStack):
    def mode(self, value):
        settings = {daemon: {"AUTH_MODE": value} for daemon in DAEMONS}
        settings["employee"]["TOTP_ROLES"] = "auditor"
        settings["employee"]["SIGN_IN_CLIENTS"] = f"web={WEB} http://127.0.0.1/cb;other=x.y:/in"
        return self.up(settings)

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
    own.hire("kim", "park", "lee", "choi", hr="park")
    roles = own.call("PUT", f"/employees/{own.people['choi']}/roles", body={"roles": ["auditor"]})
    assert roles.status_code == 200, roles.text
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


class Browser:
    """Somebody's browser at the sign-in page: keeps cookies, follows nothing by itself."""

    def __init__(self, stack, language="en"):
        self._url = stack.env["GATEWAY_URL"] + "/api/auth/authorize"
        self._session = requests.Session()
        self._session.headers["Accept-Language"] = language
        self.verifier = secrets.token_urlsafe(32)

    def asked(self, **changed):
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return {"response_type": "code", "client_id": "web", "redirect_uri": WEB, "scope": "openid",
                "state": "a state", "nonce": "a nonce", "code_challenge_method": "S256",
                "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
                **changed}

    def open(self, **changed):
        return self._session.get(self._url, params=self.asked(**changed), allow_redirects=False,
                                 timeout=TIMEOUT_S)

    def send(self, page, without_cookies=False, **typed):
        fields = {name: html.unescape(value) for name, value in re.findall(
            r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)}
        via = requests if without_cookies else self._session
        return via.post(self._url, data={**fields, **typed}, allow_redirects=False,
                        timeout=TIMEOUT_S)

    def sign_in(self, name, password=PASSWORD):
        return self.send(self.open(), username=name, password=password)


def back(reply, address=WEB):
    """What the application finds in the address that the browser came back to."""
    assert reply.status_code == 303, reply.text
    place = reply.headers["Location"]
    assert place.startswith(address + "?"), place
    return {name: value for name, [value] in parse_qs(urlsplit(place).query).items()}


def redeem(stack, code, verifier, **changed):
    return stack.form("/auth/token", **{
        "grant_type": "authorization_code", "client_id": "web", "code": code, "redirect_uri": WEB,
        "code_verifier": verifier, **changed})


def claims(token):
    head, body, _ = token.split(".")
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in (head, body)]


def test_somebody_signs_in_with_a_browser_once_for_all_its_tabs(stack):
    browser = Browser(stack)
    came = back(browser.sign_in("kim"))
    assert came["state"] == "a state" and came["iss"] == stack.env["GATEWAY_URL"] + "/api/auth"
    granted = redeem(stack, came["code"], browser.verifier)
    assert granted.status_code == 200, granted.text
    tokens = granted.json()
    head, said = claims(tokens["id_token"])
    assert head["typ"] == "JWT" and said["aud"] == "web" and said["nonce"] == "a nonce"
    assert claims(tokens["access_token"])[1]["sub"] == said["sub"]
    path = f"/employees/{stack.people['kim']}/leave-balance"
    assert stack.call("GET", path, tokens["access_token"]).status_code == 200
    refused = stack.call("GET", path, tokens["id_token"])
    assert (refused.status_code, refused.json()["code"]) == (401, "token-invalid")
    assert set(back(browser.open())) == {"code", "state", "iss"}, "a second tab"
    assert browser.open(prompt="login").status_code == 200, "unless it is asked for"


def test_signing_out_ends_the_browser_too(stack):
    browser = Browser(stack)
    tokens = redeem(stack, back(browser.sign_in("kim"))["code"], browser.verifier).json()
    again = stack.form("/auth/token", grant_type="refresh_token", client_id="web",
                       refresh_token=tokens["refresh_token"])
    assert again.status_code == 200 and again.json()["refresh_token"] != tokens["refresh_token"]
    stolen = stack.call("POST", "/auth/refresh", body={"refreshToken": again.json()["refresh_token"]})
    assert (stolen.status_code, stolen.json()["code"]) == (401, "refresh-refused"), "of an application"
    ended = stack.form("/auth/revoke", token=again.json()["refresh_token"])
    assert (ended.status_code, ended.text) == (200, "")
    assert browser.open().status_code == 200, "the page again"
    assert back(browser.open(prompt="none"))["error"] == "login_required"
    refused = stack.form("/auth/token", grant_type="refresh_token", client_id="web",
                         refresh_token=again.json()["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


def test_signing_out_ends_access_tokens_within_seconds_everywhere(stack):
    here, elsewhere = stack.sign_in("kim").json(), stack.sign_in("kim").json()["accessToken"]
    paths = (f"/employees/{stack.people['kim']}/leave-balance", "/approvals", "/notifications")

    def codes(token):
        return {stack.call("GET", path, token).status_code for path in paths}

    assert codes(here["accessToken"]) == codes(elsewhere) == {200}
    ended = stack.call("POST", "/auth/logout", body={"refreshToken": here["refreshToken"]})
    assert ended.status_code == 204
    until(lambda: codes(here["accessToken"]) == {401}, "its access token stops", timeout=5)
    refused = stack.call("GET", paths[0], here["accessToken"])
    assert refused.json()["code"] == "token-invalid"
    assert codes(elsewhere) == {200}, "of another sign-in"


def test_a_code_that_is_used_twice_ends_what_it_gave(stack):
    browser = Browser(stack)
    code = back(browser.sign_in("kim"))["code"]
    tokens = redeem(stack, code, browser.verifier).json()
    replayed = redeem(stack, code, browser.verifier)
    assert (replayed.status_code, replayed.json()["error"]) == (400, "invalid_grant")
    refused = stack.form("/auth/token", grant_type="refresh_token", client_id="web",
                         refresh_token=tokens["refresh_token"])
    assert refused.json()["error"] == "invalid_grant"
    until(lambda: stack.call("GET", "/approvals", tokens["access_token"]).status_code == 401,
          "its access token stops", timeout=5)
    for changed in ({"code_verifier": "x" * 43}, {"client_id": "other"},
                    {"redirect_uri": "http://127.0.0.1/cb"}):
        other = back(browser.open())["code"]
        wrong = redeem(stack, other, browser.verifier, **changed)
        assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant"), changed
        spent = redeem(stack, other, browser.verifier)
        assert spent.json()["error"] == "invalid_grant", "presented once"


def test_nobody_is_sent_to_an_address_that_is_not_the_applications(stack):
    browser = Browser(stack)
    for changed in ({"client_id": "nobody"}, {"redirect_uri": WEB + "/x"},
                    {"redirect_uri": "https://web.test.thief.test/callback"}, {"redirect_uri": ""},
                    {"client_id": "other"}):
        reply = browser.open(**changed)
        assert reply.status_code == 400 and "Location" not in reply.headers, changed
        assert "<form" not in reply.text and reply.headers["Content-Type"].startswith("text/html")
    for changed, error in (({"response_type": "token"}, "unsupported_response_type"),
                           ({"code_challenge_method": "plain"}, "invalid_request"),
                           ({"code_challenge": ""}, "invalid_request"),
                           ({"scope": "admin"}, "invalid_scope"),
                           ({"prompt": "none"}, "login_required")):
        assert back(browser.open(**changed))["error"] == error


def test_the_page_is_plain_accessible_and_loads_nothing(stack):
    for language, title in (("ko", "로그인"), ("en-GB", "Sign in")):
        page = Browser(stack, language).open()
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "form-action 'self' https://web.test" in policy and "unsafe" not in policy
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Frame-Options"] == "DENY"
        assert f'<html lang="{language[:2]}">' in page.text and f"<h1>{title}</h1>" in page.text
        style = re.search(r"<style>(.*)</style>", page.text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in policy
        assert not re.search(r"<script|<link|<img|\bon[a-z]+=|javascript:", page.text)
        fields = re.findall(r'<input id="([^"]+)"', page.text)
        assert fields and all(f'<label for="{field}">' in page.text for field in fields)
    korean = Browser(stack, "en").open(ui_locales="fr ko")
    assert '<html lang="ko">' in korean.text


def test_a_form_of_another_page_is_not_taken(stack):
    browser = Browser(stack)
    page = browser.open()
    typed = {"username": "kim", "password": PASSWORD}
    assert browser.send(page, without_cookies=True, **typed).status_code == 400
    assert browser.send(page, **typed, redirect_uri="http://127.0.0.1/cb").status_code == 400
    assert browser.send(page, **typed, proof="0" * 64).status_code == 400
    page = browser.open()
    cookie = page.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/api/auth" in cookie
    assert back(browser.send(page, **typed))["code"]


def test_the_page_tells_nothing_about_accounts(stack):
    wrong = Browser(stack).sign_in("park", "wrong wrong wrong")
    nobody = Browser(stack).sign_in("nobody at all", "wrong wrong wrong")
    assert (wrong.status_code, nobody.status_code) == (401, 401)
    alerts = [re.search(r'<p role="alert".*?</p>', reply.text)[0] for reply in (wrong, nobody)]
    assert alerts[0] == alerts[1]
    assert "wrong wrong wrong" not in wrong.text
    odd = Browser(stack).sign_in('"><script>alert(1)</script>', "wrong wrong wrong")
    assert "<script" not in odd.text


def test_the_issuer_describes_what_it_serves(stack):
    said = stack.call("GET", "/auth/.well-known/openid-configuration").json()
    for name in ("authorization_endpoint", "token_endpoint", "revocation_endpoint", "jwks_uri"):
        assert said[name].startswith(said["issuer"] + "/"), name
    assert said["code_challenge_methods_supported"] == ["S256"]


def test_somebody_changes_their_password_and_their_other_sign_ins_end(stack):
    kept, other = stack.sign_in("kim").json(), stack.sign_in("kim").json()
    new = "four slow turtles cross"

    def change(token, **body):
        return stack.call("POST", "/auth/password", token, {"username": "kim", **body})

    assert change(None, password=PASSWORD, newPassword=new).status_code == 401
    weak = change(kept["accessToken"], password=PASSWORD, newPassword="password12345")
    assert (weak.status_code, weak.json()["errors"][0]["pointer"]) == (400, "/newPassword")
    wrong = change(kept["accessToken"], password="wrong wrong wrong", newPassword=new)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "sign-in-refused")
    others = change(stack.token("park"), password=PASSWORD, newPassword=new)
    assert (others.status_code, others.json()["code"]) == (401, "sign-in-refused")
    done = change(kept["accessToken"], password=PASSWORD, newPassword=new,
                  refreshToken=kept["refreshToken"])
    assert done.status_code == 204, done.text
    for tokens, status in ((kept, 200), (other, 401)):
        reply = stack.call("POST", "/auth/refresh", body={"refreshToken": tokens["refreshToken"]})
        assert reply.status_code == status
    assert stack.sign_in("kim").status_code == 401
    assert stack.sign_in("kim", new).status_code == 200
    assert stack.account("reset", "kim", line=PASSWORD + "\n").returncode == 0
    assert stack.sign_in("kim").status_code == 200


def test_one_time_codes_are_set_up_asked_for_and_used_once(stack):
    account = {"username": "choi", "password": PASSWORD}
    refused = stack.call("POST", "/auth/login", body=account)
    assert (refused.status_code, refused.json()["code"]) == (403, "totp-not-set-up"), "an auditor"
    given = stack.call("POST", "/auth/totp", body=account)
    assert given.status_code == 200 and given.headers["Cache-Control"] == "no-store"
    assert given.json()["secret"] in given.json()["uri"]
    key = base64.b32decode(given.json()["secret"])
    now = time.time()

    def post(path, **more):
        return stack.call("POST", path, body={**account, **more})

    assert post("/auth/totp/confirm", totp="000000").status_code in (401, 204)
    assert post("/auth/totp/confirm", totp=totp(key, now)).status_code == 204
    missing = post("/auth/login")
    assert (missing.status_code, missing.json()["code"]) == (401, "totp-required")
    again = post("/auth/login", totp=totp(key, now))
    assert (again.status_code, again.json()["code"]) == (401, "totp-required"), "it was used"
    wrong = stack.call("POST", "/auth/login", body={"username": "choi", "password": "wrong " * 3,
                                                    "totp": totp(key, now + 30)})
    assert wrong.json()["code"] == "sign-in-refused", "nothing of codes before the password is right"
    signed = post("/auth/login", totp=totp(key, now + 30))
    assert signed.status_code == 200, signed.text
    page = Browser(stack).sign_in("choi")
    assert page.status_code == 401 and 'autocomplete="one-time-code"' in page.text


def test_a_key_is_rotated_by_hand_without_a_token_that_fails(stack):
    token = stack.token("park")
    before = {key["kid"] for key in stack.call("GET", "/auth/keys").json()["keys"]}
    done = stack.command("--issuer-key", "rotate")
    assert done.returncode == 0 and "signs from" in done.stdout, done.stderr
    # The daemon reads its keys once a minute.
    until(lambda: {key["kid"] for key in stack.call("GET", "/auth/keys").json()["keys"]} > before,
          "the next key is published", timeout=90)
    assert stack.call("GET", "/approvals", token).status_code == 200
    assert stack.call("GET", "/approvals", stack.token("park")).status_code == 200
