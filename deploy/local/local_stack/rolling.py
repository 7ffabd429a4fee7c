"""Restarting replicas one after the other, so that somebody serves all the time."""

from local_stack import probes
from local_stack.console import Failure
from local_stack.daemons import DAEMONS
from local_stack.programs import Managed
from local_stack.supervision import Supervisor

READY_WITHIN_S = 60


def managed(layout, replica):
    return Managed(layout, replica.program(layout), replica.listeners(),
                   layout.binary(replica.daemon.name))


def wait_ready(layout, replica, program, cancelled=None):
    """Returns when /readyz says so; raises what it waits for when that takes too long, and at
    once when the program has died."""
    why = [""]

    def is_ready():
        program.alive()
        ok, why[0] = probes.ready(layout.ports[f"{replica.name}-operator"])
        return ok

    try:
        probes.wait_until(is_ready, READY_WITHIN_S, f"{replica.name} was not ready", cancelled)
    except Failure as failure:
        if why[0] and failure.log is None:
            raise Failure(f"{failure}: {why[0]}",
                          layout.shown(layout.log(replica.name))) from failure
        raise


def restart(layout, replica, program, console, cancelled=None, why=""):
    """Asks it to end, waits until it is gone, starts it, waits until it is ready."""
    console.step(replica.name, f"starting again: {why}" if why else "starting again")
    program.stop()
    program.start()
    wait_ready(layout, replica, program, cancelled)
    console.step(replica.name, f"ready on port {layout.ports[replica.name]}")


def restart_all(layout, console):
    """Every replica of every daemon in turn. The first that does not become ready ends it: the
    others go on as they were."""
    if not Supervisor(layout).answers():
        raise Failure("nothing runs: make up")
    replicas = [replica for daemon in DAEMONS for replica in daemon.replicas(layout)]
    for replica in replicas:
        probes.wait_until(
            lambda port=layout.ports[f"{replica.name}-operator"]: probes.ready(port)[0],
            READY_WITHIN_S, f"nothing was restarted: {replica.name} was not ready")
    for replica in replicas:
        restart(layout, replica, managed(layout, replica), console)
