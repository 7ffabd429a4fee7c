"""A stack under flows that are written down, things killed meanwhile, and the checker's word at
the end."""
import collections
import contextlib
import json
import os
import random
import re
import time
import uuid

import confluent_kafka
import pymongo
import redis
import requests

from checker import history, inspection, read_bus
from local_stack import kafka_client
from system.eventually import until
from system.flows import Flows
from system.moves import company_date
from system.own_stack import PROCESSES


class Run:
    """One run on a stack. The history lies beside the stack and is that of all its runs."""

    def __init__(self, stack, **flows):
        self.stack = stack
        self.history = stack.state.parent / "history.jsonl"
        self.poison = stack.state.parent / "poison.jsonl"
        self.poison.touch()
        self._recorder = history.Recorder(self.history)
        self.flows = Flows(stack.env, self._recorder, **flows)

    def begin(self, **people):
        self.flows.hire(**people).watch().start()
        return self

    def injected(self, topic, value):
        """Notes poison: the checker wants it, and only it, among the dead letters."""
        with open(self.poison, "a", encoding="utf-8") as file:
            file.write(json.dumps({"topic": topic, "value": value.decode("latin-1")}) + "\n")

    def lost(self, what):
        """Notes that a store was made to lose something."""
        self._recorder.lost(what)

    def inspect(self, deadline=60, grace=15):
        """Ends the flows and returns what the checker has to say that it has not said of this
        stack before; sessions go on meanwhile, so that they show what they missed."""
        try:
            self.flows.stop()
            result = inspection.inspect(self.stack.env, self.history, self.poison, deadline,
                                        grace, known=self.stack.known)
            self.stack.known |= {(one.rule, one.where) for one in result.violations}
            return result
        finally:
            self.flows.close()
            self._recorder.close()


@contextlib.contextmanager
def run(stack, **flows):
    """Flows during the block; afterwards no promise may be broken."""
    going = Run(stack, **flows).begin()
    try:
        yield going
    except BaseException:
        going.flows.close()
        raise
    clean(going.inspect())


def clean(result):
    """Prints what was checked; fails with every violation."""
    lines = list(result.lines())
    print("\n".join(lines[-2:]))
    assert not result.violations, "\n".join(lines)


def cut_log(running, size):
    """Takes the end of the log of a Redis that does not run, as a crash of its machine may."""
    running.lost("redis")
    logs = sorted((running.stack.state / "data" / "redis" / "appendonlydir").glob("*.incr.aof"))
    os.truncate(logs[-1], max(0, logs[-1].stat().st_size - size))


def lose_records(running, topic):
    """Takes all records of a topic from a broker that does not run, as a crash of its machine may
    take what was never synced to its disk."""
    running.lost(topic)
    for partition in (running.stack.state / "data" / "kafka").glob(f"{topic}-*"):
        for file in partition.iterdir():
            if file.name != "partition.metadata":
                file.unlink()


@contextlib.contextmanager
def empty_mongodb(running):
    """Within, MongoDB holds no documents, as when it is the wrong one."""
    env = running.stack.env
    with pymongo.MongoClient(env["MONGO_URI"]) as client:
        documents = client[env["MONGO_DATABASE"]].approvals
        documents.rename("approvals_elsewhere")
        try:
            yield
        finally:
            client[env["MONGO_DATABASE"]].approvals_elsewhere.rename("approvals", dropTarget=True)


def metric(stack, daemon, name, **labels):
    """The sum of a daemon's samples of that name with these labels; 0 when there is none."""
    url = stack.env[daemon.upper().replace("-", "_") + "_OPERATOR_URL"]
    wanted = [f'{label}="{value}"' for label, value in labels.items()]
    return sum(float(line.rpartition(" ")[2])
               for line in requests.get(f"{url}/metrics", timeout=5).text.splitlines()
               if re.match(rf"{re.escape(name)}[{{ ]", line) and
               all(label in line for label in wanted))


