"""MongoDB is taken back to a backup while Redis, the topics, the ledger and the inboxes go on: an
operator has both sides made one again, and learns what is lost."""
import datetime
import time

import pymongo
import pytest
import redis
import requests

from system import chaos
from system.eventually import until
from system.own_stack import LOST, OwnStack

LONG = 120  # seconds for a whole reconciliation


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory):
    own = OwnStack(tmp_path_factory.mktemp("restore") / "stack", LOST, faulty=True)
    yield own.up()
    own.down()


class Backup:
    """Every collection of the database, as it is now."""

    def __init__(self, stack):
        self._stack = stack
        with pymongo.MongoClient(stack.env["MONGO_URI"]) as client:
            database = client[stack.env["MONGO_DATABASE"]]
            self._found = {name: list(database[name].find())
                           for name in database.list_collection_names()}
        self.at = datetime.datetime.now(datetime.UTC)

    def restore(self):
        with pymongo.MongoClient(self._stack.env["MONGO_URI"]) as client:
            database = client[self._stack.env["MONGO_DATABASE"]]
            for name in database.list_collection_names():
                database[name].delete_many({})
                if self._found.get(name):
                    database[name].insert_many(self._found[name])


def at_rest(stack):
    with pymongo.MongoClient(stack.env["MONGO_URI"]) as client:
        approvals = client[stack.env["MONGO_DATABASE"]].approvals
        return approvals.count_documents({"$or": [{"obAt": {"$exists": True}},
                                                  {"state": "submitting"}]}) == 0


def stored(stack, request):
    with pymongo.MongoClient(stack.env["MONGO_URI"]) as client:
        return client[stack.env["MONGO_DATABASE"]].approvals.find_one({"_id": request})


def task(stack, request):
    tasks = redis.Redis.from_url(stack.env["REDIS_URL_PROCESSING"], decode_responses=True)
    return tasks.hgetall(f"ap:{{default}}:req:{request}")


def reconcile(stack, at):
    """Asks the operator port for it, and for the report until it is done."""
    url = stack.env["APPROVAL_REQUEST_OPERATOR_URL"] + "/internal/reconciliation"
    assert requests.get(url, timeout=5).json()["state"] == "none"
    begun = requests.post(url, json={"backupAt": at.isoformat().replace("+00:00", "Z")}, timeout=5)
    assert begun.status_code == 202, begun.text

    def done():
        report = requests.get(url, timeout=5).json()
        return report if report["state"] != "running" else None
    report = until(done, "the reconciliation is done", LONG)
    assert report["state"] == "done", report
    assert report["unresolved"]["count"] == 0, report
    return report


