"""What the operator sees: one progress line per step with its time, one line per failure."""

import sys
import threading
import time


class Failure(Exception):
    """Ends the command with one line: the cause, and the log to read when there is one."""

    def __init__(self, cause, log=None):
        super().__init__(cause)
        self.log = log

    def line(self):
        return f"{self} (log: {self.log})" if self.log else str(self)


class Cancelled(Exception):
    """A step gave up because another one failed or the operator asked to stop."""


class Console:
    """Progress lines with seconds since the start. Thread-safe."""

    def __init__(self, quiet=False):
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._quiet = quiet

    def seconds(self):
        return time.monotonic() - self._began

    def step(self, name, text):
        if self._quiet:
            return
        with self._lock:
            print(f"[{self.seconds():5.1f} s] {name:<20} {text}", flush=True)

    def say(self, text=""):
        with self._lock:
            print(text, flush=True)


def fail(failure):
    """Prints the one line of a failure and returns the exit code."""
    print(f"error: {failure.line()}", file=sys.stderr, flush=True)
    return 1
