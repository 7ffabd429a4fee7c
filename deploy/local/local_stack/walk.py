"""One general document through the gateway, as people would see it. Runs in the tools' Python.

usage: python -m local_stack.walk GATEWAY_PORT STATE
A drafter listens on a WebSocket, submits a document with two approvers, both approve, and the
drafter's socket shows the result.
"""

import json
import math
import sys
import time
import urllib.error
import urllib.request

import websocket

from local_stack import probes, web
from local_stack.console import Failure
from local_stack.layout import ca_of
from local_stack.tokens import bearer, of_state

TIMEOUT_S = 10


class WalkFailed(Exception):
    pass


class Api:
    """The gateway's REST API; remembers the trace id of the last answer."""

    def __init__(self, port, tokens, ca=None):
        self._base = f"http{'s' if ca else ''}://127.0.0.1:{port}/api"
        self._tokens = tokens
        self._open = web.opener(ca)
        self.trace_id = ""

    def token(self, person=None):
        """Of the administrator when it is nobody's."""
        return self._tokens.of(person) if person else self._tokens.administrator()

    def call(self, method, path, body=None, by=None):
        """(body, milliseconds); raises with the problem document's detail otherwise."""
        request = urllib.request.Request(
            self._base + path, method=method,
            headers={"Content-Type": "application/json", **bearer(self.token(by))},
            data=json.dumps(body).encode() if body is not None else None)
        began = time.monotonic()
        try:
            with self._open(request, timeout=TIMEOUT_S) as reply:
                text = reply.read()
                self.trace_id = (reply.headers["traceparent"] or "--").split("-")[1]
        except urllib.error.HTTPError as error:
            raise WalkFailed(f"{method} /api{path} answered {error.code}: "
                             f"{error.read().decode('utf-8', 'replace')[:300]}") from error
        except OSError as error:
            raise WalkFailed(f"{method} /api{path}: {error}") from error
        return json.loads(text), (time.monotonic() - began) * 1000


class Frames:
    """The drafter's STOMP session: frames as (headers, JSON body)."""

    def __init__(self, port, person, token=None, ca=None):
        secure = "s" if ca else ""
        self._socket = websocket.create_connection(
            f"ws{secure}://127.0.0.1:{port}/ws/notifications", subprotocols=["v12.stomp"],
            origin=f"http{secure}://127.0.0.1:{port}", timeout=TIMEOUT_S, http_no_proxy=["*"],
            sslopt={"context": web.context(ca)} if ca else None)
        self._send("CONNECT", {"accept-version": "1.2", "host": "127.0.0.1",
                               "login": person, "heart-beat": "0,0", **bearer(token)})
        self._expect("CONNECTED")
        self._send("SUBSCRIBE", {"id": "demo", "destination": "/user/queue/notifications",
                                 "receipt": "subscribed"})

    def _send(self, command, headers):
        lines = "".join(f"{key}:{value}\n" for key, value in headers.items())
        self._socket.send(f"{command}\n{lines}\n\0")

    def _expect(self, wanted):
        command, _, body = self.receive(time.monotonic() + TIMEOUT_S)
        if command != wanted:
            raise WalkFailed(f"the WebSocket answered {command} instead of {wanted}: {body}")

    def receive(self, until):
        while True:
            left = until - time.monotonic()
            self._socket.settimeout(None if until == math.inf else max(0.05, left))
            text = self._socket.recv()
            text = text.decode() if isinstance(text, bytes) else text
            if text.strip("\n"):
                break
        head, _, body = text.partition("\n\n")
        command, *lines = head.strip("\n").split("\n")
        return command, dict(line.split(":", 1) for line in lines), body.rstrip("\0\n")

    def result_of(self, document):
        """The frame that says what became of the document; None when it does not come."""
        until = time.monotonic() + TIMEOUT_S
        while time.monotonic() < until:
            try:
                command, _, body = self.receive(until)
            except websocket.WebSocketTimeoutException:
                return None
            if command == "MESSAGE":
                note = json.loads(body)
                if note.get("approvalId") == document and note.get("status") == "approved":
                    return note
            elif command == "ERROR":
                raise WalkFailed(f"the WebSocket answered ERROR: {body}")
        return None


def choose(people):
    """The drafter and two approvers: the youngest rank first, then up the line."""
    order = {"사원": 0, "대리": 1, "과장": 2, "차장": 3, "부장": 4}
    ranked = sorted(people, key=lambda p: (order.get(p.get("position"), 5), p["id"]))
    if len(ranked) < 3:
        raise WalkFailed(f"the walk needs 3 people, there are {len(ranked)}: make up seed=1")
    drafter = ranked[0]
    line = [p for p in ranked[1:] if p.get("department") == drafter.get("department")]
    line += [p for p in ranked[1:] if p not in line]
    return drafter, sorted(line[:2], key=ranked.index)


def decide(api, approver, document):
    """Approves as soon as the step is open."""
    def has_come():
        queue, _ = api.call("GET", f"/process/{approver['id']}", by=approver["id"])
        return any(task["requestId"] == document for task in queue)

    if not probes.becomes_true(has_come, TIMEOUT_S, pause_s=0.01):
        raise WalkFailed(f"document {document} did not reach {approver['name']}")
    _, took = api.call("POST", f"/process/{approver['id']}/{document}", {"status": "approved"},
                       by=approver["id"])
    return took


def walk(port, state):
    ca = ca_of(state)
    api = Api(port, of_state(state, port), ca)
    people, _ = api.call("GET", "/employees")
    drafter, line = choose(people)
    frames = Frames(port, drafter["id"], api.token(drafter["id"]), ca)
    for approver in line:
        api.token(approver["id"])  # who signs in while the document waits is not what is measured
    submitted, took = api.call("POST", "/approvals", {
        "requesterId": drafter["id"], "title": "개발용 모니터 구매 품의",
        "content": "27인치 모니터 2대, 예상 금액 640,000원",
        "steps": [{"step": n, "approverId": p["id"]} for n, p in enumerate(line, 1)]}, by=drafter["id"])
    document = submitted["requestId"]
    who = " → ".join(f"{p['name']} {p['position']}" for p in line)
    print(f"demo: {drafter['name']} {drafter['position']} submitted document {document}"
          f" ({took:.1f} ms), line {who}; trace {api.trace_id}")
    for approver in line:
        took = decide(api, approver, document)
        print(f"demo: {approver['name']} {approver['position']} approved it ({took:.1f} ms)")
    began = time.monotonic()
    frame = frames.result_of(document)
    if frame is None:
        raise WalkFailed(f"no WebSocket frame for document {document} in {TIMEOUT_S} s")
    print(f"demo: {drafter['name']}'s WebSocket showed {frame.get('type')} \"{frame['status']}\""
          f" {(time.monotonic() - began) * 1000:.1f} ms after the last answer")


def main():
    try:
        walk(int(sys.argv[1]), sys.argv[2])
    except (WalkFailed, Failure, OSError, websocket.WebSocketException, KeyError, ValueError) as error:
        kind = "" if isinstance(error, (WalkFailed, Failure)) else f"{type(error).__name__}: "
        print(f"error: the demo document: {kind}{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
