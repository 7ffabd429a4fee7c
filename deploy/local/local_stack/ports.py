"""The port table, and who holds a port that should be free."""

import errno
import os
import socket

from local_stack.console import Failure
from local_stack.manifests import MANIFESTS

# Listeners of the engines, the gateway and each daemon's first replica, before PORT_OFFSET is
# added; all on 127.0.0.1.
BASE = {
    "gateway": 8080,
    **{name: port for manifest in MANIFESTS for name, port in manifest.listeners.items()},
    "mariadb": 13306,
    "redis": 16379,
    "mongodb": 17117,
    "kafka": 19092,
    "kafka-controller": 19093,
}

# Replica k of a daemon listens this much times (k - 1) above its first.
REPLICA_STEP = 20
MOST_REPLICAS = 4

# From here on the kernel hands out ports for outgoing connections: a listener may find its
# port taken by one.
FIRST_EPHEMERAL = 32768


def replica_name(daemon, replica):
    """The first replica has the daemon's own name, so that it keeps it whatever the number is."""
    return daemon if replica == 1 else f"{daemon}-{replica}"


def table(offset, replicas=1):
    """Port by listener name for one PORT_OFFSET."""
    highest = FIRST_EPHEMERAL - 1 - max(BASE.values())
    if not 0 <= offset <= highest:
        raise Failure(f"PORT_OFFSET must lie between 0 and {highest}, not {offset}")
    ports = dict(BASE)
    for manifest in MANIFESTS:
        for replica in range(2, replicas + 1):
            name = replica_name(manifest.name, replica)
            for listener, port in manifest.listeners.items():
                suffix = listener.removeprefix(manifest.name)
                ports[name + suffix] = port + REPLICA_STEP * (replica - 1)
    return {name: port + offset for name, port in ports.items()}


def is_free(port):
    """True when 127.0.0.1:port can be listened on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            return True
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return False


def holder(port):
    """Who listens on the port, as far as this user may see: "nginx (pid 12)" or ""."""
    inodes, owner = _listening_inodes(port)
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            for fd in os.listdir(f"/proc/{pid}/fd"):
                target = os.readlink(f"/proc/{pid}/fd/{fd}")
                if target.startswith("socket:[") and target[8:-1] in inodes:
                    with open(f"/proc/{pid}/comm", encoding="utf-8") as comm:
                        return f"{comm.read().strip()} (pid {pid})"
        except OSError:
            continue  # ended meanwhile, or another user's
    return f"a process of user id {owner}" if owner is not None else ""


def _listening_inodes(port):
    listen_state = "0A"
    inodes, owner = set(), None
    for table_file in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table_file, encoding="ascii") as rows:
                next(rows)
                for row in rows:
                    fields = row.split()
                    if fields[3] == listen_state and int(fields[1].split(":")[1], 16) == port:
                        inodes.add(fields[9])
                        owner = int(fields[7])
        except OSError:
            continue
    return inodes, owner


def require_free(wanted):
    """`wanted`: listener name -> port. Raises naming every port that is taken and by whom."""
    taken = []
    for name, port in wanted.items():
        if not is_free(port):
            by = holder(port)
            taken.append(f"port {port} ({name}) is in use" + (f" by {by}" if by else ""))
    if taken:
        raise Failure("; ".join(taken) + ": free it or choose another PORT_OFFSET")
