"""People who draft, decide and recall, several at once, and write down what they asked for and
what they were told; sessions that write down what they were shown. What the checker needs."""
import contextlib
import json
import random
import threading
import time
import uuid

import requests
import websocket

from system import acting
from system.moves import company_date

TRY_FOR = 15  # seconds with one key before an operation stays unknown
DOCUMENT_WITHIN = 25  # seconds for one document, then it is left as it is
ANSWER_WITHIN = 4  # seconds
UNKNOWN = (429, 500, 502, 503, 504)  # says nothing about what was done


class Client:
    """One person's hands: REST through the gateway, each operation in the history. One thread."""

    def __init__(self, env, recorder, halt):
        self._url = env["GATEWAY_URL"] + "/api"
        self._recorder = recorder
        self._halt = halt
        self._session = requests.Session()
        self.status, self.headers = 0, {}  # of the last answer

    def call(self, method, path, body=None, key=None):
        """(status, answer); status 0 when there was no answer."""
        headers = {"Idempotency-Key": key} if key else {}
        try:
            reply = self._session.request(method, self._url + path, json=body, headers=headers,
                                          timeout=ANSWER_WITHIN)
            self.status, self.headers = reply.status_code, reply.headers
            return reply.status_code, reply.json() if reply.content else {}
        except (requests.RequestException, ValueError):
            return 0, {}

    def insist(self, method, path, body, key):
        """The first definite answer to something outside of the history."""
        while True:
            status, answer = self.call(method, path, body, key)
            if status and status not in UNKNOWN:
                return status, answer
            if self._halt.wait(0.1):
                return status, answer

    def operate(self, what, actor, path, body, request, timeout=TRY_FOR, tries=None,
                method="POST"):
        """Repeats with one key until the answer is definite, `tries` times at most; the last
        (status, answer)."""
        key = f"{what}-{uuid.uuid4().hex[:12]}"
        op = self._recorder.invoke(what, actor, key, request)
        deadline = time.monotonic() + timeout
        while True:
            status, answer = self.call(method, path, body, key)
            event = ("ok" if status // 100 == 2 else
                     "info" if status == 0 or status in UNKNOWN else "fail")
            self._recorder.answer(op, event, status, answer)
            if event != "info":
                return status, answer
            tries = tries and tries - 1
            if time.monotonic() > deadline or self._halt.is_set() or tries == 0:
                return status, answer
            time.sleep(0.1)

    def submit(self, drafter, line, title, leave_days=None, form=None, fields=None, **more):
        body = {"requesterId": drafter, "title": title, "content": "내용 " * 5,
                "steps": [{"step": n, "approverId": person} for n, person in enumerate(line, 1)]}
        if form:
            body |= {"form": form, "fields": fields}
        if leave_days:
            body |= {"type": "ANNUAL_LEAVE", "leaveDays": leave_days}
        return self.operate("create", drafter, "/approvals", body, body, **more)

    def decide(self, approver, request_id, status, **more):
        said = {"comment": "다시 작성해 주세요"} if status == "rejected" else {}
        return self.operate("decide", approver, f"/process/{approver}/{request_id}",
                            {"status": status} | said, {"requestId": request_id, "status": status},
                            **more)

    def decide_on_the_document(self, approver, request_id, status):
        """The other way to the same decision."""
        verb = "approve" if status == "approved" else "reject"
        more = {} if status == "approved" else {"reason": "다시 작성해 주세요"}
        return self.operate("decide", approver, f"/approvals/{request_id}/{verb}",
                            {"approverId": approver} | more,
                            {"requestId": request_id, "status": status}, method="PUT")

    def recall(self, drafter, request_id):
        return self.operate("recall", drafter, f"/approvals/{request_id}/recall",
                            {"requesterId": drafter}, {"requestId": request_id})

    def edit(self, drafter, request_id, **changes):
        return self.operate("edit", drafter, f"/approvals/{request_id}",
                            {"requesterId": drafter} | changes, {"requestId": request_id},
                            method="PUT")

    def submit_again(self, drafter, request_id):
        return self.operate("resubmit", drafter, f"/approvals/{request_id}/submit",
                            {"requesterId": drafter}, {"requestId": request_id})

    def cancel_leave(self, actor, request_id, **more):
        return self.operate("cancel-leave", actor, f"/approvals/{request_id}/cancel-leave",
                            {"actorId": actor}, {"requestId": request_id}, **more)

    def delete(self, drafter, request_id):
        return self.operate("delete", drafter, f"/approvals/{request_id}?requesterId={drafter}",
                            None, {"requestId": request_id}, method="DELETE")

    def document_when(self, request_id, condition, deadline):
        """The document once it fits; None at the deadline."""
        while time.monotonic() < deadline and not self._halt.is_set():
            status, document = self.call("GET", f"/approvals/{request_id}")
            if status == 200 and condition(document):
                return document
            time.sleep(0.03)
        return None


