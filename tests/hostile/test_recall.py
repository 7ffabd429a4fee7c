"""Taking a document back: somebody else's, too late, twice, against a decision at the same time."""
import concurrent.futures
import json

import pytest

from hostile import wire
from hostile.judge import problem_faults
from hostile.valid import unique
from system.eventually import until


@pytest.fixture
def send(servers):
    """(server, method, path, body, headers) as an answer to be judged."""
    def ask(server, method, path, body=None, headers=()):
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        kept = [] if body is None else [("Content-Type", "application/json")]
        at = servers[server]
        return at.ask(wire.request(method, at.prefix + path, kept + list(headers), data))
    return ask


@pytest.fixture
def recall(send):
    """As the drafter's page asks for it, through the gateway."""
    def ask(document, person, headers=(), **more):
        return send("gateway", "POST", f"/approvals/{document}/recall",
                    {"requesterId": person, **more}, headers)
    return ask


@pytest.fixture
def recall_inside(send):
    """As approval-request asks for it, at the operator port of approval-processing."""
    def ask(document, person, body=None, headers=()):
        return send(("approval-processing", "internal"), "POST",
                    f"/internal/recalls/{person}/{document}", {} if body is None else body, headers)
    return ask


def refused(reply, status, code=None, pointer=None):
    faults = problem_faults(reply, {status}, pointer)
    assert not faults, "\n".join(faults)
    body = json.loads(reply.body)
    assert code is None or body["code"] == code, body
    return body


def test_only_the_drafter_recalls(scene, recall, recall_inside, unchanged):
    document = scene.document
    unchanged()
    for person in (scene.first, scene.second, scene.outsider, 2**62, 2**63 - 1):
        refused(recall(document, person), 403, "not-the-drafter")
        refused(recall_inside(document, person), 403, "not-the-drafter")
    until(lambda: json.loads(recall_inside(document, scene.gone).body)["code"] == "inactive",
          "it is known who has left")
    refused(recall(document, scene.gone), 403, "inactive")
    refused(recall_inside(document, scene.gone), 403, "inactive")


def test_what_does_not_exist_is_not_recalled(scene, recall, recall_inside, unchanged):
    unchanged()
    for missing in (scene.document + 10**9, 2**62, 2**63 - 1):
        refused(recall(missing, scene.drafter), 404)
        refused(recall_inside(missing, scene.drafter), 404, "task-not-found")
    for wrong in ("0", "-1", "abc", str(2**63), "1.5", "%00"):
        refused(recall(wrong, scene.drafter), 404 if wrong != "%00" else 400)
        refused(recall_inside(scene.document, wrong), 404 if wrong != "%00" else 400)


@pytest.mark.parametrize("comment", ["가" * 1001, "a" * 1001, "a\0b", 1, True, [], {}, ["회수"]],
                         ids=lambda c: repr(c)[:12])
def test_wrong_comments_recall_nothing(scene, recall, recall_inside, unchanged, comment):
    document = scene.document
    unchanged()
    refused(recall(document, scene.drafter, comment=comment), 400, pointer="/comment")
    refused(recall_inside(document, scene.drafter, {"comment": comment}), 400, pointer="/comment")


def test_a_wrong_if_match_recalls_nothing(scene, recall, unchanged):
    document = scene.document
    unchanged()
    for tag in ('"2"', '"999999"'):
        refused(recall(document, scene.drafter, [("If-Match", tag)]), 412, "version-mismatch")
    for tag in ("1", 'W/"1"', '"1", "2"', '"x"', '""'):
        refused(recall(document, scene.drafter, [("If-Match", tag)]), 400, pointer="If-Match")


