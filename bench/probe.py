"""How fast the bare machine is just now: three figures that tell a slow system from a slow machine.

Virtual machines share their host: the same build has been a third slower on another hour of the
same day. Compare results only where these agree.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path

PLACE = Path(__file__).resolve().parents[1] / ".local"


def measure():
    """{"loopMs", "wakeUs", "fsyncMs"}: medians, in about two seconds."""
    return {"loopMs": _median(_loop, 15, 1e3), "wakeUs": _wake(), "fsyncMs": _fsync()}


def headline(found):
    return (f"bare machine: fixed loop {found['loopMs']:g} ms, wake-up of another process"
            f" {found['wakeUs']:g} us, fdatasync of 4 KiB {found['fsyncMs']:g} ms (medians)")


def _median(work, times, scale):
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return round(statistics.median(took) * scale, 2)


def _loop():
    total = 0
    for number in range(1_000_000):
        total += number


def _wake():
    """There and back through two pipes, halved."""
    (hear, call), (hear_back, call_back) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.close(call)
        while os.read(hear, 1):
            os.write(call_back, b"x")
        os._exit(0)
    os.close(hear)

    def there_and_back():
        os.write(call, b"x")
        os.read(hear_back, 1)

    try:
        return _median(there_and_back, 5000, 1e6 / 2)
    finally:
        for end in (call, call_back, hear_back):
            os.close(end)
        os.waitpid(child, 0)


def _fsync():
    PLACE.mkdir(exist_ok=True)
    with tempfile.TemporaryFile(dir=PLACE) as file:
        def append():
            os.write(file.fileno(), b"x" * 4096)
            os.fdatasync(file.fileno())
        return _median(append, 500, 1e3)