def requests_of(stack, daemon, route):
    """How often a route of the daemon was asked."""
    return metric(stack, daemon, "http_server_request_duration_seconds_count", route=route)


def _producer(stack):
    return confluent_kafka.Producer({**kafka_client.settings(stack.env),
                                     "acks": "all", "linger.ms": 0})


def say_all_again(running, topic):
    """Every record of a topic once more, in order, with the same headers."""
    producer = _producer(running.stack)
    for record in read_bus.records(running.stack.env, [topic])[topic]:
        producer.produce(topic, key=record.key, value=record.value, partition=record.partition,
                         headers=list(record.headers.items()))
    assert producer.flush(20) == 0


def inject(running, topic, value):
    """A record that no consumer can understand; noted as poison."""
    producer = _producer(running.stack)
    producer.produce(topic, key=b"1", value=value, headers=[("ce_id", uuid.uuid4().hex)])
    assert producer.flush(20) == 0
    running.injected(topic, value)


def wipe_redis(running):
    running.lost("redis")
    redis.Redis.from_url(running.stack.env["REDIS_URL"]).flushall()


def nothing_left_behind(running):
    """Whether every result that Redis has is younger than the daemon: what one before it has
    stored and not told is on the bus."""
    store = redis.Redis.from_url(running.stack.env["REDIS_URL"], decode_responses=True)
    started = (running.stack.state / "starts" / "approval-processing").stat().st_mtime
    oldest = store.xrange("ap:{default}:out", count=1)
    return not oldest or int(oldest[0][0].split("-")[0]) > started * 1000


def result_lands_late(running, word="approved", other="rejected"):
    """A decision whose result is on its way to the bus when Redis loses everything, and gets there
    after the step was opened anew and decided otherwise, right before that result. The document."""
    stack, client = running.stack, running.flows.client()
    drafter, approver = running.flows.drafters[0], running.flows.approvers[0]

    def open_for(document):
        return any(task["requestId"] == document for task in
                   client.call("GET", f"/process/{approver}")[1])
    stack.arm("approval-processing", "bus.overtaken:1")
    status, answer = client.submit(drafter, [approver], "늦은 결과")
    assert status == 201, answer
    document = answer["requestId"]
    until(lambda: open_for(document), "the task")
    assert client.decide(approver, document, word)[0] == 202, "nobody knows yet whether it counts"
    wipe_redis(running)
    until(lambda: client.call("GET", f"/process/{approver}")[0] == 200 and open_for(document),
          "the step is open anew")
    assert client.decide(approver, document, other)[0] // 100 == 2
    return document


def kill_while_redis_stalls(running, name):
    """The daemon is killed while what it has read waits for Redis."""
    stack = running.stack
    with stack.frozen("redis"):
        time.sleep(1)  # so long that what comes in meanwhile has been read
        stack.kill(name)
    stack.all_ready()


