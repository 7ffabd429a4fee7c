"""Records on the bus that can never be handled: each becomes one dead letter that says why, the
partition moves on, and nothing else happens."""
import copy
import json
import re

import pytest
import requests

from hostile import records, valid
from hostile.conftest import operator
from hostile.contract import SOURCE
from hostile.fields import mistakes
from hostile.records import Poison
from system.eventually import until


def schema(event):
    with open(f"{SOURCE}/proto/events/{event}.schema.json", encoding="utf-8") as file:
        return json.load(file)


def headers(event, number, **change):
    made = {"ce_specversion": "1.0", "ce_id": f"hostile:{valid.RUN}:{event}:{number}",
            "ce_type": event, "ce_source": "/hostile", "ce_time": "2026-11-21T00:00:00Z",
            "content-type": "application/json", **change}
    return [(name, value.encode()) for name, value in made.items() if value is not None]


# Members that the receiver does not read, so that it cannot mind them.
UNREAD = {"notification.settled": {"approvalId", "reason", "timestamp"},
          "approval.task-moved": {"because"}}

NOW = "2026-11-21T01:06:00.310Z"


def bodies(scene):
    """event → (topic, body, its key), each of which would count if its mistake were overlooked."""
    opened = requests.get(
        f"{operator('approval-request')}/internal/open-steps/{scene.document}", timeout=10).json()
    place = {name: opened[name] for name in ("requestId", "round", "step", "attempt")}
    result = {**place, "n": opened["resultBase"] + 1, "contentHash": opened["contentHash"]}
    document = str(scene.document)
    return {
        "approval.step-opened": ("approval-requests", {**opened, "order": opened["order"] + 1},
                                 document),
        "approval.closed": ("approval-requests", {
            "requestId": scene.document, "round": 1, "order": opened["order"] + 1,
            "outcome": "approved", "closedAt": NOW}, document),
        "approval.step-decided": ("approval-results", {
            **result, "decisionId": f"hostile:{valid.RUN}", "approverId": scene.first,
            "status": "approved", "decidedAt": NOW}, document),
        "approval.recalled": ("approval-results", {
            **result, "recallId": f"hostile:{valid.RUN}", "requesterId": scene.drafter,
            "recalledAt": NOW}, document),
        "approval.task-moved": ("approval-results", {
            **result, "moveId": f"hostile:{valid.RUN}", "fromId": scene.first, "because": "left",
            "to": {"approverId": scene.second, "name": "이차", "position": "사원",
                   "department": scene.department}, "movedAt": NOW}, document),
        "notification.requested": ("approval-notifications", {
            "notificationId": f"n:hostile:{valid.RUN}", "userId": scene.outsider,
            "type": "APPROVAL_STATUS_CHANGED", "approvalId": scene.document, "status": "approved",
            "title": "t", "message": "m", "timestamp": NOW}, str(scene.outsider)),
        "notification.settled": ("approval-notifications", {
            "notificationId": f"n:hostile:{valid.RUN}", "userId": scene.outsider,
            "approvalId": scene.document, "reason": "decided", "timestamp": NOW},
            str(scene.outsider)),
    }


# name → the value instead of the body
VALUES = {
    "empty": b"", "tombstone": None, "text": b"hello", "null": b"null", "list": b"[]",
    "number": b"1", "half": b'{"requestId":', "XML": b"<a/>", "Java": b"\xac\xed\x00\x05sr",
    "Avro": b"\x00\x00\x00\x00\x01\x02", "NUL": b"\0", "invalid UTF-8": b'{"a":"\xff"}',
    "lone surrogate": b'{"a":"\\ud800"}', "200 deep": b"[" * 200 + b"]" * 200, "1 MB": b"[" * 10**6,
    "1 MB of text": b'{"message":"' + b"a" * 10**6 + b'"}', "empty object": b"{}",
    "operator": b'{"requestId":{"$ne":null},"userId":{"$ne":null}}',
}


def spoiled(event, topic, body, key):
    """Every wrong record of one event."""
    rows = []

    def add(name, value, key=key, **change):
        rows.append(Poison(f"{event}: {name}", topic, key if key is None else key.encode(), value,
                           headers(event, len(rows), **change)))
    text = json.dumps(body, ensure_ascii=False).encode()
    for name, value in VALUES.items():
        add(name, value)
    add("byte order mark", b"\xef\xbb\xbf" + text)
    add("key twice", text[:1] + b'"requestId":1,"requestId":1,"userId":1,"userId":1,' + text[1:])
    add("trailing", text + text)
    add("no ce_type", text, ce_type=None)
    add("class name instead of a type", text, ce_type=None, __TypeId__="com.example.ApprovalResult")
    add("empty ce_type", text, ce_type="")
    add("no key", text, key=None)
    add("empty key", text, key="")
    add("other key", text, key="999999999")
    for name, wrong in required_mistakes(event, body):
        add(name, json.dumps(wrong, ensure_ascii=False).encode())
    return rows