class Viewer:
    """One browser tab: a session that comes back by itself and goes on where it was."""

    def __init__(self, env, recorder, person):
        self._url = env["WS_URL"]
        self._recorder = recorder
        self._person = person
        self._name = f"tab-{person}-{uuid.uuid4().hex[:6]}"
        self._place = "0"
        self._halt = threading.Event()
        recorder.session(self._name, person)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self):
        self._halt.set()
        self._thread.join(10)
        self._recorder.closed(self._name)

    def _run(self):
        while not self._halt.is_set():
            with contextlib.suppress(OSError, websocket.WebSocketException, ValueError):
                self._watch()
            self._halt.wait(0.2)

    def _watch(self):
        socket = websocket.create_connection(self._url, subprotocols=["v12.stomp"], timeout=3,
                                             suppress_origin=True)
        try:
            token = acting.token_for(self._url, self._person)
            self._send(socket, "CONNECT", {"accept-version": "1.2", "host": "approval",
                                           "heart-beat": "0,0", "login": self._person,
                                           **({"Authorization": f"Bearer {token}"} if token else {})})
            self._send(socket, "SUBSCRIBE", {"id": "0", "last-seq": self._place,
                                             "destination": "/user/queue/notifications"})
            socket.settimeout(0.3)
            silent = time.monotonic()
            while not self._halt.is_set():
                try:
                    text = socket.recv()
                except websocket.WebSocketTimeoutException:
                    # A peer that was killed with its machine would never say so.
                    if time.monotonic() - silent > 5:
                        socket.ping()
                        silent = time.monotonic()
                    continue
                if not text:
                    return
                silent = time.monotonic()
                self._take(text)
        finally:
            socket.close()

    @staticmethod
    def _send(socket, command, headers):
        lines = [command] + [f"{name}:{value}" for name, value in headers.items()]
        socket.send("\n".join(lines) + "\n\n\0")

    def _take(self, text):
        head, _, body = text.partition("\n\n")
        if not head.startswith("MESSAGE"):
            return
        message = json.loads(body.rstrip("\0\n"))
        self._recorder.frame(self._name, self._person, message)
        if message["type"] == "resync":
            self._place = f"{message['epoch']}:0"
        elif message["type"] != "settled":
            self._place = f"{message['epoch']}:{message['seq']}"


