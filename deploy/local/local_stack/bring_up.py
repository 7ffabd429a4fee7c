"""Starts a stack: engines at the same time, each daemon as soon as its engines answer.

Leaves alone what runs and is up to date. When anything fails, what this call started is stopped
again and what ran before stays.

With several replicas, or on the way from one number to another, nothing is lost: what is missing
starts first, then the gateway learns of it, then what is out of date restarts one after the
other, then the gateway forgets what is too much, then that is stopped.
"""

import json
import shlex
import shutil
import signal
import threading
from concurrent import futures
from pathlib import Path

from local_stack import (
    certificates,
    commands,
    gateway,
    ports,
    probes,
    rolling,
    supervision,
    tokens,
    tools,
)
from local_stack.broker import Kafka
from local_stack.console import Cancelled, Failure
from local_stack.daemons import DAEMONS, POSSIBLE, stack_environment
from local_stack.engines import MariaDb, MongoDb, Redis
from local_stack.layout import PYTHON, TOOLS, write_private
from local_stack.programs import Managed
from local_stack.shut_down import stop_everything

READY_WITHIN_S = 60
MIGRATED_WITHIN_S = 60
NEEDED_MB = 500
ISSUER = "employee"  # of the access tokens


def require_room(layout):
    free = shutil.disk_usage(layout.state).free // (1024 * 1024)
    if free < NEEDED_MB:
        raise Failure(f"no disk space: {free} MB free at {layout.state}, {NEEDED_MB} MB needed")


def require_tools(layout, engines_only):
    needed = [PYTHON, TOOLS / "bin" / "redis-server",
              TOOLS / "mongo" / "fiftyone" / "db" / "bin" / "mongod", TOOLS / "kafka" / "libs",
              *map(Path, ("/usr/sbin/mariadbd", "/usr/bin/mariadb", "/usr/bin/java"))]
    if not engines_only:
        needed.append(Path("/usr/sbin/nginx"))
    missing = [layout.shown(path) for path in needed if not path.exists()]
    if missing:
        raise Failure(f"missing: {', '.join(missing)}: run deploy/local/install")
    if not tools.package_linked():  # the tools are a copy of another checkout's
        tools.link_package()
    if not engines_only:
        missing = [layout.shown(layout.binary(daemon.name)) for daemon in DAEMONS
                   if not layout.binary(daemon.name).exists()]
        if missing:
            raise Failure(f"missing: {', '.join(missing)}: run make build")