class SetBack:
    """A document is put back to where it was before both its decisions, and these come again, the
    second one first."""

    def __init__(self, running):
        self._running = running
        self._mongo = pymongo.MongoClient(running.stack.env["MONGO_URI"])
        self._documents = self._mongo[running.stack.env["MONGO_DATABASE"]]["approvals"]

    def _at_rest(self, state):
        """The stored document once it is in this state and everything it tells is told."""
        found = self._documents.find_one({"_id": self.request, "state": state,
                                          "obAt": {"$exists": False}})
        return found if found and not found["outbox"] else None

    def decide(self):
        flows = self._running.flows
        client, line = flows.client(), flows.approvers[:2]
        status, answer = client.submit(flows.drafters[0], line, "되돌린 문서")
        assert status == 201, answer
        self.request = answer["requestId"]
        self._before = until(lambda: self._at_rest("in_progress"), "its submit is told")
        for number, approver in enumerate(line, 1):
            assert client.document_when(self.request, lambda d, n=number: d["currentStep"] == n,
                                        time.monotonic() + 60)
            assert client.decide(approver, self.request, "approved")[0] // 100 == 2
        until(lambda: self._at_rest("approved"), "its decisions are recorded and told")
        return self

    def put_back(self):
        self._running.lost(f"document {self.request}")
        done = self._documents.replace_one({"_id": self.request}, self._before)
        assert done.modified_count == 1
        return self

    def say(self, *numbers):
        stack, topic = self._running.stack, "approval-results"
        found = {}
        for record in read_bus.records(stack.env, [topic])[topic]:
            if record.key == str(self.request).encode():
                found[json.loads(record.value)["n"]] = record
        producer = _producer(stack)
        for number in numbers:
            record = found[number]
            producer.produce(topic, key=record.key, value=record.value,
                             partition=record.partition, headers=list(record.headers.items()))
            assert producer.flush(20) == 0
        return self

    def held_or_refused(self):
        """Waits until the result that came too early has been dealt with."""
        until(lambda: self._documents.find_one(
            {"_id": self.request, "$or": [{"held.0": {"$exists": True}},
                                          {"refused.0": {"$exists": True}}]}), "it has arrived")
        return self

    def approved(self):
        until(lambda: self._at_rest("approved"), "both are recorded")


def results_overtake(running):
    SetBack(running).decide().put_back().say(2).held_or_refused().say(1)


class Departure:
    """Somebody leaves who is the approver of an open step, of a later one, and of one for which
    nobody stands in."""

    def __init__(self, running):
        self._running = running
        self._client = running.flows.client()

    def _hire(self, name):
        status, answer = self._client.insist(
            "POST", "/employees", {"name": name, "department": "개발팀", "position": "사원"},
            f"hire-{uuid.uuid4().hex}")
        assert status == 201, answer
        return answer["id"]

    def _submit(self, drafter, line):
        status, answer = self._client.submit(drafter, line, f"퇴직 {uuid.uuid4().hex[:8]}")
        assert status == 201, answer
        return answer["requestId"]

    def prepare(self):
        self.drafter, self.first, self.leaver, self.successor = (
            self._hire(name) for name in ("기안자", "일차", "퇴직자", "후임"))
        self.open = self._submit(self.drafter, [self.leaver, self.first])
        self.later = self._submit(self.drafter, [self.first, self.leaver])
        self.vacant = self._submit(self.successor, [self.leaver])
        return self

    def is_asked(self, approver, document):
        """Whether the document is among the person's open tasks."""
        status, tasks = self._client.call("GET", f"/process/{approver}")
        return status == 200 and any(task["requestId"] == document for task in tasks)

    def ask_to_leave(self):
        """Once, whatever is answered."""
        status, _ = self._client.call(
            "DELETE", f"/employees/{self.leaver}?reassignTo={self.successor}")
        return status in (200, 204)

    def leave(self):
        """Until it is answered, whatever is killed meanwhile."""
        until(self.ask_to_leave, "somebody leaves")
        return self

    def decide_afterwards(self):
        """The one who has left decides, long after; the answers."""
        time.sleep(6)  # the promise is about a time after leaving
        return [self._client.decide(self.leaver, request, "approved")[0]
                for request in (self.open, self.later, self.vacant)]

    def finish(self):
        """Everything that may be decided is, by who stands in; the drafter takes back the rest."""
        for request, line in ((self.open, (self.successor, self.first)),
                              (self.later, (self.first, self.successor))):
            for number, approver in enumerate(line, 1):
                found = self._client.document_when(
                    request, lambda d, n=number, who=approver: d["currentStep"] == n and
                    d["steps"][n - 1]["approverId"] == who, time.monotonic() + 60)
                assert found, f"step {number} of document {request} is not for {approver}"
                status, answer = self._client.decide(approver, request, "approved")
                assert status // 100 == 2, answer
        found = self._client.document_when(
            self.vacant, lambda d: d["steps"][0].get("vacant"), time.monotonic() + 60)
        assert found, f"document {self.vacant} does not show that nobody stands in"
        status, answer = self._client.recall(self.successor, self.vacant)
        assert status // 100 == 2, answer