def not_known(event, topic, body, key):
    """Events that a later release may add: not for this one, whatever they hold."""
    text = json.dumps(body, ensure_ascii=False).encode()
    types = {"ce_type in capitals": event.upper(), "future version": f"{event}.v2",
             "unknown event": "approval.exploded"}
    return [Poison(f"{event}: {name}, {what}", topic, key.encode(), value,
                   headers(event, f"not-known-{name}-{what}", ce_type=kind))
            for name, kind in types.items()
            for what, value in (("whole", text), ("no JSON", b"hello"), ("tombstone", None))]


def required_mistakes(event, body):
    """Missing, null and wrong types of what the schema demands at the top. Words that are not
    known yet are taken: more may come (additive evolution)."""
    whole = schema(event)
    names = [name for name in whole["required"] if name not in UNREAD.get(event, ())]
    plain = {"type": "object", "required": names,
             "properties": {name: whole["properties"][name] for name in names}}
    words = {f"/{name}" for name in names if "enum" in whole["properties"][name]}
    for row, wrong, pointers in mistakes(plain, body):
        pointer = next(iter(pointers))
        value = wrong.get(pointer[1:])
        # Texts of events stay as they were written: older rules allowed what turns the direction.
        if isinstance(value, str) and "\u202e" in value:
            continue
        if pointer.count("/") > 1 or (pointer in words and isinstance(value, str) and value
                                      and "\0" not in value):
            continue
        yield row, wrong


def unknown_documents(event, topic, body):
    """Results of documents that do not exist can never be applied."""
    rows = []
    for number in (2**53, 2**62, 2**63 - 1):
        wrong = {**copy.deepcopy(body), "requestId": number}
        rows.append(Poison(f"{event}: unknown document {number}", topic, str(number).encode(),
                           json.dumps(wrong).encode(), headers(event, f"unknown-{number}")))
    return rows


@pytest.fixture(scope="module")
def bus():
    made = records.Bus()
    yield made
    made.close()


def place_of(letter):
    found = dict(letter.headers())
    return (found["dlq_topic"].decode(), int(found["dlq_partition"]), int(found["dlq_offset"]))


def letter_faults(poison, letters):
    if len(letters) != 1:
        return [f"{len(letters)} dead letters"]
    letter = letters[0]
    found = dict(letter.headers())
    faults = []
    if (letter.value() or b"") != (poison.value or b"") or letter.key() != poison.key:
        faults.append("the dead letter is not the record as it came")
    if [pair for pair in poison.headers if pair not in letter.headers()]:
        faults.append("the dead letter lost headers")
    if not re.match(rb"[a-z][a-z-]*[a-z]: \S", found.get("dlq_reason", b"")):
        faults.append(f"reason {found.get('dlq_reason')}")
    if found.get("dlq_group") != records.GROUPS[poison.topic].encode():
        faults.append(f"group {found.get('dlq_group')}")
    if int(found.get("dlq_attempts", 0)) < 1:
        faults.append(f"attempts {found.get('dlq_attempts')}")
    return faults


@pytest.mark.parametrize("topic", records.GROUPS)
def test_every_wrong_record_is_one_dead_letter_and_changes_nothing(topic, scene, bus, probe,
                                                                   stillness):
    poisons, ignored = [], []
    for event, (target, body, key) in bodies(scene).items():
        if target == topic:
            poisons += spoiled(event, topic, body, key)
            ignored += not_known(event, topic, body, key)
            if topic == "approval-results":
                poisons += unknown_documents(event, topic, body)
    before = probe.settled()
    since = bus.ends(f"{topic}.dlq")
    bus.inject(poisons + ignored)
    bus.caught_up(topic, bus.ends(topic))
    stillness.disturb()
    by_place = {}
    for letter in bus.dead_letters(topic, since):
        by_place.setdefault(place_of(letter), []).append(letter)
    found = [f"{poison.name}: {fault}" for poison in poisons
             for fault in letter_faults(poison, by_place.pop(poison.place, []))]
    found += [f"{poison.name}: a dead letter" for poison in ignored
              if by_place.pop(poison.place, [])]
    assert not found, f"{len(found)} of {len(poisons)} records\n" + "\n".join(found)
    assert not by_place, f"dead letters of records nobody spoiled: {list(by_place)}"
    after = probe.settled()
    changed = [part for part in ("documents", "tables", "keys") if before[part] != after[part]]
    assert not changed, "\n".join(records_differences(before, after, changed))


def records_differences(before, after, parts):
    from hostile.probe import differences
    return differences({p: before[p] for p in parts}, {p: after[p] for p in parts})


def test_good_records_behind_the_wrong_ones_are_handled(world, bus, changing):
    """A whole flow on every partition, after all that."""
    numbers = [world.new_document([world.first], title=f"뒤에 {n}") for n in range(12)]
    for number in numbers:
        reply = world.call("POST", f"/process/{world.first}/{number}", {"status": "approved"})
        assert reply.status_code in (200, 202), reply.text
    for number in numbers:
        until(lambda n=number: world.state(n)["finalStatus"] == "approved", f"document {number}")
    until(lambda: len(world.call("GET", f"/notifications/recent/{world.drafter}").json()) == 12,
          "everybody is told")
