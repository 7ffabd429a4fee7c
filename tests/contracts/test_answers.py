"""The judge of answers itself: what it lets pass and what not."""
import json
import subprocess
import sys

import pytest

from contracts import answers, documents

BODY = {"id": 41, "requestId": 41, "round": 1, "requesterId": 3, "title": "t", "form": "general",
        "type": "GENERAL",
        "contentHash": "9f" * 32, "createdAt": "2026-11-21T01:02:03.004Z"}
PROBLEM = {"type": "/errors/c", "title": "Bad Request", "status": 400, "detail": "d", "code": "c"}


def judged(status=201, kind="application/json", body=BODY, method="POST", path="/approvals"):
    return answers.faults(method, path, status, kind, json.dumps(body).encode())


def test_what_the_contract_says_passes():
    assert judged() == []
    assert judged(status=400, kind="application/problem+json", body=PROBLEM) == []
    assert judged(status=405, kind="application/problem+json", body=PROBLEM, method="PATCH") == []
    assert answers.faults("DELETE", "/employees/7", 204, "", b"") == []


def test_members_may_be_missing_only_where_the_request_named_those_it_wants():
    body = [{"id": 41, "title": "비품 구매"}]
    assert judged(200, body=body, method="GET", path="/approvals?fields=id,title") == []
    assert judged(200, body=body, method="GET", path="/approvals?limit=1")
    for wrong in ({"id": "41"}, {"id": 41, "colour": "red"}):
        assert judged(200, body=[wrong], method="GET", path="/approvals?fields=id,title")
    gone = {**PROBLEM, "status": 404}
    assert judged(status=404, kind="application/problem+json", body=gone, method="GET",
                  path="/approvals/") == []
    assert judged(status=404, kind="text/html", body=gone, method="GET", path="/approvals/")


@pytest.mark.parametrize("wrong", [
    {"status": 200}, {"status": 500, "kind": "application/problem+json", "body": PROBLEM},
    {"kind": "text/html"}, {"body": {**BODY, "more": 1}}, {"body": {**BODY, "requestId": "41"}},
    {"body": {**BODY, "createdAt": "yesterday"}}, {"body": []},
    {"body": {key: value for key, value in BODY.items() if key != "type"}},
    {"status": 418, "kind": "application/problem+json", "body": PROBLEM},
    {"status": 400, "kind": "application/problem+json", "body": {**PROBLEM, "decidedBy": 3}},
    {"status": 400, "kind": "application/problem+json", "body": {**PROBLEM, "type": "urn:x:c"}}])
def test_what_it_does_not_say_is_a_fault(wrong):
    assert judged(**wrong)


def test_a_literal_path_goes_before_a_parameter():
    operation, _ = answers.operation_for("GET", "/approvals/pending")
    assert operation.path == "/approvals/pending"
    assert answers.operation_for("GET", "/employees/team/")[0].path == "/employees/team"
    assert answers.operation_for("HEAD", "/employees/3")[0].method == "GET"


def test_every_answer_of_the_contract_has_a_schema():
    for operation in documents.operations():
        for status, response in operation.responses.items():
            for kind in response.get("content", {}):
                assert answers.validator(operation, status, kind), operation.name


def test_recorded_answers_are_judged_and_no_answer_is_a_fault_too(tmp_path):
    def check(*lines):
        record = tmp_path / "answers.tsv"
        record.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="ascii")
        return subprocess.run(
            [sys.executable, documents.SOURCE / "tests" / "contracts" / "check_recorded.py",
             record], capture_output=True, text=True, check=False)

    def line(body):
        return ("POST", b"/approvals?x=1".hex(), "201", "application/json",
                json.dumps(body).encode().hex())
    assert check(line(BODY)).returncode == 0
    worse = check(line(BODY), line({**BODY, "more": 1}))
    assert worse.returncode == 1 and "'more' was unexpected" in worse.stdout
    assert check(("GET", b"/readyz".hex(), "200", "application/json", "")).returncode == 1
