"""Reading /proc: which processes are a stack's, how old and how large they are; ending them.

supervisord starts a session of its own and everything below it stays in that session, so the
session id names the whole stack even after supervisord itself was killed. A process counts as
ours only when it also works inside the state directory: ids are used again after a restart of
the machine.
"""

import contextlib
import os
import signal
import time
from pathlib import Path

from local_stack import probes

SESSION_FILE = "session"
SUPERVISORD = b"\0local_stack.supervisord\0-c\0supervisord.conf\0"  # in its command line
_TICKS = os.sysconf("SC_CLK_TCK")


def remember_session(state, pid):
    (Path(state) / SESSION_FILE).write_text(f"{pid}\n", encoding="ascii")


def _stat(pid):
    """Fields of /proc/<pid>/stat after the name: [0] state, [1] parent, [3] session, ..."""
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        return file.read().rpartition(")")[2].split()


def _works_in(pid, state):
    folder = Path(os.readlink(f"/proc/{pid}/cwd").removesuffix(" (deleted)"))
    return folder == state or folder.is_relative_to(state)


def _sessions(state):
    """Session ids of the stack: the noted one, and that of a supervisor whose note was deleted
    together with its state directory."""
    found = set()
    with contextlib.suppress(FileNotFoundError):
        found.add((state / SESSION_FILE).read_text(encoding="ascii").strip())
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as command:
            if SUPERVISORD in command.read() and _works_in(pid, state):
                found.add(_stat(pid)[3])
    return found


def members(state):
    """Pids of the stack whose state directory this is."""
    state = Path(state)
    sessions = _sessions(state)
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")) if sessions else ():
        with contextlib.suppress(OSError):
            fields = _stat(pid)
            if fields[3] in sessions and fields[0] != "Z" and _works_in(pid, state):
                found.append(int(pid))
    return found


def end_leftovers(state, gently_s=10.0):
    """Ends what a killed supervisor left behind: TERM, then KILL. Returns how many there were.

    supervisord goes first, or it would start the others again.
    """
    pids = sorted(members(state))
    for number in (signal.SIGTERM, signal.SIGKILL):
        left = members(state)
        if not left:
            break
        for pid in sorted(left):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        probes.becomes_true(lambda: not members(state), gently_s)
    with contextlib.suppress(FileNotFoundError):
        (Path(state) / SESSION_FILE).unlink()
    return len(pids)


def started_at(pid):
    """Unix time of the process's start, or None when it is gone."""
    try:
        ticks = int(_stat(pid)[19])
        with open("/proc/uptime", encoding="ascii") as file:
            uptime = float(file.read().split()[0])
        return time.time() - uptime + ticks / _TICKS
    except OSError:
        return None


def resident_mb(pid):
    """Resident memory of a process and its children, in MB; 0 when it is gone."""
    total = 0
    for one in [pid, *children(pid)]:
        with contextlib.suppress(OSError), \
                open(f"/proc/{one}/status", encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    total += int(line.split()[1])
    return total / 1024


def children(pid):
    with contextlib.suppress(OSError), \
            open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(child) for child in file.read().split()]
    return []


def runs_other_file(pid, binary):
    """True when the process does not run what now stands at `binary`."""
    try:
        running, now = os.stat(f"/proc/{pid}/exe"), os.stat(binary)
        if (running.st_dev, running.st_ino) == (now.st_dev, now.st_ino):
            return False
        if os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)") == str(binary):
            return True
    except OSError:
        return False
    # A script runs as its interpreter: then only the file's age tells.
    began = started_at(pid)
    return began is not None and now.st_mtime > began
