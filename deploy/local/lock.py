"""One command at a time per state directory."""

import contextlib
import fcntl
import os
import signal
import time

from console import Failure

WAIT_S = 300


@contextlib.contextmanager
def held(layout, console, end_holder=False):
    """Holds the stack's lock. Waits for another command, or with `end_holder` ends it first:
    who says down does not want to wait for an up."""
    path = layout.state / "lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(descriptor, path, console, end_holder)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _take(descriptor, path, console, end_holder):
    until = time.monotonic() + WAIT_S
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            pid = _holder(path)
        if not told:
            told = True
            verb = "ending" if end_holder and pid else "waiting for"
            console.step("stack", f"{verb} another stack command (pid {pid or 'unknown'})")
            if end_holder and pid:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGTERM)
        if time.monotonic() > until:
            raise Failure(f"another stack command (pid {pid or 'unknown'}) did not end in"
                          f" {WAIT_S} s")
        time.sleep(0.1)


def _holder(path):
    """Pid of the command that holds the lock, if it is one of ours."""
    try:
        pid = int(path.read_text(encoding="ascii") or 0)
        with open(f"/proc/{pid}/cmdline", "rb") as command:
            return pid if b"deploy/local/stack" in command.read() else 0
    except (OSError, ValueError):
        return 0
