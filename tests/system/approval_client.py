"""What the system tests speak: the gateway's REST paths and STOMP over its WebSocket, as any
client would. Nothing here knows a store or a port that a client could not know."""
import itertools
import json
import os
import time
import uuid

import requests
import websocket

from system import acting
from system.eventually import TIMEOUT, until

GATEWAY = os.environ["GATEWAY_URL"]
WS_URL = os.environ["WS_URL"]


class Api:
    """REST through the gateway."""

    def __init__(self):
        self.session = requests.Session()

    def call(self, method, path, body=None, headers=None):
        return self.session.request(method, f"{GATEWAY}/api{path}", json=body,
                                    headers=headers or {}, timeout=10)

    def get(self, path):
        return self.call("GET", path)

    def hire(self, name="홍길동", department="개발팀", position="사원"):
        reply = self.call("POST", "/employees",
                          {"name": name, "department": department, "position": position})
        assert reply.status_code == 201, reply.text
        return reply.json()["id"]

    def leave(self, person, reassign_to=None):
        more = f"?reassignTo={reassign_to}" if reassign_to else ""
        return self.call("DELETE", f"/employees/{person}{more}")

    def submit(self, drafter, approvers, title="비품 구매", content="모니터 2대", headers=None, **more):
        steps = [{"step": number, "approverId": person}
                 for number, person in enumerate(approvers, 1)]
        return self.call("POST", "/approvals",
                         {"requesterId": drafter, "title": title, "content": content,
                          "steps": steps, **more}, headers)

    def submitted(self, drafter, approvers, **more):
        reply = self.submit(drafter, approvers, **more)
        assert reply.status_code == 201, reply.text
        return reply.json()["requestId"]

    def decide(self, approver, request_id, status="approved", key=None, **more):
        headers = {"Idempotency-Key": key} if key else {}
        return self.call("POST", f"/process/{approver}/{request_id}", {"status": status, **more},
                         headers)

    def document(self, request_id):
        reply = self.get(f"/approvals/{request_id}")
        assert reply.status_code == 200, reply.text
        return reply.json()

    def document_when(self, request_id, condition, what):
        def question():
            document = self.document(request_id)
            return document if condition(document) else None
        return until(question, what)

    def final(self, request_id, status):
        return self.document_when(request_id, lambda d: d["finalStatus"] == status,
                                  f"document {request_id} {status}")

    def tasks(self, person):
        reply = self.get(f"/process/{person}")
        assert reply.status_code == 200, reply.text
        return reply.json()

    def views_that_wait_for(self, approver, request_id):
        """The views that show the approver's step of the document as undecided."""
        def undecided(document):
            return any(step["approverId"] == approver and step["status"] == "pending"
                       for step in document["steps"])

        waiting = [f"/approvals/{request_id}"] if undecided(self.document(request_id)) else []
        for path in ("/approvals", "/approvals?finalStatus=in_progress&limit=20"):
            waiting += [path for document in self.get(path).json()
                        if document["requestId"] == request_id and undecided(document)]
        for path in (f"/approvals/pending/{approver}", f"/approvals/pending?approverId={approver}",
                     f"/process/{approver}"):
            waiting += [path for one in self.get(path).json() if one["requestId"] == request_id]
        return waiting

    def task_ids(self, person):
        return [task["requestId"] for task in self.tasks(person)]


class Socket:
    """One STOMP 1.2 session of one person."""

    def __init__(self, person, url=WS_URL, origin=None, last_seq=None, subscribe=True):
        self.person = person
        self.socket = websocket.create_connection(
            url, subprotocols=["v12.stomp"], timeout=TIMEOUT,
            **({"origin": origin} if origin else {"suppress_origin": True}))
        token = acting.token_for(url, person)
        self.send("CONNECT", {"accept-version": "1.2", "host": "approval", "heart-beat": "0,0",
                              "login": str(person),
                              **({"Authorization": f"Bearer {token}"} if token else {})})
        self.connected = self.receive()
        assert self.connected[0] == "CONNECTED", self.connected
        if subscribe:
            self.subscribe(last_seq)

    def subscribe(self, last_seq=None, destination="/user/queue/notifications"):
        headers = {"id": "0", "destination": destination, "receipt": "subscribed"}
        if last_seq is not None:
            headers["last-seq"] = str(last_seq)
        self.send("SUBSCRIBE", headers)

    def send(self, command, headers, body=""):
        lines = [command] + [f"{name}:{value}" for name, value in headers.items()]
        self.socket.send("\n".join(lines) + "\n\n" + body + "\0")

    def receive(self, timeout=TIMEOUT):
        """(command, headers, body) of the next frame; heart-beats and pings, which come for ever,
        are passed over."""
        deadline = time.monotonic() + timeout
        while True:
            self.socket.settimeout(max(deadline - time.monotonic(), 0.001))
            opcode, data = self.socket.recv_data(control_frame=True)
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                raise EOFError("closed by the server")
            if opcode in (websocket.ABNF.OPCODE_PING, websocket.ABNF.OPCODE_PONG):
                continue
            text = data.decode()
            if text.strip("\r\n") == "":
                continue
            head, _, body = text.partition("\n\n")
            command, *pairs = head.split("\n")
            headers = dict(pair.split(":", 1) for pair in pairs if pair)
            return command, headers, body.rstrip("\0")

    def message(self, condition=lambda m: True, timeout=TIMEOUT):
        """The next notification that fits, as (headers, body)."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            command, headers, body = self.receive(timeout)
            if command == "ERROR":
                raise AssertionError(f"ERROR frame: {headers} {body}")
            if command == "MESSAGE":
                parsed = json.loads(body)
                if condition(parsed):
                    return headers, parsed
        raise AssertionError("no such message")

    def none(self, timeout=0.5):
        """Asserts that no notification is waiting; frames that are none are passed over."""
        try:
            while True:
                command, _, body = self.receive(timeout)
                assert command != "MESSAGE", body
        except websocket.WebSocketTimeoutException:
            return

    def close(self):
        self.socket.close()


_numbers = itertools.count(1)


def unique(prefix):
    return f"{prefix}-{next(_numbers)}-{uuid.uuid4().hex[:8]}"