class BringUp:
    def __init__(self, layout, console, engines_only=False):
        self._layout = layout
        self._console = console
        self._engines_only = engines_only
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._started = []  # guarded by _lock: what this call started
        self._left_alone = []  # guarded by _lock: what ran and was up to date
        self._owns_supervisor = False
        self._serving = layout.replicas  # replicas that the gateway may send to until the end
        self._done = {}  # name -> future of an engine being ready, or of topics being there

    def run(self):
        """Returns True when anything had to be started."""
        require_room(self._layout)
        require_tools(self._layout, self._engines_only)
        try:
            self._start_all()
        except (Failure, KeyboardInterrupt, OSError):
            self._roll_back()
            raise
        write_environment(self._layout)
        if self._left_alone:
            self._console.step("stack", "left alone: " + ", ".join(sorted(self._left_alone)))
        return bool(self._started)

    def _start_all(self):
        layout = self._layout
        if layout.ca:
            certificates.make(layout)
        engines = [MariaDb(layout), Redis(layout),
                   MongoDb(layout), Kafka(layout)]
        ways_out = dict.fromkeys((*(e.name for e in engines), *POSSIBLE), "TERM")
        ways_out[gateway.NAME] = "QUIT"
        if supervision.outdated(layout, ways_out):
            self._console.step("stack", "the supervisor is out of date: all starts again")
            stop_everything(layout)
        # Said before it is done: an interrupt in between must not leave one behind.
        self._owns_supervisor = not supervision.Supervisor(layout).answers()
        supervision.ensure_running(layout, ways_out)
        self._serving = self._serving_now()

        tasks = [(engine.name, self._engine, engine) for engine in engines]
        if not self._engines_only:
            tasks.append((gateway.NAME, self._gateway, None))
            tasks += [(f"topics of {d.name}", self._migrate, d) for d in DAEMONS]
            tasks += [(d.name, self._daemon, d) for d in DAEMONS]
        managed = self._managed(engines)
        with futures.ThreadPoolExecutor(len(tasks)) as pool:
            ready = threading.Event()  # no task may look for a future that is not there yet
            for name, work, subject in tasks:
                self._done[name] = pool.submit(self._guarded, ready, work, subject, managed)
            ready.set()
            self._wait_for_all()
        if not self._engines_only:
            self._change_over(managed)

    def _serving_now(self):
        """The highest replica of any daemon that is wanted or runs."""
        states = supervision.Supervisor(self._layout).states()
        running = [int(number) if number.isdigit() else 1
                   for name, number in ((name, name.rpartition("-")[2]) for name in POSSIBLE)
                   if states.get(name, {}).get("statename") in supervision.ALIVE]
        return max([self._layout.replicas, *running])

    def _managed(self, engines):
        """name -> Managed, after every port that must be free has been found free."""
        layout = self._layout
        wanted = {e.name: Managed(layout, e.program(), e.listeners) for e in engines}
        if not self._engines_only:
            wanted[gateway.NAME] = Managed(layout, gateway.program(layout), (gateway.NAME,))
            wanted |= {r.name: rolling.managed(layout, r)
                       for daemon in DAEMONS for r in daemon.replicas(layout)}
        needed = {}
        for program in wanted.values():
            if not program.running()[0]:
                needed |= {name: layout.ports[name] for name in program.listeners}
        ports.require_free(needed)
        return wanted

    def _guarded(self, ready, work, subject, managed):
        ready.wait()
        try:
            return work(subject, managed)
        except BaseException:
            self._cancelled.set()
            raise

    def _wait_for_all(self):
        """Waits for every task; then raises the failure that made the others give up."""
        try:
            pending = set(self._done.values())
            while pending:
                _, pending = futures.wait(pending, timeout=0.2)
        except KeyboardInterrupt:
            self._cancelled.set()
            raise
        failures = [task.exception() for task in self._done.values() if task.exception()]
        for failure in failures:
            if not isinstance(failure, Cancelled):
                raise failure
        if failures:
            raise failures[0]

    def _after(self, *names):
        for name in names:
            while True:
                if self._cancelled.is_set():
                    raise Cancelled(name)
                try:
                    self._done[name].result(timeout=0.1)
                    break
                except futures.TimeoutError:
                    continue

    # --- one program -----------------------------------------------------------------------

    def _start(self, managed, prepare=lambda: None):
        """Starts it unless it runs and is up to date. Returns True when it was started."""
        alive, outdated = managed.running()
        if alive and not outdated:
            with self._lock:
                self._left_alone.append(managed.name)
            return False
        if self._cancelled.is_set():
            raise Cancelled(managed.name)
        if outdated:
            self._console.step(managed.name, f"starting again: {outdated}")
            managed.stop()
        prepare()
        with self._lock:
            self._started.append(managed.name)
        managed.start()
        return True

    def _engine(self, engine, managed):
        program = managed[engine.name]
        started = self._start(program, lambda: engine.prepare(self._cancelled))
        engine.settle(self._cancelled, program.alive)
        if started:
            self._console.step(engine.name, f"ready on port {engine.port()}")

    def _gateway(self, _, managed):
        program = managed[gateway.NAME]
        started = self._start(
            program, lambda: gateway.configure(self._layout, self._serving))
        port = self._layout.ports[gateway.NAME]
        self._wait(program, lambda: probes.http_get(port, "/", ca=self._layout.ca) is not None,
                   "gateway did not answer")
        if started:
            self._console.step(gateway.NAME, f"ready on port {port}")

    def _migrate(self, daemon, managed):
        states = [managed[replica.name].running() for replica in daemon.replicas(self._layout)]
        if all(alive and not outdated for alive, outdated in states):
            return
        self._after(*daemon.engines)
        self._console.step(daemon.name, "migrating its store")
        log = self._layout.log(daemon.name)
        commands.run([self._layout.binary(daemon.name), "--migrate"],
                     f"{daemon.name} --migrate failed", log, self._cancelled, MIGRATED_WITHIN_S,
                     cwd=self._layout.state, shown=self._layout.shown(log),
                     environment={key: str(value) for key, value in
                                  daemon.replicas(self._layout)[0].environment(
                                      self._layout).items()})
        if daemon.name == ISSUER and self._layout.auth_mode == "oidc":
            tokens.keep_clients(self._layout, self._cancelled)

    def _daemon(self, daemon, managed):
        self._after(f"topics of {daemon.name}")
        if daemon.consumes:
            self._after(*(f"topics of {other.name}" for other in DAEMONS if other.topics))
        for replica in daemon.replicas(self._layout):
            program = managed[replica.name]
            alive, outdated = program.running()
            # Somebody else serves meanwhile: it has its turn in _change_over.
            if alive and outdated and self._serving > 1:
                continue
            started = self._start(program)
            rolling.wait_ready(self._layout, replica, program, self._cancelled)
            if started:
                self._console.step(replica.name,
                                   f"ready on port {self._layout.ports[replica.name]}")

    def _change_over(self, managed):
        """From what served before to what is wanted, without a gap."""
        layout, master = self._layout, managed[gateway.NAME].pid
        if gateway.configure(layout, self._serving, master):
            self._console.step(gateway.NAME, f"serves {self._serving} of each daemon")
        for replica in (r for daemon in DAEMONS for r in daemon.replicas(layout)):
            outdated = managed[replica.name].running()[1]
            if outdated:
                rolling.restart(layout, replica, managed[replica.name], self._console,
                                self._cancelled, outdated)
        if gateway.configure(layout, layout.replicas, master):
            self._console.step(gateway.NAME, f"serves {layout.replicas} of each daemon")
        wanted = set(managed)
        stopped = supervision.Supervisor(layout).stop_and_wait(
            [name for name in POSSIBLE if name not in wanted], 25)
        if stopped:
            self._console.step("stopped", ", ".join(stopped))

    def _wait(self, program, question, what):
        def asked():
            program.alive()
            return question()

        probes.wait_until(asked, READY_WITHIN_S, what, self._cancelled)

    def _roll_back(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        if self._owns_supervisor:
            stop_everything(self._layout)
        elif self._started:
            supervision.Supervisor(self._layout).stop_and_wait(self._started, 25)


def write_environment(layout):
    """<state>/env for shells and <state>/env.json for programs; both hold the password."""
    known = stack_environment(layout)
    lines = "".join(f"export {key}={shlex.quote(value)}\n" for key, value in known.items())
    write_private(layout.state / "env", lines)
    write_private(layout.state / "env.json", json.dumps(known, indent=1) + "\n")