class Flows:
    """The company at work. start() and stop(); in between anything may be killed."""

    def __init__(self, env, recorder, workers=3, seed=1, pause=0.05, leave=True, recall=True,
                 rivals=0.2):
        self._env, self._recorder = env, recorder
        self._workers, self._seed, self._pause = workers, seed, pause
        self._leave, self._recall = leave, recall
        self._rivals = rivals  # how often somebody clicks both buttons at once
        self._halt = threading.Event()
        self._threads, self._viewers = [], []
        self._lock = threading.Lock()
        self.finished = 0  # documents that were followed to their end
        self.failures = []  # a worker that died of a bug of this file

    def client(self):
        return Client(self._env, self._recorder, self._halt)

    def hire(self, drafters=3, approvers=4):
        client = self.client()

        def one(name):
            status, answer = client.insist(
                "POST", "/employees", {"name": name, "department": "개발팀", "position": "사원"},
                f"hire-{uuid.uuid4().hex}")
            assert status == 201, answer
            return answer["id"]
        self.drafters = [one(f"기안자{n}") for n in range(drafters)]
        self.approvers = [one(f"결재자{n}") for n in range(approvers)]
        self.human_resources = one("인사담당")
        status, answer = client.insist("PUT", f"/employees/{self.human_resources}/roles",
                                       {"roles": ["hr"]}, None)
        assert status == 200, answer
        return self

    def watch(self):
        self._viewers = [Viewer(self._env, self._recorder, person)
                         for person in (*self.drafters, *self.approvers)]
        return self

    def start(self):
        for number in range(self._workers):
            thread = threading.Thread(target=self._work, args=(random.Random(
                self._seed * 1000 + number),), daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def stop(self):
        """Ends the workers; the sessions go on, so that they can catch up."""
        self._halt.set()
        for thread in self._threads:
            thread.join(TRY_FOR + ANSWER_WITHIN)
        assert not self.failures, self.failures[0]

    def close(self):
        """Ends the sessions too. May be called again."""
        self._halt.set()
        while self._viewers:
            self._viewers.pop().close()

    def _work(self, chance):
        client = self.client()
        try:
            while not self._halt.is_set():
                self.one_document(client, chance)
                self._halt.wait(self._pause)
        except Exception as error:  # noqa: BLE001  shown by stop(): a thread's own traceback is nobody's
            self.failures.append(repr(error))

    def one_document(self, client, chance):
        """One document from its submit to its end, or to where it is left."""
        drafter = chance.choice(self.drafters)
        line = chance.sample(self.approvers, chance.choice((1, 1, 2, 3)))
        days = chance.choice((0.125, 0.5, 1)) if self._leave and chance.random() < 0.5 else None
        end = chance.choices(("approve", "reject", "recall", "leave open"), (6, 2, 1, 1))[0]
        more = {} if days or chance.random() > 0.2 else self._correction(chance)
        status, answer = client.submit(drafter, line, f"문서 {chance.random():.6f}", days, **more)
        deadline = time.monotonic() + DOCUMENT_WITHIN
        request_id = answer.get("requestId")
        if status == 409 and request_id:  # too little leave: a draft
            if chance.random() < 0.5:
                client.delete(drafter, request_id)
                return
            status, _ = client.edit(drafter, request_id, leaveDays=0.125)
            if status != 200 or client.submit_again(drafter, request_id)[0] != 200:
                return
        elif status != 201:
            return
        if end == "recall" and self._recall:
            if not self._recall_it(client, chance, drafter, line[0], request_id):
                return
            line = self._again(client, chance, drafter, line, request_id, deadline)
            if not line:
                return
        last = chance.randrange(len(line)) if end in ("reject", "leave open") else len(line)
        for number, approver in enumerate(line):
            if number == last and end == "leave open":
                return
            word = "rejected" if number == last and end == "reject" else "approved"
            if not self._decide(client, chance, approver, request_id, number + 1, word, deadline):
                return
            if word == "rejected":
                break
        if days and end == "approve" and chance.random() < 0.3:
            self._cancel(client, chance, request_id, deadline)
        with self._lock:
            self.finished += 1

    @staticmethod
    def _correction(chance):
        """Some day of the last ones, whether there is a record of it or not."""
        return {"form": "attendance-correction", "fields": {
            "workDate": company_date(-chance.randrange(1, 15)).isoformat(),
            "checkIn": f"{chance.randrange(7, 11):02}:{chance.randrange(60):02}",
            "checkOut": f"{chance.randrange(16, 21):02}:{chance.randrange(60):02}",
            "reason": "단말기 고장"}}

    def _recall_it(self, client, chance, drafter, approver, request_id):
        """A recall, at times in a race with the first approver; whether it was made."""
        rival = None
        if chance.random() < 0.5:
            rival = threading.Thread(target=lambda: self.client().decide(
                approver, request_id, "approved", tries=1))
            rival.start()
        status, _ = client.recall(drafter, request_id)
        if rival:
            rival.join()
        return status // 100 == 2

    def _cancel(self, client, chance, request_id, deadline):
        """Approved leave is canceled, at times by two clicks at once."""
        if not client.document_when(request_id, lambda d: d["finalStatus"] == "approved", deadline):
            return
        rival = None
        if chance.random() < 0.3:
            rival = threading.Thread(target=lambda: self.client().cancel_leave(
                self.human_resources, request_id, tries=1))
            rival.start()
        client.cancel_leave(self.human_resources, request_id)
        if rival:
            rival.join()

    def _again(self, client, chance, drafter, line, request_id, deadline):
        """The line of the next round of a recalled document; none when it stays as it is."""
        if chance.random() < 0.3 or not client.document_when(
                request_id, lambda d: d["finalStatus"] == "recalled", deadline):
            return None
        if chance.random() < 0.7:
            line = chance.sample(self.approvers, chance.choice((1, 2)))
            status, _ = client.edit(
                drafter, request_id, title=f"고친 문서 {chance.random():.6f}",
                steps=[{"step": n, "approverId": person} for n, person in enumerate(line, 1)])
            if status != 200:
                return None
        status, _ = client.submit_again(drafter, request_id)
        return line if status == 200 else None

    def _decide(self, client, chance, approver, request_id, step, word, deadline):
        if not client.document_when(
                request_id, lambda d: d["finalStatus"] == "in_progress"
                and d["currentStep"] == step, deadline):
            return False
        rival = None
        if chance.random() < self._rivals:  # the other tab, the other button
            other = "rejected" if word == "approved" else "approved"
            rival = threading.Thread(target=lambda: self.client().decide(
                approver, request_id, other, tries=1))
            rival.start()
        by_document = chance.random() < 0.25
        decide = client.decide_on_the_document if by_document else client.decide
        status, _ = decide(approver, request_id, word)
        if rival:
            rival.join()
        return status // 100 == 2
