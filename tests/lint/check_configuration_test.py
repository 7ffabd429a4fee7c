#!/usr/bin/env python3
"""docs/generate must notice when what a daemon prints and docs/configuration.md differ."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

GENERATE = Path(__file__).resolve().parents[2] / "docs" / "generate"
DAEMONS = ("employee", "approval-request", "approval-processing", "notification")
HELP = """{name} 0.1.0: something
Configuration is read from the environment:

  MODE (one|two, default one)
      How it works.
  PORT (1..65535, default {port})
      Where it listens.
"""
OWN = """  URL (text, required)
      Where the store is: a|b.
  NAME (text, default empty)
      What it is called.
"""


class Configuration(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.page = self.root / "configuration.md"
        for number, name in enumerate(DAEMONS, 1):
            self.daemon(name, HELP.format(name=name, port=number) + (OWN if number == 1 else ""))

    def daemon(self, name, text):
        path = self.root / name
        path.write_text(f"#!/bin/sh\ncat <<'END'\n{text}END\n", encoding="utf-8")
        path.chmod(0o755)

    def generate(self, *arguments):
        return subprocess.run([sys.executable, GENERATE, "--bin", self.root, *arguments, self.page],
                              capture_output=True, text=True, check=False)

    def test_every_setting_stands_once(self):
        self.assertEqual(self.generate().returncode, 0)
        rows = [line for line in self.page.read_text(encoding="utf-8").splitlines()
                if line.startswith("| `")]
        self.assertEqual(rows, [
            "| `MODE` | `one`, `two` | `one` | How it works. |",
            "| `PORT` | 1..65535 | `1`, `2`, `3`, `4` | Where it listens. |",
            "| `URL` | text | required | Where the store is: a\\|b. |",
            "| `NAME` | text | empty | What it is called. |"])
        self.assertEqual(self.generate("--check").returncode, 0)

    def test_a_changed_default_is_noticed(self):
        self.generate()
        before = self.page.read_text(encoding="utf-8")
        self.daemon("notification", HELP.format(name="notification", port=5))
        checked = self.generate("--check")
        self.assertEqual(checked.returncode, 1)
        self.assertIn("`5` | Where it listens.", checked.stdout)
        self.assertEqual(self.page.read_text(encoding="utf-8"), before)

    def test_a_missing_page_is_noticed(self):
        self.assertEqual(self.generate("--check").returncode, 1)

    def test_a_row_that_cannot_be_read_is_an_error(self):
        self.daemon("employee", HELP.format(name="employee", port=1) + "  OTHER what (x)\n")
        self.assertNotEqual(self.generate().returncode, 0)

    def test_a_daemon_that_is_not_built_is_an_error(self):
        (self.root / "employee").unlink()
        self.assertIn("employee not built", self.generate().stderr)


if __name__ == "__main__":
    unittest.main()
