"""One run of approval_load: started, watched at the end of its schedule, waited for."""

import contextlib
import json
import subprocess
import tempfile
import time
from pathlib import Path


class Loader:
    """`window`: when the schedule is measured, in seconds of time.monotonic()."""

    def __init__(self, system, direct, arguments):
        self._folder = tempfile.TemporaryDirectory()
        self._report = Path(self._folder.name, "report.json")
        self._timeline = Path(self._folder.name, "timeline")
        command = [system.build / "bin" / "approval_load", *system.targets(direct),
                   *map(str, arguments), *self._tokens(system),
                   "--json", self._report, "--timeline", self._timeline]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = self._process.stdout.readline().split()
        if line[:1] != ["schedule"]:
            raise RuntimeError(f"approval_load ended with {self._process.wait()}")
        self.window = float(line[1]), float(line[2])

    def _tokens(self, system):
        if system.accounts is None:
            return []
        path = Path(self._folder.name, "tokens")
        system.accounts.write(path)
        return ["--tokens", path]

    def wait_until(self, moment):
        """Until then, or until the loader has ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, moment - time.monotonic()))

    def finish(self):
        """Waits for its end: (report, [[due, created, decided, shown], …]), None for never."""
        self._process.communicate()
        if self._process.returncode == 2 or not self._report.exists():
            raise RuntimeError(f"approval_load ended with {self._process.returncode}")
        report = json.loads(self._report.read_text(encoding="utf-8"))
        with open(self._timeline, encoding="ascii") as file:
            courses = [[None if field == "-" else float(field) for field in line.split()]
                       for line in file]
        self._folder.cleanup()
        return report, courses

    def end(self):
        """For a caller that gives up."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
