#!/usr/bin/env python3
"""A run of the tests that hangs ends, says what has failed and stops what was started: tests/run in a
tree of its own, with planted tests and a stack that only writes down what it is asked for."""
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STACK = """#!/bin/sh
echo "$1" >> "$(dirname "$0")/asked"
[ "$1" != up ] || echo '{"MYSQL_HOST": "", "MYSQL_PORT": "", "MYSQL_TESTS_USER": "",
  "MYSQL_TESTS_PASSWORD": "",
  "MONGO_URI": "", "REDIS_URL": "", "KAFKA_BROKERS": "", "KAFKA_USER": "",
  "KAFKA_PASSWORD": ""}' > "$3/env.json"
"""
PLANTED = """
import signal
import subprocess
import time

import pytest


@pytest.fixture
def started():
    process = subprocess.Popen(["sleep", "1000"])
    with open(__file__ + ".pid", "w", encoding="ascii") as file:
        file.write(str(process.pid))
    yield
    process.kill()
    process.wait()
    with open(__file__ + ".stopped", "w", encoding="ascii"):
        pass


"""
HANGS = """def test_hangs(started):
    time.sleep(1000)
"""
PASSES = """

def test_passes():
    pass
"""


def runs(pid):
    """One that has ended and that nobody has asked after yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Limits(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name in ("tests/system", "tests/hostile", "deploy/local", ".local/tools", ".local/test",
                     "build"):
            (self.root / name).mkdir(parents=True)
        (self.root / ".local/tools/venv").symlink_to(ROOT / ".local/tools/venv")
        (self.root / "build/CTestTestfile.cmake").touch()
        stack = self.root / "deploy/local/stack"
        stack.write_text(STACK, encoding="utf-8")
        stack.chmod(0o755)
        shutil.copy(ROOT / "tests/conftest.py", self.root / "tests")
        self.copy("pytest.ini", r"(?m)^timeout = \d+$", "timeout = 2")
        self.copy("run", r"(?m)^ENDING = \d+", "ENDING = 2")

    def copy(self, name, what, by):
        """With a shorter time in it, so that nobody waits."""
        text, times = re.subn(what, by, (ROOT / "tests" / name).read_text(encoding="utf-8"))
        self.assertEqual(times, 1, name)
        (self.root / "tests" / name).write_text(text, encoding="utf-8")

    def run_with(self, test, *options):
        """What a run with this test said, which has stopped its stack and the test's process."""
        self.planted = self.root / "tests/system/test_planted.py"
        self.planted.write_text(PLANTED + test, encoding="utf-8")
        command = [sys.executable, self.root / "tests/run", "--only", "system", *options]
        # Of a test run that this may be a part of, nothing is used.
        env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False,
                              env=env)
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, 1, said)
        asked = (self.root / "deploy/local/asked").read_text(encoding="ascii").split()
        # The test stack comes up again, with other settings, before the hostile tests.
        once = [verb for verb, _ in itertools.groupby(asked)]
        self.assertEqual(once, ["reset", "up", "down"], said)
        pid = Path(f"{self.planted}.pid").read_text(encoding="ascii")
        deadline = time.monotonic() + 30
        while runs(pid):  # a killed process goes a moment after the signal
            self.assertLess(time.monotonic(), deadline, said)
            time.sleep(0.02)
        return done.stdout

    def stopped_by_its_fixture(self):
        return Path(f"{self.planted}.stopped").exists()

    def test_a_test_that_hangs_has_failed_and_the_others_go_on(self):
        said = self.run_with(HANGS + PASSES)
        self.assertEqual(said.splitlines()[-1], "1 passed, 1 failed", said)
        self.assertIn("Timeout (>2.0s)", said)
        self.assertTrue(self.stopped_by_its_fixture(), said)

    def test_a_part_that_hangs_is_interrupted(self):
        said = self.run_with("@pytest.mark.timeout(0)\n" + HANGS, "--limit", "8")
        self.assertRegex(said.splitlines()[-1], "^[0-9]+ passed, 1 failed$", said)
        self.assertIn("ended: not over in 8.0 s", said)
        self.assertTrue(self.stopped_by_its_fixture(), said)

    def test_a_part_that_cannot_be_interrupted_is_killed_with_what_it_started(self):
        deaf = "@pytest.mark.timeout(0)\n" + HANGS.replace(
            "    time", "    signal.signal(signal.SIGINT, signal.SIG_IGN)\n    time")
        said = self.run_with(deaf, "--limit", "8")
        self.assertEqual(said.splitlines()[-1], "0 passed, 1 failed", said)
        self.assertFalse(self.stopped_by_its_fixture(), said)


if __name__ == "__main__":
    unittest.main()
