"""Stops a stack: gateway, then daemons, then engines, then the supervisor; then by force."""

import contextlib
import shutil

from local_stack import probes, processes
from local_stack.console import Failure
from local_stack.daemons import POSSIBLE
from local_stack.layout import DATA_PARTS, MARK
from local_stack.supervision import SOCKET, Supervisor

# Who is asked to stop together. A daemon gets 15 s to finish its work, the supervisor kills
# after 20.
ORDER = (("gateway",),
         POSSIBLE,
         ("mariadb", "redis", "mongodb", "kafka"))


def stop_everything(layout, console=None):
    """Ends every process of the stack. Returns how many there were; works on any half-state."""
    before = len(processes.members(layout.state))
    supervisor = Supervisor(layout)
    if supervisor.answers():
        for names in ORDER:
            stopped = supervisor.stop_and_wait(names, 25)
            if stopped and console:
                console.step("stopped", ", ".join(stopped))
        supervisor.shut_down()
        _wait_for_end(layout)
    processes.end_leftovers(layout.state)
    for name in (SOCKET, "supervisord.pid"):
        with contextlib.suppress(FileNotFoundError):
            (layout.state / name).unlink()
    left = processes.members(layout.state)
    if left:
        raise Failure(f"processes that did not end: {', '.join(map(str, left))}")
    return before


def _wait_for_end(layout):
    probes.becomes_true(lambda: not processes.members(layout.state), 10, pause_s=0.02)


def wipe(layout):
    """Removes everything a stack keeps, and nothing that is not its own."""
    if not (layout.state / MARK).exists():
        return
    for part in DATA_PARTS:
        path = layout.state / part
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
