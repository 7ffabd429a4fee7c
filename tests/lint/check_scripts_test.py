"""The check of scripts must be able to fail: what is planted in a tiny tree is found."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECK = Path(__file__).resolve().with_name("check_scripts.py")
PYTHON = '"""Says one."""\nprint(1)\n'
SHELL = '#!/bin/sh\necho "$1"\n'


class Scripts(unittest.TestCase):
    def found(self, files):
        with tempfile.TemporaryDirectory() as root:
            subprocess.run(["git", "init", "-q", root], check=True)
            for name, text in files.items():
                Path(root, name).write_text(text, encoding="utf-8")
                if text.startswith("#!"):
                    Path(root, name).chmod(0o755)
            done = subprocess.run([sys.executable, CHECK, root], capture_output=True, text=True,
                                  check=False)
        return done.returncode, done.stdout + done.stderr

    def test_what_is_right_passes(self):
        code, said = self.found({"a.py": PYTHON, "b": "#!/usr/bin/python3\n" + PYTHON, "c.sh": SHELL,
                                 "d": SHELL.replace("/bin/sh", "/usr/bin/env bash")})
        self.assertEqual((code, said),
                         (0, "the 2 Python files fit\nthe 2 shell files fit\n"))

    def test_each_kind_of_file_is_looked_at(self):
        for name, text, rule in (
                ("a.py", "import os\n", "F401"),
                ("a", "#!/usr/bin/env python3\nimport os\n", "F401"),
                ("a.sh", "#!/bin/sh\necho $1\n", "SC2086"),
                ("a", "#!/bin/bash\necho $1\n", "SC2086"),
                ("a", "#!/usr/bin/env -S bash -eu\necho $1\n", "SC2086")):
            with self.subTest(name=name, text=text):
                code, said = self.found({name: text})
                self.assertNotEqual(code, 0)
                self.assertIn(rule, said)

    def test_what_is_no_script_is_left_alone(self):
        self.assertEqual(self.found({"a.md": "#!/bin/sh\necho $1\n", "b": "import os\n"}), (0, ""))


if __name__ == "__main__":
    unittest.main()