def somebody_leaves(running):
    Departure(running).prepare().leave().decide_afterwards()


def somebody_leaves_while_the_bus_stalls(running):
    """What the arbiter has moved does not reach its document, which therefore asks for the move
    again and again."""
    stack = running.stack
    work = Departure(running).prepare()
    until(lambda: work.is_asked(work.leaver, work.open), "the task")
    with stack.frozen("kafka"):
        work.leave()
        asked = requests_of(stack, "approval-processing", "/internal/moves/{requestId}")
        until(lambda: requests_of(stack, "approval-processing", "/internal/moves/{requestId}")
              >= asked + 2, "the move is asked for again")
    until(lambda: work.is_asked(work.successor, work.open), "the task has moved")


def recorded(stack, document):
    """The state that is stored; views show what was decided before it is recorded."""
    with pymongo.MongoClient(stack.env["MONGO_URI"]) as client:
        found = client[stack.env["MONGO_DATABASE"]].approvals.find_one({"_id": document})
    return found["state"]


def somebody_changes_a_document(running):
    """Twice: recalled and written anew; one is submitted again and approved, one stays as it is."""
    client = running.flows.client()
    drafter, approver = running.flows.drafters[0], running.flows.approvers[0]

    def becomes(request, state):
        assert client.document_when(request, lambda d: d["finalStatus"] == state,
                                    time.monotonic() + 30), f"document {request} is not {state}"

    for again in (True, False):
        status, answer = client.submit(drafter, [approver], "고칠 문서")
        assert status == 201, answer
        request = answer["requestId"]
        becomes(request, "in_progress")
        assert client.recall(drafter, request)[0] // 100 == 2
        # What is not recorded yet is not changed yet.
        until(lambda r=request: recorded(running.stack, r) == "recalled", "the recall is recorded")
        status, answer = client.edit(drafter, request, title="고친 문서", content="고친 내용")
        assert status == 200, answer
        if again:
            assert client.submit_again(drafter, request)[0] == 200
            becomes(request, "in_progress")
            assert client.decide(approver, request, "approved")[0] // 100 == 2


def somebody_new(client):
    return client.insist("POST", "/employees", {
        "name": "새 직원", "department": "개발팀", "position": "사원"},
        f"hire-{uuid.uuid4().hex}")[1]["id"]


def somebody_cancels_leave(running):
    """Human resources does it while the leave is under way: what is left of it is given back."""
    client, flows = running.flows.client(), running.flows
    drafter = somebody_new(client)
    # Ten days around today have working days on both sides of it.
    dates = {"startDate": company_date(-10).isoformat(), "endDate": company_date(10).isoformat()}
    client.insist("PUT", f"/employees/{drafter}/leave-balance", {"adjustment": 10},
                  f"adjust-{drafter}")
    status, answer = client.submit(drafter, flows.approvers[:1], "긴 연차", fields=dates,
                                   form="annual-leave")
    assert status == 201, answer
    request = answer["requestId"]

    def becomes(condition, what):
        assert client.document_when(request, condition, time.monotonic() + 30), \
            f"document {request} is not {what}"

    becomes(lambda d: d["finalStatus"] == "in_progress", "under way")
    assert client.decide(flows.approvers[0], request, "approved")[0] // 100 == 2
    becomes(lambda d: d["finalStatus"] == "approved", "approved")
    status, answer = client.cancel_leave(flows.human_resources, request)
    assert status == 200, answer
    assert 0 < answer["cancellation"]["days"] < answer["leaveDays"], answer


