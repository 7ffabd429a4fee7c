"""What is acknowledged and not done yet: entries in the outboxes, records not consumed.

Outbox figures are the relays' own gauges, at most 2 s old. Lag is end minus committed offsets;
groups commit once a second, so under load it holds up to one second's records of work that is
done: what counts is that it is 0 after the drain.
"""

import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request

from local_stack import probes
from local_stack.console import Failure

SAMPLE = re.compile(r"^outbox_backlog_(entries|oldest_seconds)(?:\{.*\})? (\S+)$")


def total(reading):
    """Everything that is left; None when the brokers did not answer."""
    lags = reading["lag"].values()
    if any(lag is None for lag in lags):
        return None
    return sum(reading["outbox"].values()) + sum(lags)


class Backlog:
    """Not shared between threads. close() at the end."""

    def __init__(self, system):
        self._operators = list(system.operators())
        brokers = system.environment.get("KAFKA_BROKERS")
        self._lag = None
        if brokers:
            self._lag = subprocess.Popen([system.build / "bin" / "group_lag", brokers], text=True,
                                         env=os.environ | system.environment,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def close(self):
        if self._lag:
            self._lag.stdin.close()
            self._lag.wait()

    def read(self):
        return {"outbox": {name: round(value) for name, value in self._gauge("entries").items()},
                "lag": self._ask()}

    def oldest(self):
        """Age in seconds of the oldest outbox entry anywhere."""
        return max(self._gauge("oldest_seconds").values(), default=0.0)

    def drained(self, within_s):
        """(the last reading, seconds until nothing was left or None)."""
        began, reading = time.monotonic(), {}

        def empty():
            nonlocal reading
            reading = self.read()
            return total(reading) == 0

        try:
            probes.wait_until(empty, within_s, "not drained", pause_s=0.1)
        except Failure:
            return reading, None
        return reading, round(time.monotonic() - began, 2)

    def _gauge(self, wanted):
        found = {}
        for daemon, address in self._operators:
            try:
                with urllib.request.urlopen(f"{address}/metrics", timeout=5) as answer:
                    text = answer.read().decode()
            except (urllib.error.URLError, OSError):
                continue  # it is away: the caller asks again
            for kind, value in (match.groups() for match in map(SAMPLE.match, text.splitlines())
                                if match):
                if kind == wanted:
                    found[daemon] = max(found.get(daemon, 0.0), float(value))
        return found

    def _ask(self):
        if not self._lag:
            return {}
        self._lag.stdin.write("\n")
        self._lag.stdin.flush()
        for line in self._lag.stdout:
            if line.startswith('{"approval-requests"'):  # the rest is log
                return json.loads(line)
        raise RuntimeError("group_lag ended")
