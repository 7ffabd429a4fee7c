"""HTTP by hand: what no polite client library would send, and the answer as it came."""
import os
import re
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlparse

from contracts import answers

TIMEOUT = 15  # seconds until an answer that must come is declared missing


@dataclass
class Reply:
    status: int
    headers: list  # (lower-case name, value) in order
    body: bytes
    raw_head: bytes = b""
    in_english: Callable | None = None  # the same request once more, asking for English

    def header(self, name, default=None):
        return next((value for key, value in self.headers if key == name), default)

    def closes(self):
        return (self.header("connection") or "").lower() == "close"

    def text(self):
        return self.body.decode("utf-8", "replace")


class Closed(Exception):
    """The server ended the connection without an answer."""


@dataclass
class Server:
    """A way in: one service's port, or the gateway with its prefix."""
    name: str
    host: str
    port: int
    prefix: str = ""
    kept: list = field(default_factory=list)  # open connections without a request on them

    def connect(self):
        return Connection(self)

    def ask(self, request, head_only=False):
        """One whole request, one answer; connections are used again while the server agrees."""
        reply = self.once(request, head_only)
        line, found, rest = request.partition(b"\r\n")
        if found and b"\r\naccept-language:" not in request[:4096].lower():
            reply.in_english = lambda: self.once(
                line + b"\r\nAccept-Language: en\r\n" + rest, head_only)
        return reply

    def once(self, request, head_only=False):
        while True:
            reused = bool(self.kept)
            connection = self.kept.pop() if reused else self.connect()
            try:
                reply = connection.ask(request, head_only)
            except (Closed, ConnectionError):
                connection.close()
                if reused:  # it may have ended between two requests
                    continue
                raise
            words = request.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
            if len(words) == 3 and words[0].isupper() and not head_only:
                answers.judge(f"{self.host}:{self.port}", words[0], words[1], reply.status,
                              reply.header("content-type") or "", reply.body)
            if reply.closes() or connection.left():
                connection.close()
            else:
                self.kept.append(connection)
            return reply

    def close(self):
        while self.kept:
            self.kept.pop().close()


def server(name, url, prefix=""):
    parts = urlparse(url)
    return Server(name, parts.hostname, parts.port, prefix)


def gateway():
    return server("gateway", os.environ["GATEWAY_URL"], "/api")


def service(name, internal=False):
    kind = "OPERATOR" if internal else "HTTP"
    return server(f"{name}{' operator' if internal else ''}",
                os.environ[f"{name.upper().replace('-', '_')}_{kind}_URL"])


class Connection:
    def __init__(self, to):
        self.socket = socket.create_connection((to.host, to.port), timeout=TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def close(self):
        self.socket.close()

    def left(self):
        """Bytes that nobody asked for are already here."""
        return bool(self.buffer) or bool(self.ready(select.POLLIN, 0))

    def ready(self, events, milliseconds):
        """poll() and not select(), which cannot look at the thousandth connection."""
        poll = select.poll()
        poll.register(self.socket, events)
        return poll.poll(milliseconds)

    def send(self, data):
        self.socket.sendall(data)

    def push(self, data):
        """Sends as long as the server takes it; stops when it answers or hangs up."""
        view, deadline = memoryview(data), time.monotonic() + TIMEOUT
        timeout = self.socket.gettimeout()
        self.socket.setblocking(False)
        try:
            while view:
                if time.monotonic() > deadline:
                    raise TimeoutError("the server neither reads nor answers")
                found = self.ready(select.POLLIN | select.POLLOUT, 1000)
                events = found[0][1] if found else 0
                if events & ~select.POLLOUT and (not self.pull() or b"\r\n\r\n" in self.buffer):
                    return
                if events & select.POLLOUT:
                    view = view[self.socket.send(view):]
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            self.socket.settimeout(timeout)

    def pull(self):
        """Takes what is there; False at the end."""
        try:
            chunk = self.socket.recv(65536)
        except ConnectionResetError:
            chunk = b""
        self.buffer += chunk
        return bool(chunk)

    def until_end(self):
        """Everything until the server hangs up."""
        while self.pull():
            pass
        taken, self.buffer = self.buffer, b""
        return taken

    def need(self, condition):
        while not condition():
            if not self.pull():
                raise Closed(self.buffer[:200])

    def ask(self, request, head_only=False):
        self.push(request)
        return self.reply(head_only)

    def reply(self, head_only=False):
        while True:
            self.need(lambda: b"\r\n\r\n" in self.buffer)
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            lines = head.split(b"\r\n")
            found = re.fullmatch(rb"HTTP/1\.[01] (\d{3})(?: .*)?", lines[0])
            if not found:
                raise AssertionError(f"not an answer: {lines[0][:200]!r}")
            status = int(found[1])
            if status >= 200:
                break
        headers = [(name.decode("latin-1").lower(), value.strip().decode("latin-1"))
                   for name, _, value in (line.partition(b":") for line in lines[1:])]
        answer = Reply(status, headers, b"", head)
        if not head_only and status not in (204, 304):
            answer.body = self.body(answer)
        return answer

    def body(self, answer):
        if (answer.header("transfer-encoding") or "").lower() == "chunked":
            return self.chunks()
        length = answer.header("content-length")
        if length is None:
            return self.until_end()
        self.need(lambda: len(self.buffer) >= int(length))
        body, self.buffer = self.buffer[:int(length)], self.buffer[int(length):]
        return body

    def chunks(self):
        whole = b""
        while True:
            self.need(lambda: b"\r\n" in self.buffer)
            size, _, self.buffer = self.buffer.partition(b"\r\n")
            size = int(size, 16)
            self.need(lambda n=size: len(self.buffer) >= n + 2)
            whole, self.buffer = whole + self.buffer[:size], self.buffer[size + 2:]
            if size == 0:
                return whole


def request(method, target, headers=(), body=None, version="HTTP/1.1"):
    """Bytes of one request. Host and Content-Length are added unless `headers` has them."""
    given = {name.lower() for name, _ in headers}
    lines = [f"{method} {target} {version}"]
    if "host" not in given:
        lines.append("Host: approval")
    lines += [f"{name}: {value}" for name, value in headers]
    if body is not None and not given & {"content-length", "transfer-encoding"}:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + (body or b"")
