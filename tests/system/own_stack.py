"""A stack of a test's own: started, its processes killed, stopped and brought back, its daemons
given failpoints. Everything goes through deploy/local/stack, as an operator would."""
import contextlib
import json
import os
import signal
import socket
import subprocess
from pathlib import Path

import requests

from local_stack.layout import Layout
from local_stack.supervision import Supervisor
from system import acting
from system.eventually import TIMEOUT, until

SOURCE = Path(os.environ.get("ERP_SOURCE_DIR", Path(__file__).resolve().parents[2]))
STACK = SOURCE / "deploy" / "local" / "stack"
BINARIES = Path(os.environ.get("ERP_BIN_DIR", SOURCE / "build" / "bin"))
DAEMONS = ("employee", "approval-request", "approval-processing", "notification")
ENGINES = ("mariadb", "redis", "mongodb", "kafka")
PROCESSES = (*DAEMONS, *ENGINES, "gateway")
# Stacks of the tests' own lie beside the test stack, wherever that one is.
PORTS = int(os.environ.get("PORT_OFFSET", "10000"))
# No two differ by 1000: the operator ports stand that far above the public ones.
LOST, OWN, MUTANTS, TOOL, PAIR, RIGHTS, TLS = (
    PORTS + step for step in (1900, 2300, 2700, 3100, 3500, 1500, 1100))


def goes_on(running, documents=3):
    """Until people have followed so many more documents to their end."""
    done = running.flows.finished
    until(lambda: running.flows.finished >= done + documents, "people go on")


def texts_in(binary):
    """The texts that a binary holds, the names of failpoints among them."""
    return subprocess.run(["strings", "-n", "4", binary], capture_output=True, text=True,
                          check=True).stdout


def has_failpoints(daemon, names):
    """Whether the daemon has all of a FAILPOINTS list."""
    # Anywhere in a line: what stands before a name need not end in between.
    texts = texts_in(BINARIES / "faulty" / daemon)
    return all(name.split(":")[0] in texts for name in names.split(","))


class OwnStack:
    """One stack. `settings`: daemon -> environment on top of the usual one. `faulty`: with the
    daemons whose failpoints are real."""

    carries_tokens = True  # requests of this process do, see acting.py

    def __init__(self, state, offset, faulty=False, settings=None):
        self.state = Path(state)
        self._offset = offset
        self._binaries = BINARIES / "faulty" if faulty else BINARIES
        self._always = settings or {}
        self.env = {}
        self.known = set()  # what the checker has objected to before: (rule, where)

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
                   "--short-lived",
                   *more)
        self.env = json.loads((self.state / "env.json").read_text(encoding="utf-8"))
        if self.carries_tokens:
            acting.of(self.env)
        else:
            acting.forget(self.env)
        return self

    def down(self):
        self._call("down", check=False)

    def wipe(self):
        self._call("reset", "--yes")

    def secrets(self):
        return Layout(self.state, self._offset, self._binaries).secrets()

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

    def arm(self, daemon, failpoints):
        """Starts the daemon again with these failpoints, by its launch script, which is what the
        supervisor starts it with each time: much quicker than `stack up` with another setting."""
        self._launch(daemon, f"export FAILPOINTS={failpoints}\n")
        self._again(daemon)

    def disarm(self, daemon):
        """From its next start on the daemon is well; starts it again."""
        self._launch(daemon, "")
        self._again(daemon)

    def _launch(self, daemon, line):
        script = self.state / "launch" / daemon
        lines = script.read_text(encoding="utf-8").splitlines(keepends=True)
        lines = [text for text in lines if not text.startswith("export FAILPOINTS=")]
        draft = script.with_name(f".{daemon}.new")
        draft.write_text("".join([*lines[:-1], line, lines[-1]]), encoding="utf-8")
        draft.rename(script)

    def _again(self, daemon):
        before = len(self.starts(daemon))
        self.kill(daemon, signal.SIGTERM)
        # One that had just died is started by the supervisor after its back-off.
        until(lambda: len(self.starts(daemon)) > before, f"{daemon} is started again")
        until(lambda: self.ready(daemon), f"{daemon} is ready")

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

    def _engine_answers(self, engine):
        try:
            socket.create_connection(("127.0.0.1", int(self.env[f"PORT_{engine.upper()}"])),
                                     2).close()
            return True
        except OSError:
            return False

    def all_ready(self):
        for engine in ENGINES:
            until(lambda e=engine: self._engine_answers(e), f"{engine} answers")
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
        supervisor = Supervisor(Layout(self.state, self._offset, self._binaries))
        supervisor.stop_and_wait([name], TIMEOUT)
        state, pid = supervisor.state(name)["statename"], self.pid(name)
        assert state in ("STOPPED", "EXITED") and not Path(f"/proc/{pid}").exists(), state
        try:
            yield
        finally:
            before = len(self.starts(name))
            supervisor.start(name)
            until(lambda: len(self.starts(name)) > before, f"{name} is started again")