def test_after_a_decision_it_is_too_late_and_the_answer_says_who_decided(
        world, send, recall, recall_inside, unchanged):
    document = world.new_document()
    assert send("gateway", "POST", f"/process/{world.first}/{document}",
                {"status": "approved"}).status in (200, 202)
    until(lambda: world.state(document)["currentStep"] == 2, "the second step")
    unchanged()
    for answer in (recall(document, world.drafter), recall_inside(document, world.drafter)):
        body = refused(answer, 409, "already-decided")
        assert body["decidedBy"] == world.first and body["decidedStatus"] == "approved"
        assert body["decidedAt"].endswith("Z")
    refused(recall(document, world.outsider), 403, "not-the-drafter")


@pytest.mark.parametrize("status", ["approved", "rejected"])
def test_an_ended_document_is_not_recalled(world, send, recall, recall_inside, unchanged, status):
    document = world.new_document([world.first])
    assert send("gateway", "POST", f"/process/{world.first}/{document}",
                {"status": status, "comment": "끝"}).status in (200, 202)
    until(lambda: world.state(document)["finalStatus"] == status, "the end")
    unchanged()
    for answer in (recall(document, world.drafter), recall_inside(document, world.drafter)):
        assert refused(answer, 409)["code"] in ("already-decided", "document-closed")


@pytest.fixture
def recalled(world, recall):
    """(document, its key, the first answer)"""
    document, key = world.new_document(), ("Idempotency-Key", unique("recall"))
    first = recall(document, world.drafter, [key], comment="잘못 올림")
    assert first.status in (200, 202), first.text()
    until(lambda: world.state(document)["finalStatus"] == "recalled", "the recall shows")
    return document, key, first


def test_a_second_recall_is_refused_or_a_replay_by_its_key(world, recalled, recall, unchanged):
    document, key, first = recalled
    unchanged()
    again = recall(document, world.drafter, [key], comment="잘못 올림")
    assert again.status in (200, 202) and again.header("idempotency-replayed") == "true"
    assert json.loads(again.body) == json.loads(first.body)
    refused(recall(document, world.drafter, [key], comment="다른 말"), 422,
            "idempotency-key-reused")
    for headers in ((), [("Idempotency-Key", unique("recall"))]):
        body = refused(recall(document, world.drafter, headers), 409, "document-recalled")
        assert body["recalledBy"] == world.drafter and body["recalledAt"].endswith("Z")


def test_a_recalled_document_is_decided_by_nobody(world, recalled, send, unchanged):
    document = recalled[0]
    unchanged()
    for person in (world.first, world.second):
        for status in ("approved", "rejected"):
            body = refused(send("gateway", "POST", f"/process/{person}/{document}",
                                {"status": status, "comment": "x"}), 409)
            assert body["code"] == "document-recalled" or person == world.second, body
        assert world.call("GET", f"/process/{person}").json() == []
    for verb in ("approve", "reject"):
        body = refused(send("gateway", "PUT", f"/approvals/{document}/{verb}",
                            {"approverId": world.first}), 409, "document-recalled")
        assert body["recalledBy"] == world.drafter and body["recalledAt"].endswith("Z")
    refused(send("gateway", "POST", f"/process/{world.outsider}/{document}",
                 {"status": "approved"}), 404)


def test_of_50_decisions_and_50_recalls_at_once_one_wins(world, servers, changing):
    document = world.new_document([world.first])
    header = [("Content-Type", "application/json")]
    attempts = {
        "approved": wire.request("POST", f"/api/process/{world.first}/{document}", header,
                                 b'{"status":"approved"}'),
        "recalled": wire.request("POST", f"/api/approvals/{document}/recall", header,
                                 b'{"requesterId":%d}' % world.drafter)}

    def ask(kind):
        connection = servers["gateway"].connect()
        try:
            return kind, connection.ask(attempts[kind])
        finally:
            connection.close()
    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        replies = list(pool.map(ask, ["approved", "recalled"] * 50))
    assert {r.status for _, r in replies} <= {200, 202, 409}, {r.status: r.text() for _, r in replies}
    won = [kind for kind, reply in replies if reply.status != 409]
    assert len(won) == 1
    until(lambda: world.state(document)["finalStatus"] == won[0], "the winner shows")
