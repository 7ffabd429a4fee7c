"""docs/generate must notice when what it makes is not what stands in the tree."""
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


class Generated(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.page = self.root / "docs" / "configuration.md"
        self.map = self.root / "services" / "gateway" / "errors.conf.template"
        self.problem = self.root / "docs" / "errors" / "not-open.md"
        for path in (self.map, self.problem):
            path.parent.mkdir(parents=True)
        self.problem.write_text("# It isn't open\n\n{\"a\": 1}\n", encoding="utf-8")
        for number, name in enumerate(DAEMONS, 1):
            self.daemon(name, HELP.format(name=name, port=number) + (OWN if number == 1 else ""))

    def daemon(self, name, text):
        path = self.root / name
        path.write_text(f"#!/bin/sh\ncat <<'END'\n{text}END\n", encoding="utf-8")
        path.chmod(0o755)

    def generate(self, *arguments):
        return subprocess.run(
            [sys.executable, GENERATE, "--bin", self.root, "--root", self.root, *arguments],
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

    def test_a_problem_becomes_a_text_of_the_gateway(self):
        self.generate()
        self.assertTrue(self.map.read_text(encoding="utf-8").endswith(
            "    default \"\";\n    /errors/not-open '# It isn\\'t open\n\n{\"a\": 1}\n';\n}\n"))
        self.problem.write_text("# Another\n", encoding="utf-8")
        self.assertIn("Another", self.generate("--check").stdout)

    def test_a_variable_of_the_gateway_is_an_error(self):
        self.problem.write_text("# $uri\n", encoding="utf-8")
        self.assertIn("has a $", self.generate().stderr)

    def test_a_row_that_cannot_be_read_is_an_error(self):
        self.daemon("employee", HELP.format(name="employee", port=1) + "  OTHER what (x)\n")
        self.assertNotEqual(self.generate().returncode, 0)

    def test_a_daemon_that_is_not_built_is_an_error(self):
        (self.root / "employee").unlink()
        self.assertIn("employee not built", self.generate().stderr)


if __name__ == "__main__":
    unittest.main()
