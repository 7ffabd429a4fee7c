"""The written contracts against the running daemons: routes both ways, events on the bus."""
import json
import os

import confluent_kafka
import pytest
import requests
import yaml

from contracts import documents, schemas
from contracts.documents import SERVICES
from local_stack import kafka_client
from system.eventually import until

SOURCE = os.environ["ERP_SOURCE_DIR"]
OPERATOR_PATHS = {"/livez", "/readyz", "/metrics", "/version", "/loglevel", "/routes"}


def operator_url(service):
    return os.environ[service.upper().replace("-", "_") + "_OPERATOR_URL"]


def specified_routes(service):
    return {operation.key for operation in documents.operations()
            if operation.service == service and operation.path not in OPERATOR_PATHS}


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_served_is_specified_and_the_reverse(service):
    served = requests.get(f"{operator_url(service)}/routes", timeout=10).json()
    routes = {(route["method"], route["path"]) for part in ("api", "internal")
              for route in served[part]}
    assert routes == specified_routes(service)


def promised(operation):
    """What the contract says that a caller may send, and who may call."""
    return {"access": operation.access,
            "query": sorted(p["name"] for p in operation.parameter("query")),
            "idempotent": operation.takes("idempotency-key"),
            "versioned": operation.takes("if-match"),
            "body": operation.media is not None}


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_declares_what_its_contract_says(service):
    served = requests.get(f"{operator_url(service)}/routes", timeout=10).json()
    declared = {(route["method"], route["path"]):
                {"access": route["access"], "query": sorted(route["query"]),
                 "idempotent": route["idempotent"], "versioned": route["versioned"],
                 "body": route["body"]}
                for part in ("api", "internal") for route in served[part]}
    written = {operation.key: promised(operation) for operation in documents.operations()
               if operation.service == service and operation.path not in OPERATOR_PATHS}
    assert declared == written


@pytest.mark.parametrize("service", SERVICES)
def test_operator_routes_answer(service):
    base = operator_url(service)
    assert requests.get(f"{base}/livez", timeout=10).status_code == 200
    assert requests.get(f"{base}/readyz", timeout=10).status_code == 200
    version = requests.get(f"{base}/version", timeout=10).json()
    assert version["service"] == service
    metrics = requests.get(f"{base}/metrics", timeout=10).text
    assert "http_server_requests_total" in metrics and "build_info" in metrics


def references(node):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from [value] if key == "$ref" else references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_asyncapi_covers_every_event_and_its_references_resolve():
    with open(f"{SOURCE}/proto/events/asyncapi.yaml", encoding="utf-8") as file:
        document = yaml.safe_load(file)
    assert document["asyncapi"].startswith("3.0")
    files = set()
    for reference in references(document):
        path, _, pointer = reference.partition("#")
        node = document
        if path:
            files.add(os.path.basename(path))
            with open(f"{SOURCE}/proto/events/{path}", encoding="utf-8") as file:
                node = json.load(file)
        for name in filter(None, pointer.split("/")):
            node = node[name.replace("~1", "/").replace("~0", "~")]
    assert files >= {f"{event}.schema.json" for event in schemas.events()}
    for topic in ("approval-requests", "approval-results", "approval-notifications"):
        assert document["channels"][topic]["bindings"]["kafka"]["topic"] == topic


def test_examples_fit_their_schemas():
    validators = schemas.events()
    assert len(validators) == 8
    for name, validator in validators.items():
        with open(f"{SOURCE}/proto/events/{name}.example.json", encoding="utf-8") as file:
            validator.validate(json.load(file))


def everything_on(topics):
    """Every record of the topics from the beginning to now."""
    consumer = confluent_kafka.Consumer({
        **kafka_client.settings(os.environ), "group.id": "contract-reader",
        "enable.auto.commit": False, "auto.offset.reset": "earliest"})
    ends = {}
    for topic in topics:
        for number in consumer.list_topics(topic, timeout=10).topics[topic].partitions:
            partition = confluent_kafka.TopicPartition(topic, number)
            low, high = consumer.get_watermark_offsets(partition, timeout=10)
            if high > low:
                ends[(topic, number)] = high
    consumer.assign([confluent_kafka.TopicPartition(topic, number, confluent_kafka.OFFSET_BEGINNING)
                     for topic, number in ends])
    records = []
    while ends:
        record = consumer.poll(10)
        assert record is not None and record.error() is None, "the topic cannot be read"
        records.append(record)
        place = (record.topic(), record.partition())
        if place in ends and record.offset() + 1 >= ends[place]:
            del ends[place]
    consumer.close()
    return records


def test_every_event_on_the_bus_fits_its_schema_and_headers(api, people):
    drafter, first, second, _ = people
    for status in ("approved", "rejected"):
        request = api.submitted(drafter, [first, second])
        api.decide(first, request)
        api.document_when(request, lambda d: d["currentStep"] == 2, "step 2")
        api.decide(second, request, status)
        api.final(request, status)
    until(lambda: len(api.get(f"/notifications/recent/{drafter}").json()) == 2, "both notices")
    request = api.submitted(drafter, [first, second])
    recall = api.call("POST", f"/approvals/{request}/recall", {"requesterId": drafter})
    assert recall.status_code in (200, 202), recall.text
    api.final(request, "recalled")

    recalled = api.submitted(drafter, [first])
    until(lambda: recalled in api.task_ids(first), "the task")
    assert api.call("POST", f"/approvals/{recalled}/recall",
                    {"requesterId": drafter}).status_code in (200, 202)
    api.final(recalled, "recalled")

    leaver = api.hire("퇴직자")
    moved = api.submitted(drafter, [leaver])
    assert api.leave(leaver, first).status_code == 200
    api.document_when(moved, lambda d: d["steps"][0]["approverId"] == first, "the move")

    validators, kinds, bodies = schemas.events(), set(), {}
    for record in everything_on(["approval-requests", "approval-results",
                                 "approval-notifications", "employee-events"]):
        headers = {name: value.decode() for name, value in record.headers()}
        kind = headers["ce_type"]
        kinds.add(kind)
        body = json.loads(record.value())
        validators[kind].validate(body)
        assert headers["ce_specversion"] == "1.0"
        assert headers["content-type"].startswith("application/json")
        assert headers["ce_id"] and headers["ce_source"] and headers["ce_time"].endswith("Z")
        assert headers["traceparent"].startswith("00-")
        owner = body[{"notification": "userId", "employee": "employeeId"}.get(
            kind.partition(".")[0], "requestId")]
        assert record.key().decode() == str(owner)
        # The same id is the same message, byte for byte.
        assert bodies.setdefault(headers["ce_id"], record.value()) == record.value()
    assert kinds == set(validators)

