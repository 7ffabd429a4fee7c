"""One command at a time per state directory."""

import contextlib
import fcntl
import os
import signal

from local_stack import probes
from local_stack.console import Failure

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
    told = False

    def taken():
        nonlocal told
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if not told:
            told = True
            pid = _holder(path)
            verb = "ending" if end_holder and pid else "waiting for"
            console.step("stack", f"{verb} another stack command (pid {pid or 'unknown'})")
            if end_holder and pid:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGTERM)
        return False

    try:
        probes.wait_until(taken, WAIT_S, "no end of it", pause_s=0.1)
    except Failure as failure:
        raise Failure(f"another stack command (pid {_holder(path) or 'unknown'}) did not end in"
                      f" {WAIT_S} s") from failure


def _holder(path):
    """Pid of the command that holds the lock, if it is one of ours."""
    try:
        pid = int(path.read_text(encoding="ascii") or 0)
        with open(f"/proc/{pid}/cmdline", "rb") as command:
            return pid if b"deploy/local/stack" in command.read() else 0
    except (OSError, ValueError):
        return 0
