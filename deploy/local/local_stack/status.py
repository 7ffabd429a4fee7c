"""The table of `make status`: what runs, where, ready or not, restarts, age, memory."""

import time

from local_stack import accounts, gateway, probes, processes
from local_stack.broker import Kafka
from local_stack.daemons import DAEMONS
from local_stack.engines import MariaDb, MongoDb, Redis
from local_stack.programs import starts
from local_stack.supervision import Supervisor

HEADER = ("name", "port", "pid", "state", "restarts", "uptime", "memory")


def rows(layout):
    """One dict per program, in start order."""
    states = Supervisor(layout).states()
    orphans = not states and bool(processes.members(layout.state))
    p = layout.ports
    checks = {
        MariaDb.name: lambda: _answer(probes.accepts(p["mariadb"])),
        Redis.name: lambda: _answer(probes.redis_answers(
            p["redis"], *accounts.administrator(layout, "redis"), layout.ca)),
        MongoDb.name: lambda: _answer(probes.accepts(p["mongodb"])),
        Kafka.name: lambda: _answer(probes.kafka_answers(
            p["kafka"], *accounts.administrator(layout, "kafka"), layout.ca)),
        gateway.NAME: lambda: _answer(probes.http_get(p["gateway"], "/", ca=layout.ca) is not None),
    }
    for replica in (replica for daemon in DAEMONS for replica in daemon.replicas(layout)):
        port = p[f"{replica.name}-operator"]
        checks[replica.name] = lambda port=port: probes.ready(port)
    found = [_row(layout, name, check, states.get(name)) for name, check in checks.items()]
    if orphans:
        for row in found:
            row["state"] = "unsupervised (the supervisor is gone): make up mends it"
    return found


def _answer(answered):
    return (answered, "" if answered else "does not answer")


def _row(layout, name, check, state):
    row = {"name": name, "port": layout.ports[name], "pid": None, "state": "stopped",
           "ready": False, "restarts": max(0, len(starts(layout, name)) - 1),
           "uptime_s": None, "memory_mb": None}
    if state is None or state["statename"] in ("STOPPED", "FATAL", "EXITED"):
        row["restarts"] = 0
        return row
    if state["statename"] == "BACKOFF" or not state["pid"]:
        row["state"] = "crash loop: " + layout.shown(layout.log(name))
        return row
    row["ready"], why = check()
    if row["ready"]:
        row["state"] = f"ready, {why}" if why else "ready"
    else:
        row["state"] = f"not ready: {why}"
    row["pid"] = state["pid"]
    began = processes.started_at(state["pid"])
    row["uptime_s"] = round(time.time() - began, 1) if began else None
    row["memory_mb"] = round(processes.resident_mb(state["pid"]), 1)
    return row


def table(found):
    lines = [HEADER, *((row["name"], str(row["port"]), str(row["pid"] or "-"), row["state"],
                        str(row["restarts"]), _age(row["uptime_s"]),
                        f"{row['memory_mb']:.0f} MB" if row["memory_mb"] is not None else "-")
                       for row in found)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines)


def _age(seconds):
    if seconds is None:
        return "-"
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
