"""make tidy must be able to fail: a member used without its mutex, a value used after its move."""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TIDY = ROOT / "tests" / "lint" / "tidy.py"
SOURCE = """#include <string>
#include <utility>
#include <vector>

#include "common/thread_annotations.h"

class Names {{
 public:
  void Add(std::string name) {{
    {lock}
    names_.push_back(std::move(name));
    {after}
  }}

 private:
  erp::Mutex mutex_;
  std::vector<std::string> names_ ERP_GUARDED_BY(mutex_);
}};

void Use(Names& names) {{ names.Add("one"); }}
"""
LOCK = "const erp::MutexLock lock(mutex_);"


class Tidy(unittest.TestCase):
    def found(self, lock=LOCK, after=""):
        """Of one file; below the tree, where .clang-tidy is found."""
        scratch = ROOT / ".local"
        scratch.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            file = Path(folder) / "names.cpp"
            file.write_text(SOURCE.format(lock=lock, after=after), encoding="utf-8")
            database = Path(folder) / "compile_commands.json"
            database.write_text(json.dumps([{
                "directory": folder, "file": str(file),
                "command": f"/usr/bin/c++ -I{ROOT}/libs -std=c++20 -o x.o -c {file}"}]),
                encoding="utf-8")
            done = subprocess.run([sys.executable, TIDY, "--all", "--build", folder],
                                  capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_what_is_right_passes(self):
        code, said = self.found()
        self.assertEqual((code, "1 files, 0 with faults" in said), (0, True), said)

    def test_a_member_without_its_mutex_is_found(self):
        code, said = self.found(lock="")
        self.assertEqual(code, 1)
        self.assertIn("requires holding mutex 'mutex_'", said)

    def test_what_clang_tidy_finds_is_found(self):
        code, said = self.found(after="if (name.empty()) names_.pop_back();")
        self.assertEqual(code, 1)
        self.assertIn("bugprone-use-after-move", said)


if __name__ == "__main__":
    unittest.main()
