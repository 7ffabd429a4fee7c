"""The machine that figures were measured on, and what else it did meanwhile."""

import os
import platform
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def describe():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":", 1)[1].strip() for line in file
                      if line.startswith("model name")), "unknown")
    with open("/proc/meminfo", encoding="ascii") as file:
        kib = int(file.readline().split()[1])
    return {"cpu": model, "cores": os.cpu_count(), "memoryGiB": round(kib / 2**20, 1),
            "kernel": platform.release()}


def headline(known):
    return (f"{known['cpu']}, {known['cores']} cores, {known['memoryGiB']:g} GiB,"
            f" kernel {known['kernel']}; loader, engines and daemons share them")


class Noise:
    """How busy the whole machine is, from construction to read()."""

    def __init__(self):
        self._began, self._before = time.monotonic(), _cpu_times()

    def read(self):
        busy, idle, stolen = (late - early for late, early in zip(
            _cpu_times(), self._before, strict=True))
        total = busy + idle + stolen or 1
        return {"busyPercent": round(100 * busy / total, 1),
                "stealPercent": round(100 * stolen / total, 1), "loadavg": os.getloadavg()[0]}

    def seconds(self):
        return time.monotonic() - self._began


def _cpu_times():
    """(busy, idle, stolen) seconds of all cores since the start of the machine."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, idle, iowait, irq, softirq, steal = (
            int(field) / TICK for field in file.readline().split()[1:9])
    return user + nice + system + irq + softirq, idle + iowait, steal


def process_times():
    """(CPU seconds so far, parent) by pid."""
    times = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = Path("/proc", pid, "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # ended meanwhile
        fields = stat[stat.rindex(")") + 2:].split()
        times[int(pid)] = (int(fields[11]) + int(fields[12])) / TICK, int(fields[1])
    return times


def cores_used(programs, before, after, wall):
    """Cores used by each program of the system, its children included."""
    names = {row["pid"]: row["name"] for row in programs if row["pid"]}
    cores = dict.fromkeys(names.values(), 0.0)
    for pid, (seconds, parent) in after.items():
        name = names.get(pid) or names.get(parent)
        if name:
            cores[name] += (seconds - before.get(pid, (0, 0))[0]) / wall
    return {name: round(value, 3) for name, value in cores.items()}


def resident_mb(pid):
    """0 when it is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            return next((round(int(line.split()[1]) / 1024, 1) for line in file
                         if line.startswith("VmRSS:")), 0)
    except OSError:
        return 0
