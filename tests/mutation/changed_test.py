#!/usr/bin/env python3
"""What a change touched, and the whole tool on the mutants of those lines."""
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.pycache_prefix = str(ROOT / ".local" / "pycache")
import selection  # noqa: E402


class Repository(unittest.TestCase):
    """A repository of its own, with one commit on main."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "root"
        self.root.mkdir()
        self.git("init", "-q", "-b", "main")
        self.write("a.cpp", "1\n2\n3\n")
        self.commit("one")

    def git(self, *words):
        return subprocess.run(["git", "-C", self.root, "-c", "user.name=x", "-c", "user.email=x@x.test",
                               *words], check=True, capture_output=True, text=True).stdout.strip()

    def write(self, name, text):
        (self.root / name).write_text(text)

    def commit(self, name):
        self.git("add", ".")
        self.git("commit", "-qm", f"test: {name}")
        return self.git("rev-parse", "HEAD")

    def clone(self, *words):
        copy = self.root.parent / "copy"
        self.git("clone", "-q", *words, f"file://{self.root}", str(copy))
        return copy


class LastChange(Repository):
    def test_what_differs_from_a_commit_and_what_git_does_not_know(self):
        self.write("a.cpp", "1\n4\n3\n")
        self.write("b.cpp", "1\n")
        changed = selection.changed_since(self.root, "HEAD")
        self.assertEqual(changed["a.cpp"], {2})
        self.assertIn(1, changed["b.cpp"])

    def test_on_main_it_is_the_last_commit_and_what_is_not_committed(self):
        first = self.git("rev-parse", "HEAD")
        self.write("a.cpp", "4\n2\n3\n")
        self.commit("two")
        self.write("a.cpp", "4\n2\n5\n")
        self.assertEqual(selection.last_change(self.root), first)
        self.assertEqual(selection.changed_since(self.root, first), {"a.cpp": {1, 3}})

    def test_on_a_branch_it_is_all_since_main_was_left(self):
        left = self.git("rev-parse", "HEAD")
        self.git("checkout", "-qb", "work")
        for line in (4, 5):
            self.write("a.cpp", f"1\n2\n{line}\n")
            self.commit(str(line))
        self.git("checkout", "-q", "main")
        self.write("b.cpp", "1\n")
        self.commit("beside")
        self.git("checkout", "-q", "work")
        self.assertEqual(selection.last_change(self.root), left)
        self.assertEqual(selection.changed_since(self.root, left), {"a.cpp": {3}})

    def test_in_a_clone_of_one_branch_it_is_the_last_commit(self):
        self.git("checkout", "-qb", "work")
        before = self.git("rev-parse", "HEAD")
        self.write("a.cpp", "1\n2\n4\n")
        self.commit("two")
        self.assertEqual(selection.last_change(self.clone("--single-branch", "-b", "work")), before)

    def test_without_a_commit_before_there_is_nothing_to_compare_with(self):
        self.assertIsNone(selection.last_change(self.root))
        self.write("a.cpp", "4\n")
        self.commit("two")
        self.assertIsNone(selection.last_change(self.clone("--depth", "1")), "a shallow clone")
        self.assertIsNone(selection.last_change(self.root.parent), "no repository")

    def test_what_was_moved_to_another_file_is_not_changed(self):
        lines = [f"F({number});\n" for number in range(40)]
        self.write("a.cpp", "".join(lines))
        first = self.commit("whole")
        self.write("a.cpp", "".join(lines[:10]))
        self.write("b.cpp", "".join(lines[10:]) + "G(1);\n")
        self.commit("cut")
        self.assertEqual(selection.changed_since(self.root, first), {"b.cpp": {31}})


# A tree with one library and one unit test of it, so small that it is built in a second or two.
TREE = {
    "CMakeLists.txt": """
cmake_minimum_required(VERSION 3.25)
project(small CXX)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
add_subdirectory(libs/common)
add_subdirectory(tests/unit)
""",
    "libs/common/CMakeLists.txt": "add_library(common STATIC limit.cpp)\n",
    "libs/common/limit.cpp": "bool Less(int a) {\n  return a < 7;\n}\n",
    "tests/unit/CMakeLists.txt": "add_executable(libs_unit test.cpp)\n"
                                 "target_link_libraries(libs_unit PRIVATE common)\n",
    "tests/unit/test.cpp": "bool Less(int a);\nint main() { return Less(6) ? 0 : 1; }\n",
}
SURVIVES = "bool Less(int a) {\n  return a < 8;\n}\n"
# Beside it a daemon, and a contract suite that starts it and asks an engine.
SECOND = {
    "CMakeLists.txt": TREE["CMakeLists.txt"].replace("add_subdirectory(tests/unit)", """
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
add_subdirectory(tests/unit)
add_subdirectory(tests/contract)
"""),
    "tests/contract/CMakeLists.txt": "add_executable(daemon daemon.cpp)\n"
                                     "target_link_libraries(daemon PRIVATE common)\n"
                                     "add_executable(libs_contract test.cpp)\n"
                                     "add_dependencies(libs_contract daemon)\n",
    "tests/contract/daemon.cpp": "bool Less(int);\nint main() { return Less(7) && !Less(8) ? 0 : 1; }\n",
    "tests/contract/test.cpp": """#include <cstdlib>