def somebody_corrects_attendance(running):
    """A day without a record, by a document that is approved."""
    client, flows = running.flows.client(), running.flows
    drafter = somebody_new(client)
    status, answer = client.submit(
        drafter, flows.approvers[:1], "근태 정정", form="attendance-correction",
        fields={"workDate": company_date(-3).isoformat(), "checkIn": "09:00", "checkOut": "18:00",
                "reason": "단말기 고장"})
    assert status == 201, answer
    request = answer["requestId"]
    assert client.document_when(request, lambda d: d["finalStatus"] == "in_progress",
                                time.monotonic() + 30)
    assert client.decide(flows.approvers[0], request, "approved")[0] // 100 == 2
    assert client.document_when(request, lambda d: d["finalStatus"] == "approved",
                                time.monotonic() + 30)


class Quest:
    """A quest of a department of its own, whose reward is raised after it was taken."""

    def __init__(self, running):
        self._client = running.flows.client()
        self._department = f"퀘스트 {time.time_ns()}"
        self._creator, self.worker, self._reviewer = (
            self._hire(name) for name in ("김부장", "이사원", "박차장"))
        self.id = self._does("POST", "/quests", {
            "title": "문서 정리", "rewardDays": 0.5, "department": self._department,
            "createdBy": self._creator, "maxParticipants": 1})["id"]

    def approved(self):
        """Taken, edited, reported and approved: the reward can be claimed."""
        path, who = f"/quests/{self.id}", {"employeeId": self.worker}
        self._does("POST", f"{path}/accept", who)
        self._does("PUT", f"{path}?actorId={self._creator}", {"rewardDays": 1})
        self._does("POST", f"{path}/complete", who | {"evidence": {"text": "끝"}})
        self._does("PUT", f"{path}/approve?actorId={self._reviewer}", who)
        return self

    def claimed(self):
        self._does("POST", f"/quests/{self.id}/claim", {"employeeId": self.worker})
        return self

    def _hire(self, name):
        return self._does("POST", "/employees", {"name": name, "department": self._department,
                                                 "position": "사원"})["id"]

    def _does(self, method, path, body):
        status, answer = self._client.insist(method, path, body, f"quest-{uuid.uuid4().hex}")
        assert status // 100 == 2, f"{method} {path}: {status} {answer}"
        return answer


def somebody_finishes_a_quest(running):
    Quest(running).approved().claimed()


class Attendance:
    """Somebody who checks in again and again, and goes home."""

    def __init__(self, running):
        self._client = running.flows.client()
        self.worker = self._does("POST", "/employees", {
            "name": "최사원", "department": "근태", "position": "사원"})["id"]

    def checks_in(self, times=1):
        for _ in range(times):
            self.answer = self._does("POST", f"/attendance/check-in/{self.worker}")
        return self

    def checks_out(self):
        self._does("POST", f"/attendance/check-out/{self.worker}")
        return self

    def _does(self, method, path, body=None):
        status, answer = self._client.insist(method, path, body, f"attendance-{uuid.uuid4().hex}")
        assert status // 100 == 2, f"{method} {path}: {status} {answer}"
        return answer


def somebody_checks_in_again_and_again(running):
    """As often as a day of leave would cost, were a check-in a date."""
    Attendance(running).checks_in(31).checks_out()


def kill_in_turn(stack, seed, rounds=None, seconds=None, say=print):
    """Kills every process once a round, in an order of chance, and waits until all are back.
    Returns how often each was killed."""
    chance = random.Random(seed)
    kills = collections.Counter()
    until = time.monotonic() + (seconds or 0)
    while rounds is None or sum(kills.values()) < rounds * len(PROCESSES):
        for name in chance.sample(PROCESSES, len(PROCESSES)):
            if rounds is None and time.monotonic() > until:
                return kills
            time.sleep(chance.uniform(0.05, 0.4))  # so that it meets the flows anywhere
            began = time.monotonic()
            stack.kill_and_wait(name)
            kills[name] += 1
            say(f"killed {name:<20} all ready after {time.monotonic() - began:4.1f} s")
    return kills
