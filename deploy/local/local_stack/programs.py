"""One program of a stack: is it running, is it up to date, start it, see it die."""

import contextlib
import json
import os
import re

from local_stack import ports, probes, processes
from local_stack.console import Failure
from local_stack.supervision import ALIVE, Supervisor, write_launch

_BAD = re.compile(r'\[ERROR\]|"s":"[EF]"|\[emerg\]|"level":"error"|\b(ERROR|FATAL|Fatal)\b')


class Managed:
    """A program together with its listeners. Used by one thread at a time."""

    def __init__(self, layout, program, listeners, binary=None):
        self.name = program.name
        self._layout = layout
        self._supervisor = Supervisor(layout)
        self.listeners = tuple(listeners)
        self._binary = binary
        self._revision = write_launch(layout, program)
        self._pid = 0
        self._log_began = 0

    def outdated(self, state):
        """Why a running program must be started again, or ""."""
        if self._binary and processes.runs_other_file(state["pid"], self._binary):
            return "its binary is newer"
        recorded = last_start(self._layout, self.name)
        if recorded and recorded != (state["pid"], self._revision):
            return "its configuration changed"
        return ""

    def running(self):
        """(alive, why it is outdated). A crash loop counts as not alive."""
        state = self._supervisor.state(self.name)
        if state["statename"] not in ALIVE or not state["pid"]:
            return False, ""
        self._pid = state["pid"]
        return True, self.outdated(state)

    @property
    def pid(self):
        """Of the last start or running(); 0 before."""
        return self._pid

    def require_ports(self):
        ports.require_free({name: self._layout.ports[name] for name in self.listeners})

    def stop(self):
        self._supervisor.stop_and_wait([self.name], 25)

    def start(self):
        """Starts it; alive() tells from then on whether it stays."""
        self.stop()  # a crash loop between two tries is not stopped yet
        self.require_ports()
        with contextlib.suppress(FileNotFoundError):
            starts_file(self._layout, self.name).unlink()
        log = self._layout.log(self.name)
        self._log_began = log.stat().st_size if log.exists() else 0
        self._supervisor.start(self.name)
        if not probes.becomes_true(self._pid_of_start, 5, pause_s=0.01):
            self._died()

    def _pid_of_start(self):
        recorded = last_start(self._layout, self.name)
        self._pid = recorded[0] if recorded else 0
        return self._pid

    def alive(self):
        """Raises when the program has ended since it was started."""
        if not os.path.exists(f"/proc/{self._pid}/fd") or _is_zombie(self._pid):
            self._died()

    def _died(self):
        log = self._layout.log(self.name)
        raise Failure(f"{self.name} died at start: {cause_in(log, self._log_began)}",
                      self._layout.shown(log))


def _is_zombie(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def starts_file(layout, name):
    """One line per start since the last deliberate one: pid and launch revision."""
    return layout.state / "starts" / name


def starts(layout, name):
    try:
        lines = starts_file(layout, name).read_text(encoding="ascii").split("\n")
        return [(int(pid), revision) for pid, _, revision in
                (line.partition(" ") for line in lines if line)]
    except (FileNotFoundError, ValueError):
        return []


def last_start(layout, name):
    found = starts(layout, name)
    return found[-1] if found else None


def cause_in(log, since):
    """The line of a log, from byte `since`, that best tells why a program ended."""
    try:
        with open(log, "rb") as file:
            file.seek(since)
            text = file.read(1024 * 1024).decode("utf-8", "replace")
    except OSError:
        return "it said nothing"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return "it said nothing"
    bad = [line for line in lines if _BAD.search(line)]
    return _readable(bad[-1] if bad else lines[-1])


def _readable(line):
    """A JSON log line as its message and what explains it; any other line as it is."""
    try:
        entry = json.loads(line)
        message = entry["msg"]
    except (json.JSONDecodeError, KeyError, TypeError):
        return line[:300]
    skipped = ("ts", "level", "svc", "msg", "at", "trace_id", "t", "s", "c", "id", "ctx")
    details = [f"{key}={value}" for key, value in entry.items() if key not in skipped]
    return " ".join([str(message), *details])[:300]
