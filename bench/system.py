"""The system under load: one of our own with empty stores, or one that runs already."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from accounts import Accounts
from local_stack import tokens

ROOT = Path(__file__).resolve().parents[1]
STATE = ROOT / ".local" / "bench"
STACK = ROOT / "deploy" / "local" / "stack"
GATEWAY_PORT = 8080
DAEMONS = ("employee", "approval-request", "approval-processing", "notification")
_HTTP_PORTS = dict(zip(DAEMONS, (8081, 8082, 8083, 8084), strict=True))
_SOCKET_PORT = 8094


def add_arguments(parser):
    parser.add_argument("--url", help="the gateway of a system that runs already")
    parser.add_argument("--state", type=Path, help="the state directory of that system: shows its"
                        " processor and memory use and its backlog too")
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--port-offset", type=int, default=12000, help="of a system of its own")
    parser.add_argument("--save", metavar="NOTE", help="keep the results under this note")


class System:
    """`state`: the state directory of its stack; without one only its public side is seen."""

    def __init__(self, build, url=None, state=None):
        self.build = Path(build).resolve()
        self.state = state
        self.accounts = None  # Accounts, after sign_in
        self._auth = "dev"
        self._own = None
        self._url = url

    @classmethod
    def wanted(cls, options):
        """The one that runs already when --url names it, otherwise one of our own: started by
        `with`, stopped at its end, also by SIGTERM."""
        if options.url:
            return cls(options.build, options.url, options.state)
        system = cls(options.build, state=STATE)
        system._own = options.port_offset
        system._url = f"http://127.0.0.1:{GATEWAY_PORT + options.port_offset}"
        return system

    def __enter__(self):
        if self._own is None:
            return self
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            if self._stack("reset", "--yes") != 0:
                raise RuntimeError("the system to be loaded cannot be emptied")
            self._start()
        except BaseException:
            self._stack("down")
            raise
        return self

    def __exit__(self, *_):
        if self._own is not None:
            self._stack("down")

    def _start(self):
        if self._stack("up", "--port-offset", str(self._own), "--bin", self.build / "bin",
                       "--seed", "0") != 0:
            raise RuntimeError("the system to be loaded did not start")

    @property
    def auth(self):
        return self._auth

    def sign_in(self, people):
        """From now on everybody needs a token, and so many people have one."""
        self._change("oidc")
        if self.state is None or json.loads(
                (self.state / "stack.json").read_text(encoding="utf-8"))["auth_mode"] != "oidc":
            return
        port = int(self._url.rsplit(":", 1)[-1].rstrip("/"))
        self.accounts = Accounts(tokens.of_state(self.state, port))
        self.accounts.prepare(people)

    def believe(self):
        """From now on who acts is who is named (AUTH_MODE=dev)."""
        self._change("dev")
        self.accounts = None

    def _change(self, auth):
        if self._own is not None and auth != self._auth:
            self._auth = auth
            self._start()

    def _stack(self, verb, *arguments):
        return subprocess.run([STACK, verb, "--state", self.state, *arguments], check=False,
                              stdout=sys.stderr, env=os.environ | {"AUTH_MODE": self._auth}).returncode

    @property
    def offset(self):
        return int(self._url.rsplit(":", 1)[-1].rstrip("/")) - GATEWAY_PORT

    @property
    def environment(self):
        """What `stack env` knows; {} without a state directory."""
        if self.state is None:
            return {}
        return json.loads(Path(self.state, "env.json").read_text(encoding="utf-8"))

    def programs(self):
        """The running programs; [] when they cannot be seen from here."""
        if self.state is None:
            return []
        shown = subprocess.run([STACK, "status", "--json", "--state", self.state], check=False,
                               capture_output=True, text=True)
        return [row for row in json.loads(shown.stdout or "[]") if row["pid"]]

    def memory(self):
        return {row["name"]: round(row["memory_mb"]) for row in self.programs()
                if row["memory_mb"]}

    def targets(self, direct):
        """The loader's arguments: the gateway, or each service's own port."""
        if not direct:
            return ["--url", self._url]
        host = self._url.rsplit(":", 1)[0]
        at = {name: f"{host}:{port + self.offset}" for name, port in _HTTP_PORTS.items()}
        return ["--employee-url", at["employee"], "--approval-url", at["approval-request"],
                "--process-url", at["approval-processing"],
                "--socket-url", f"{host}:{_SOCKET_PORT + self.offset}"]

    def operators(self):
        """(daemon, address) of every replica's operator port."""
        known = self.environment
        for name in DAEMONS:
            default = f"http://127.0.0.1:{_HTTP_PORTS[name] + 1000 + self.offset}"
            urls = known.get(f"{name.upper().replace('-', '_')}_OPERATOR_URLS", default)
            yield from ((name, url) for url in urls.split(","))
