"""Running a command to its end: output into a log, a deadline, and an end when cancelled."""

import contextlib
import os
import signal
import subprocess
import time

from local_stack.console import Cancelled, Failure
from local_stack.programs import cause_in


def run(argv, what, log, cancelled, deadline_s, *, cwd=None, environment=None, text=None,
        shown=None):
    """Returns when the command succeeded. `what` begins the failure's sentence; the output goes
    to the end of the file `log`, and what it says of the cause into the failure."""
    before = os.path.getsize(log) if os.path.exists(log) else 0
    environment = {**os.environ, **environment} if environment else None
    with open(log, "ab") as output:
        try:
            child = subprocess.Popen([str(a) for a in argv], cwd=cwd, env=environment,
                                     stdin=subprocess.PIPE if text else subprocess.DEVNULL,
                                     stdout=output, stderr=output, start_new_session=True)
        except OSError as error:
            raise Failure(f"{what}: {argv[0]}: {error.strerror}") from error
        if text:
            with contextlib.suppress(BrokenPipeError):
                child.stdin.write(text.encode())
                child.stdin.close()
        until = time.monotonic() + deadline_s
        while child.poll() is None:
            late = time.monotonic() > until
            if cancelled.is_set() or late:
                _end(child)
                if late:
                    raise Failure(f"{what}: no end after {deadline_s:.0f} s", shown or log)
                raise Cancelled(what)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(0.05)
    if child.returncode != 0:
        raise Failure(f"{what}: {cause_in(log, before)} (exit {child.returncode})", shown or log)


def _end(child):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
