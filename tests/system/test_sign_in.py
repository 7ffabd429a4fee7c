"""AUTH_MODE=oidc on a whole system: people sign in, act as themselves alone, and stop when they
leave."""
import base64
import json

import pytest

from system.eventually import until
from system.own_stack import PAIR
from system.signed_stack import SignedStack


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    own = SignedStack(tmp_path_factory.mktemp("signed") / "stack", PAIR)
    own.up()
    own.hire("kim", "park", "lee", "choi", hr="choi")
    yield own.mode("oidc")
    own.down()


def document(stack, token, drafter, approver):
    return stack.call("POST", "/approvals", token, {
        "requesterId": stack.people[drafter], "title": "모니터 구매", "content": "27인치 2대",
        "steps": [{"step": 1, "approverId": stack.people[approver]}]})


def test_a_document_goes_its_way_with_the_tokens_of_its_people(stack):
    kim, park = stack.token("kim"), stack.token("park")
    made = document(stack, kim, "kim", "park")
    assert made.status_code == 201, made.text
    request = made.json()["requestId"]
    until(lambda: stack.call("POST", f"/process/{stack.people['park']}/{request}", park,
                             {"status": "approved"}).status_code == 200, "it is approved")
    until(lambda: stack.call("GET", f"/approvals/{request}", kim).json()["finalStatus"]
          == "approved", "the drafter sees it")


def test_nobody_acts_as_somebody_else(stack):
    kim = stack.token("kim")
    refused = document(stack, kim, "park", "lee")
    assert (refused.status_code, refused.json()["code"]) == (403, "other-person")
    request = document(stack, kim, "kim", "park").json()["requestId"]
    for _ in range(3):
        decided = stack.call("POST", f"/process/{stack.people['park']}/{request}", kim,
                             {"status": "approved"})
        assert (decided.status_code, decided.json()["code"]) == (403, "other-person")
    inbox = stack.call("GET", f"/notifications/recent/{stack.people['park']}", kim)
    assert (inbox.status_code, inbox.json()["code"]) == (403, "other-person")


def test_without_a_token_that_is_good_nothing_is_answered(stack):
    kim = stack.token("kim")
    head, claims, signature = kim.split(".")
    other = json.loads(base64.urlsafe_b64decode(claims + "=="))
    other["sub"] = "0" * 32
    forged = base64.urlsafe_b64encode(json.dumps(other).encode()).decode().rstrip("=")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt","kid":"x"}').decode().rstrip("=")
    for path in ("/employees", f"/employees/{stack.people['kim']}/leave-balance", "/approvals",
                 f"/process/{stack.people['kim']}", f"/notifications/recent/{stack.people['kim']}"):
        for token, code in ((None, "token-missing"), ("garbage", "token-invalid"),
                            (f"{head}.{forged}.{signature}", "token-invalid"),
                            (f"{none}.{claims}.", "token-invalid"), (kim[:-8], "token-invalid")):
            reply = stack.call("GET", path, token)
            assert (reply.status_code, reply.json()["code"]) == (401, code), (path, token)
        assert stack.call("GET", path, kim).status_code == 200, path


def test_what_needs_a_role_needs_it(stack):
    hire = {"name": "신입", "department": "개발팀", "position": "사원"}
    refused = stack.call("POST", "/employees", stack.token("kim"), hire)
    assert (refused.status_code, refused.json()["code"]) == (403, "role-missing")
    assert stack.call("POST", "/employees", stack.token("choi"), hire).status_code == 201


def test_somebody_stays_signed_in_until_they_sign_out(stack):
    signed = stack.sign_in("park").json()
    again = stack.call("POST", "/auth/refresh", body={"refreshToken": signed["refreshToken"]})
    assert again.status_code == 200 and again.headers["Cache-Control"] == "no-store"
    tokens = again.json()
    assert tokens["refreshToken"] != signed["refreshToken"]
    assert stack.call("GET", "/approvals", tokens["accessToken"]).status_code == 200
    body = {"refreshToken": tokens["refreshToken"]}
    assert stack.call("POST", "/auth/logout", body=body).status_code == 204
    refused = stack.call("POST", "/auth/refresh", body=body)
    assert (refused.status_code, refused.json()["code"]) == (401, "refresh-refused")


def test_a_sign_in_tells_nothing_about_accounts(stack):
    wrong, nobody = stack.sign_in("park", "wrong wrong wrong"), stack.sign_in("nobody")
    assert (wrong.status_code, nobody.status_code) == (401, 401)
    told = {key: value for key, value in wrong.json().items() if key != "traceId"}
    assert told == {key: value for key, value in nobody.json().items() if key != "traceId"}
    assert wrong.headers["Cache-Control"] == "no-store"


def test_a_locked_account_and_somebody_who_has_left_stop_within_seconds(stack):
    lee = stack.token("lee")
    paths = (f"/employees/{stack.people['lee']}/leave-balance", "/approvals",
             f"/process/{stack.people['lee']}")
    assert all(stack.call("GET", path, lee).status_code == 200 for path in paths)
    assert stack.account("lock", "lee").returncode == 0
    for path in paths:
        until(lambda path=path: stack.call("GET", path, lee).status_code == 403, f"{path} stops")
    assert stack.sign_in("lee").status_code == 401
    assert stack.account("unlock", "lee").returncode == 0
    until(lambda: stack.call("GET", "/approvals", lee).status_code == 401, "it has ended for good")
    lee = stack.token("lee")
    for path in paths:
        until(lambda path=path: stack.call("GET", path, lee).status_code == 200, f"{path} goes on")
    left = stack.call("DELETE", f"/employees/{stack.people['lee']}", stack.token("choi"))
    assert left.status_code in (200, 204), left.text
    for path in paths:
        until(lambda path=path: stack.call("GET", path, lee).status_code == 403, f"{path} stops")
    assert stack.sign_in("lee").status_code == 401
