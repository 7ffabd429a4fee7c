"""The people file through the gateway, where ordinary bodies are smaller."""
import uuid

import pytest
import requests

from system.approval_client import GATEWAY

IMPORT = f"{GATEWAY}/api/employees/import"
TIMEOUT = 120


def send(text, **query):
    return requests.post(IMPORT, params=query, data=text, timeout=TIMEOUT,
                         headers={"Content-Type": "text/csv"})


@pytest.fixture
def mark():
    return uuid.uuid4().hex[:8]


def test_a_file_beyond_the_limit_of_other_bodies_is_entered_once(mark):
    rows = ["number,name,email,department,position,manager"]
    rows += [f"{mark}{n},사람{n},{'a' * 60}{n}@{'b' * 100}.example.com,부서 {mark},사원,"
             + (f"{mark}{n // 10}" if n else "") for n in range(6000)]
    text = "\r\n".join(rows).encode()
    assert len(text) > 1_200_000
    tried = send(text, missing="create")
    assert tried.status_code == 200, tried.text[:500]
    assert tried.json()["hired"] == 6000 and tried.json()["problems"] == []
    done = send(text, dryRun="false", missing="create")
    assert done.status_code == 200, done.text[:500]
    assert done.json()["newDepartments"] == [f"부서 {mark}"]
    assert send(text, dryRun="false").json()["unchanged"] == 6000
    found = requests.get(f"{GATEWAY}/api/employees", params={"q": f"{mark}599"}, timeout=10).json()
    assert len(found) == 11, "the number 599 and 5990 to 5999"


def test_an_export_given_back_changes_nothing(mark):
    row = f"{mark},\"=이름, '인용'\",부서 {mark},사원\n"
    hired = send(f"number,name,department,position\n{row}".encode(), dryRun="false", missing="create")
    assert hired.status_code == 200, hired.text
    answer = requests.get(f"{GATEWAY}/api/employees/export", timeout=TIMEOUT)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf") and mark.encode() in answer.content
    again = send(answer.content).json()
    # What other tests have done to people meanwhile is theirs.
    assert not [p for p in again["problems"] if mark in p["message"]]
    assert again["unchanged"] > 0


def test_a_file_that_is_too_large_is_refused_by_the_gateway():
    reply = send(b"a" * 21_000_000)
    assert reply.status_code == 413
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.json()["code"] == "body-too-large"