class Work:
    """What people have done before the backup and after it."""

    def __init__(self, running):
        self.stack, flows = running.stack, running.flows
        self.client = flows.client()
        self.drafter = flows.drafters[0]
        self.first, self.second = flows.approvers[:2]

    def submit(self, title, line=None, **more):
        status, answer = self.client.submit(self.drafter, line or [self.first, self.second], title,
                                            **more)
        assert status == 201, answer
        return answer["requestId"]

    def approve(self, request, *numbers):
        for number in numbers:
            approver = (self.first, self.second)[number - 1]
            found = self.client.document_when(
                request, lambda d, n=number: d["currentStep"] == n and
                d["finalStatus"] == "in_progress", time.monotonic() + 60)
            assert found, f"step {number} of {request} is not open"
            status, answer = self.client.decide(approver, request, "approved")
            assert status // 100 == 2, answer

    def is_now(self, request, state):
        until(lambda: self.client.call("GET", f"/approvals/{request}")[1].get("finalStatus")
              == state, f"document {request} is {state}", 60)

    def before(self):
        self.half = self.submit("반쯤 결재된 문서")
        self.approve(self.half, 1)
        self.fresh = self.submit("결재 전 문서")
        self.leave = self.submit("연차", [self.first], leave_days=0.5)
        self.recalled = self.submit("회수할 문서")
        self.idle = self.submit("손대지 않은 문서")
        self.split = self.submit("복구 전후로 결재된 문서")
        until(lambda: at_rest(self.stack), "everything is told")
        until(lambda: (stored(self.stack, self.half) or {}).get("applied") == 1, "it is recorded")

    def after(self):
        self.approve(self.half, 2)
        self.approve(self.fresh, 1, 2)
        self.approve(self.leave, 1)
        self.approve(self.split, 1)
        assert self.client.recall(self.drafter, self.recalled)[0] // 100 == 2
        self.is_now(self.recalled, "recalled")
        until(lambda: self.client.submit_again(self.drafter, self.recalled)[0] == 200,
              "the next round begins")
        self.lost = self.submit("잃은 문서")
        self.lost_leave = self.submit("잃은 연차", [self.first], leave_days=1)
        self.lost_approved = self.submit("결재된 뒤 잃은 문서")
        self.approve(self.lost_approved, 1, 2)
        for request in (self.half, self.fresh, self.leave, self.lost_approved):
            self.is_now(request, "approved")
        until(lambda: at_rest(self.stack), "everything is told")
        until(lambda: task(self.stack, self.lost_leave).get("state") == "open", "its task is open")
        until(lambda: task(self.stack, self.recalled).get("round") == "2", "round 2 is open")
        until(lambda: task(self.stack, self.split).get("step") == "2", "step 2 is open")

    def balance(self):
        return self.client.call("GET", f"/employees/{self.drafter}/leave-balance")[1]


def test_after_a_restore_both_sides_are_one_again_and_the_lost_is_listed(own_stack):
    with chaos.run(own_stack, seed=41, workers=0) as running:
        work = Work(running)
        work.before()
        backup = Backup(own_stack)
        work.after()
        with own_stack.stopped("approval-request"):
            running.lost("mongodb")
            backup.restore()
        own_stack.all_ready()
        # Open at the arbiter, which is ahead; the document waits for the result before this one.
        assert work.client.decide(work.second, work.split, "approved")[0] // 100 == 2
        until(lambda: stored(own_stack, work.split).get("held"), "the document holds it")
        report = reconcile(own_stack, backup.at)

        lost = {row["requestId"]: row for row in report["lost"]["documents"]}
        assert set(lost) == {work.lost, work.lost_leave, work.lost_approved}
        assert lost[work.lost]["title"] == "잃은 문서"
        assert lost[work.lost]["requesterId"] == work.drafter
        assert lost[work.lost_approved]["results"] == 2
        assert lost[work.lost_leave]["leaveGivenBack"] is True
        for request in lost:
            running.lost(f"document {request}")
            assert work.client.call("GET", f"/approvals/{request}")[0] == 404
            assert task(own_stack, request).get("state") in (None, "closed")
        assert work.balance()["pendingLeave"] == 0
        queue = {one["requestId"] for one in work.client.call("GET", f"/process/{work.first}")[1]}
        assert not queue & set(lost)

        # 1 + 2 + 1 + 1 decisions and a recall; the held one followed by itself.
        assert report["resultsRecorded"] == 6, report
        for request in (work.half, work.fresh, work.leave, work.split):
            work.is_now(request, "approved")
        work.is_now(work.recalled, "recalled")
        assert report["toldAgain"]["documents"] == [work.recalled]
        until(lambda: task(own_stack, work.recalled).get("state") == "closed", "no task is left")

        new = work.submit("복구 뒤 문서")
        assert new > report["idsAbove"] > max(lost)
        work.approve(new, 1, 2)
        work.is_now(new, "approved")
        work.approve(work.idle, 1, 2)
        work.is_now(work.idle, "approved")
        assert work.client.submit_again(work.drafter, work.recalled)[0] == 200
        work.approve(work.recalled, 1, 2)
        work.is_now(work.recalled, "approved")
        again = requests.post(
            own_stack.env["APPROVAL_REQUEST_OPERATOR_URL"] + "/internal/reconciliation",
            json={"backupAt": backup.at.isoformat().replace("+00:00", "Z")}, timeout=5)
        assert again.status_code == 202
