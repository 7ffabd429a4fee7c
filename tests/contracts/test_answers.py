"""The judge of answers itself: what it lets pass and what not."""
import json
import subprocess
import sys

import pytest

from contracts import answers, documents, schemas

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


def test_a_body_that_the_contract_says_is_no_json_is_its_text():
    sheet = b"\xef\xbb\xbfemployeeId,name\r\n3,\xea\xb9\x80\r\n"
    path = "/attendance/sheet?month=2026-11"
    assert answers.faults("GET", path, 200, "text/csv; charset=utf-8", sheet) == []
    assert answers.faults("GET", path, 200, "application/json", sheet) != []
    assert answers.faults("GET", path, 200, "text/html", sheet) != []


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


def test_what_was_recorded_is_judged_and_nothing_recorded_is_a_fault_too(tmp_path):
    def check(*lines):
        record = tmp_path / "answers.tsv"
        record.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="ascii")
        return subprocess.run(
            [sys.executable, "-m", "contracts.check_recorded", record], capture_output=True,
            text=True, check=False, cwd=documents.SOURCE / "tests")

    def answer(body):
        return ("POST", b"/approvals?x=1".hex(), "201", "application/json",
                json.dumps(body).encode().hex())

    def event(kind, **changed):
        example = schemas.EVENTS / "approval.step-decided.example.json"
        body = json.loads(example.read_text(encoding="utf-8")) | changed
        return "event", kind.encode().hex(), json.dumps(body).encode().hex()
    right = answer(BODY), event("approval.step-decided")
    assert check(*right).returncode == 0
    for more, fault in ((answer({**BODY, "more": 1}), "'more' was unexpected"),
                        (event("approval.step-decided", requestId="41"), "'41' is not of type"),
                        (event("approval.step-decided", decidedAt="yesterday"), "date-time"),
                        (event("approval.step-decided", status="maybe"), "'maybe' is not one of"),
                        (event("approval.step-moved"), "is not in the contract")):
        worse = check(*right, more)
        assert worse.returncode == 1 and fault in worse.stdout, worse.stdout
    assert check(right[0]).returncode == 1 and check(right[1]).returncode == 1
    assert check(("GET", b"/readyz".hex(), "200", "application/json", "")).returncode == 1


def formats(node):
    if isinstance(node, dict):
        if isinstance(node.get("format"), str):
            yield node["format"]
        for value in node.values():
            yield from formats(value)
    elif isinstance(node, list):
        for value in node:
            yield from formats(value)


def test_every_format_of_the_contracts_is_checked():
    files = [*documents.every(), *schemas.EVENTS.glob("*.schema.json")]
    used = {name for path in files for name in formats(documents.load(path))}
    assert {"date", "date-time"} <= used
    # Ranges of numbers, which the types say already.
    assert used - {"int32", "int64", "double"} <= set(schemas.FORMATS.checkers)
