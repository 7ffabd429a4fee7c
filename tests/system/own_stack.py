"""A stack of a test's own: started, its processes killed, stopped and brought back, its daemons
given failpoints. Everything goes through deploy/local/stack, as an operator would."""
import contextlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import requests

SOURCE = Path(os.environ.get("ERP_SOURCE_DIR", Path(__file__).resolve().parents[2]))
STACK = SOURCE / "deploy" / "local" / "stack"
BINARIES = Path(os.environ.get("ERP_BIN_DIR", SOURCE / "build" / "bin"))
DAEMONS = ("employee", "approval-request", "approval-processing", "notification")
ENGINES = ("mariadb", "redis", "mongodb", "kafka")
PROCESSES = (*DAEMONS, *ENGINES, "gateway")
BACK_WITHIN = 30  # seconds


def until(question, what, patience=BACK_WITHIN):
    deadline = time.monotonic() + patience
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience} s: {what}")
        time.sleep(0.02)  # poll interval, not a wait for something to be over


class OwnStack:
    """One stack. `settings`: daemon -> environment on top of the usual one. `faulty`: with the
    daemons whose failpoints are real."""

    def __init__(self, state, offset, faulty=False, settings=None):
        self.state = Path(state)
        self._offset = offset
        self._binaries = BINARIES / "faulty" if faulty else BINARIES
        self._always = settings or {}
        self.env = {}

    def _call(self, verb, *arguments, check=True):
        done = subprocess.run([STACK, verb, "--state", self.state, *map(str, arguments)],
                              text=True, capture_output=True, timeout=120, check=False)
        assert not check or done.returncode == 0, done.stderr or done.stdout
        return done

    def up(self, settings=None):
        """Starts what is not running, and restarts daemons whose settings differ from those that
        they run with."""
        wanted = {name: dict(values) for name, values in self._always.items()}
        for name, values in (settings or {}).items():
            wanted.setdefault(name, {}).update(values)
        more = [f"--daemon-env={name}:{key}={value}" for name, values in sorted(wanted.items())
                for key, value in sorted(values.items())]
        self._call("up", "--port-offset", self._offset, "--bin", self._binaries, "--seed", 0,
                   *more)
        self.env = json.loads((self.state / "env.json").read_text(encoding="utf-8"))
        return self

    def down(self):
        self._call("down", check=False)

    def wipe(self):
        self._call("reset", "--yes")

    def starts(self, name):
        """Pids of a process since it was started by hand: more than one after it died."""
        try:
            lines = (self.state / "starts" / name).read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            return []
        return [int(line.split()[0]) for line in lines if line]

    def pid(self, name):
        return self.starts(name)[-1]

    def log(self, name):
        return self.state / "log" / f"{name}.log"

    def kill(self, name, number=signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid(name), number)

    def kill_and_wait(self, name):
        """kill -9, then until the supervisor has it back and the daemons are ready."""
        before = len(self.starts(name))
        self.kill(name)
        until(lambda: len(self.starts(name)) > before, f"{name} is started again")
        self.all_ready()

    def ready(self, daemon):
        url = self.env[daemon.upper().replace("-", "_") + "_OPERATOR_URL"]
        try:
            return requests.get(f"{url}/readyz", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def _gateway_answers(self):
        try:
            requests.get(f"{self.env['GATEWAY_URL']}/api/employees?limit=1", timeout=2)
            return True
        except requests.RequestException:
            return False

    def all_ready(self):
        for daemon in DAEMONS:
            until(lambda d=daemon: self.ready(d), f"{daemon} is ready")
        until(self._gateway_answers, "the gateway answers")

    @contextlib.contextmanager
    def frozen(self, name):
        """Within, the process does nothing, as on a machine that has stalled."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    @contextlib.contextmanager
    def stopped(self, name):
        """Within, the process is not there and nobody starts it again."""
        self.supervise("stop", name)
        try:
            yield
        finally:
            self.supervise("start", name)

    def supervise(self, verb, name):
        """`stop` or `start` through the stack's supervisor."""
        done = subprocess.run(
            [SOURCE / ".local" / "tools" / "venv" / "bin" / "supervisorctl", "-c",
             "supervisord.conf", "-s", "unix://supervisor.sock", verb, name],
            cwd=self.state, text=True, capture_output=True, timeout=60, check=False)
        assert "ERROR" not in done.stdout, done.stdout + done.stderr