#include <string>
int main() {
  if (std::getenv("ENGINE") == nullptr) return 1;
  return std::system((std::string(std::getenv("ERP_BIN_DIR")) + "/daemon").c_str()) == 0 ? 0 : 1;
}
""",
    "tests/run": "#!/bin/sh\necho \"export ENGINE='of its own'\"\n",
    "deploy/local/stack": "#!/bin/sh\necho \"$*\" >> \"$(dirname \"$0\")/calls\"\n",
}
PINNED = "bool Less(int a);\nint main() { return Less(7) && !Less(8) ? 0 : 1; }\n"


class ChangedLines(Repository):
    """The whole tool on what a commit changed, with the build that is there, as `make test` asks it."""

    def setUp(self):
        super().setUp()
        for name, text in TREE.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            self.write(name, text)
        tool = self.root / "tests" / "mutation"
        shutil.copytree(Path(__file__).resolve().parent, tool,
                        ignore=shutil.ignore_patterns("__pycache__"))
        (tool / "equivalents.txt").write_text("")
        self.write(".gitignore", "/build/\n")
        self.commit("tree")

    def asked(self, *more):
        build = self.root / "build"
        subprocess.run(["cmake", "-S", self.root, "-B", build, "-G", "Ninja",
                        "-DCMAKE_BUILD_TYPE=Release"], check=True, capture_output=True)
        subprocess.run(["ninja", "-C", build], check=True, capture_output=True)
        done = subprocess.run([self.root / "tests" / "mutation" / "mutate", "--changed", "--build",
                               build, "--least", "100", *more], check=False, capture_output=True,
                              text=True)
        return done.returncode, done.stdout + done.stderr

    def change(self, **texts):
        for name, text in texts.items():
            self.write({"limit": "libs/common/limit.cpp", "test": "tests/unit/test.cpp"}[name], text)
        self.commit("change")

    def test_a_mutant_of_a_changed_line_that_survives_is_a_failure(self):
        self.change(limit=SURVIVES)
        code, said = self.asked()
        self.assertEqual(code, 1, said)
        self.assertIn("survived: libs/common/limit.cpp:2 (operator: < -> <=)", said)
        self.assertIn("(seed 1)", said)

    def test_tests_that_notice_every_mutant_are_enough(self):
        self.change(limit=SURVIVES, test=PINNED)
        code, said = self.asked()
        self.assertEqual(code, 0, said)
        self.assertIn("2 of 2 killed", said)

    def test_a_judged_equivalent_is_no_survivor(self):
        self.write("tests/mutation/equivalents.txt", "".join(
            f"file: libs/common/limit.cpp\nline: return a < 8;\nchange: {change}\nwhy: so.\n\n"
            for change in ("< -> <=", "8 -> 9")))
        self.change(limit=SURVIVES)
        code, said = self.asked()
        self.assertEqual(code, 0, said)

    def test_where_no_such_line_changed_it_says_so(self):
        self.change(test=PINNED.replace("Less(7) && !Less(8)", "Less(5)"))
        code, said = self.asked()
        self.assertEqual(code, 0, said)
        self.assertIn("nothing to mutate in what differs from", said)

    def test_what_has_no_verdict_when_the_time_is_up_is_said_and_does_not_fail(self):
        self.change(limit=SURVIVES)
        code, said = self.asked("--within", "0")
        self.assertEqual(code, 0, said)
        self.assertIn("2 of 2 were not tried: the time is up", said)

    def test_the_next_layer_kills_what_unit_tests_leave_and_its_engines_are_stopped(self):
        for name, text in SECOND.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            self.write(name, text)
            (self.root / name).chmod(0o755)
        self.change(limit=SURVIVES)
        code, said = self.asked("--least", "0", "--layers", "unit,contract", "--least-all", "100")
        self.assertEqual(code, 0, said)
        self.assertIn("up to contract: 2 of 2 killed, 100.0 %; 2 by it (libs_contract 2)", said)
        calls = (self.root / "deploy" / "local" / "calls").read_text().splitlines()
        self.assertEqual([call.split()[0] for call in calls], ["reset", "up", "down"])
        code, said = self.asked("--least", "100", "--layers", "unit,contract")
        self.assertEqual(code, 1, "too few by unit tests alone: " + said)

    def test_a_unit_test_that_fails_by_itself_is_said(self):
        self.change(limit=SURVIVES, test="int main() { return 1; }\nbool Less(int);\n"
                                         "bool used = Less(1);\n")
        code, said = self.asked()
        self.assertEqual(code, 2, said)
        self.assertIn("libs_unit fails without any change", said)


if __name__ == "__main__":
    unittest.main()
