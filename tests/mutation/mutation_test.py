#!/usr/bin/env python3
"""The mutation tool: what it changes and what it leaves, the judged equivalents, the choice of lines."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[2]
sys.pycache_prefix = str(ROOT / ".local" / "pycache")
import equivalents  # noqa: E402
import mutators  # noqa: E402
import program  # noqa: E402
import report  # noqa: E402
import selection  # noqa: E402
import trial  # noqa: E402


def changes(body, kind=None):
    """The changes in the body of a function, as texts."""
    source = f"namespace erp {{\nint F() {{\n{body}\n}}\n}}\n"
    return [mutant.change for mutant in mutators.mutants("a.cpp", source)
            if kind in (None, mutant.kind)]


class Operators(unittest.TestCase):
    def test_every_binary_operator_has_its_counterpart(self):
        for before, after in mutators.BINARY.items():
            self.assertEqual(changes(f"return a {before} b;", "operator"), [f"{before} -> {after}"])

    def test_templates_references_pointers_and_declared_operators_are_left(self):
        for body in ("std::vector<int> x;", "auto&& x = F();", "T* x = &y;", "Map<int, Set<int>> x;",
                     "bool operator== (const A& a);"):
            self.assertEqual(changes(body, "operator"), [], body)

    def test_a_negation_is_dropped_and_an_inequality_is_none(self):
        self.assertEqual(changes("return !a;", "operator"), ["! -> nothing"])
        self.assertEqual(changes("return a != b;", "operator"), ["!= -> =="])

    def test_steps_are_turned_round(self):
        self.assertEqual(changes("return ++a;", "operator"), ["++ -> --"])
        self.assertEqual(changes("return a--;", "operator"), ["-- -> ++"])

    def test_sums_of_texts_and_what_stands_in_texts_and_comments_are_left(self):
        for body in ('return "a < b" + c;', 'return c + "x";', "// a < b && 1\n", "/* a < b */",
                     'return R"(a < b)";', "return ' ';", "#if A < 1\n#endif\n"):
            self.assertEqual(changes(body), [], body)


class Constants(unittest.TestCase):
    def test_numbers_become_one_more_and_one_becomes_nothing(self):
        for before, after in {"0": "1", "1": "0", "2": "3", "200'000": "200001", "0x1F": "32",
                              "7U": "8U", "010": "9"}.items():
            self.assertEqual(changes(f"return {before};", "constant"), [f"{before} -> {after}"])

    def test_fractions_are_left(self):
        self.assertEqual(changes("return 0.5;"), [])
        self.assertEqual(changes("return 1e-3;"), [])

    def test_truth_is_turned_round(self):
        self.assertEqual(changes("return true;", "constant"), ["true -> false"])

    def test_lengths_of_time_are_left(self):
        for body in ("return std::chrono::milliseconds(500);", "return seconds{5};",
                     "constexpr std::chrono::seconds kWait{60};"):
            self.assertEqual(changes(body, "constant"), [], body)


class Conditions(unittest.TestCase):
    def test_a_guard_is_dropped_and_a_plain_one_also_forced(self):
        self.assertEqual(changes("if (a) return b;", "condition"), ["a -> false", "a -> true"])
        self.assertEqual(changes("if (a && b) return c;", "condition"), ["a && b -> false"])

    def test_a_loop_is_only_left_out(self):
        self.assertEqual(changes("while (a) return b;", "condition"), ["a -> false"])
        self.assertEqual(changes("while (true) return b;", "condition"), [])

    def test_a_declaration_stays_and_what_is_asked_of_it_does_not(self):
        self.assertEqual(changes("if (const auto a = F()) return b;", "condition"), [])
        self.assertEqual(changes("if (const auto a = F(); !a) return b;", "condition"), ["!a -> false"])


class Statements(unittest.TestCase):
    def test_calls_and_assignments_are_left_out(self):
        for body in ("F(a)", "a.b->c(d)", "a = b", "a += b", "++a", "a[1] = b", "erp::F(a)", "break",
                     'throw Error("x")', "(void)F()"):
            self.assertEqual(changes(f"{body};", "statement"), [f"{body} -> nothing"], body)

    def test_declarations_and_returns_stay(self):
        for body in ("int a = 1", "const auto a = F()", "std::vector<int> a(3)", "Lock lock(mutex_)",
                     "return a", "using A = B", "A& a = b", "a::b c{1}"):
            self.assertEqual(changes(f"{body};", "statement"), [], body)

    def test_members_and_what_stands_outside_functions_stay(self):
        source = "namespace erp {\nF(a);\nstruct A {\nB(c);\n};\n}\n"
        self.assertEqual(mutators.mutants("a.cpp", source), [])

    def test_logs_and_reserved_memory_are_left_with_the_condition_that_is_only_for_them(self):
        for body in ('log::Warn("x", {{"a", b + 1}});', "a.reserve(b + 1);",
                     'if (a > 1) {\nlog::Warn("x", {});\n}', 'if (a > 1) log::Warn("x", {});'):
            self.assertEqual(changes(body), [], body)
        self.assertIn("a > 1 -> false", changes('if (a > 1) {\nlog::Warn("x", {});\nF(a);\n}'))
        self.assertIn("a > 1 -> false", changes('if (a > 1) {\nlog::Warn("x");\n} else {\nF(a);\n}'))


    def test_the_capacity_of_a_text_buffer_is_left(self):
        self.assertEqual(changes("std::array<char, 32> text{};"), [])
        self.assertEqual(changes("std::array<int, 3> counts{};", "constant"), ["3 -> 4"])

    def test_crash_points_are_left(self):
        for body in ('failpoint::Crash("x");', 'if (a > 1) failpoint::Crash("x");'):
            self.assertEqual(changes(body), [], body)


class Applying(unittest.TestCase):
    def test_one_place_changes_and_the_line_is_known(self):
        source = "int F() {\n  return a < b  &&\n      c < d;\n}\n"
        found = [mutant for mutant in mutators.mutants("a.cpp", source) if mutant.before == "<"]
        self.assertEqual([(mutant.line, mutant.text) for mutant in found],
                         [(2, "return a < b &&"), (3, "c < d;")])
        self.assertEqual(found[1].applied(source), source.replace("c < d", "c <= d"))

    def test_the_same_change_twice_on_a_line_has_two_names(self):
        self.assertEqual(changes("return a < b || c < d;", "operator"),
                         ["< -> <=", "|| -> &&", "< -> <= #2"])

    def test_the_difference_names_the_lines(self):
        source = "int F() {\n  if (a ||\n      b) G();\n}\n"
        whole = next(mutant for mutant in mutators.mutants("a.cpp", source)
                     if mutant.kind == "condition")
        self.assertEqual(report.difference(whole, source),
                         "    - if (a ||\n    - b) G();\n    + if (false) G();")


ENTRY = "file: a.cpp\nline: if (a < b) F(c);\nchange: < -> <=\nwhy: both are\n  the same.\n"


class Equivalents(unittest.TestCase):
    SOURCE = "int G() {\n  F(a);\n  if (a <  b) F(c);\n  F(d);\n  if (a < b) F(c);\n}\n"

    def split(self, text, source=SOURCE):
        return equivalents.split(equivalents.read(text), mutators.mutants("a.cpp", source),
                                 {"a.cpp": source}.get)

    def test_lines_that_moved_are_still_found(self):
        for above in ("", "\n\n// moved\n"):
            counting, judged, unused = self.split(ENTRY, above + self.SOURCE)
            self.assertEqual([mutant.change for mutant, _ in judged], ["< -> <="] * 2)
            self.assertNotIn("< -> <=", [mutant.change for mutant in counting])
            self.assertEqual(unused, [])
        self.assertEqual(judged[0][1].why, "both are the same.")

    def test_the_line_before_distinguishes_equal_lines(self):
        _, judged, _ = self.split("after: F(d);\n" + ENTRY)
        self.assertEqual([mutant.line for mutant, _ in judged], [5])

    def test_another_change_line_or_file_does_not_fit(self):
        for before, after in (("< -> <=", "< -> >"), ("F(c)", "F(e)"), ("a.cpp", "b.cpp")):
            counting, judged, unused = self.split(ENTRY.replace(before, after))
            self.assertEqual((judged, len(unused)), ([], 1))
            self.assertEqual(len(counting), len(mutators.mutants("a.cpp", self.SOURCE)))

    def test_an_entry_without_a_reason_cannot_be_read(self):
        for text in (ENTRY.split("why", maxsplit=1)[0], ENTRY + "what: x\n", "x\n"):
            with self.assertRaises(equivalents.Unreadable):
                equivalents.read(text)

    def test_every_entry_of_the_list_fits_a_line_of_today(self):
        entries = equivalents.read(
            (Path(__file__).resolve().parent / "equivalents.txt").read_text(encoding="utf-8"))
        texts = {entry.file: (ROOT / entry.file).read_text(encoding="utf-8") for entry in entries}
        all_mutants = [mutant for path, text in texts.items()
                       for mutant in mutators.mutants(path, text)]
        _, _, unused = equivalents.split(entries, all_mutants, texts.get)
        self.assertEqual([f"{entry.file}: {entry.line} {entry.change}" for entry in unused], [])


class Selection(unittest.TestCase):
    def test_the_lines_of_a_difference(self):
        diff = ("--- a/x.cpp\n+++ b/x.cpp\n@@ -1 +1 @@\n-1\n+2\n@@ -7,0 +8,2 @@\n+c\n+d\n"
                "@@ -20,2 +22,0 @@\n--- a/y.cpp\n+++ /dev/null\n@@ -1 +0,0 @@\n-e\n")
        self.assertEqual(selection.changed_lines(diff), {"x.cpp": {1, 8, 9}})

    def test_a_sample_is_the_same_for_the_same_seed(self):
        self.assertEqual(selection.sample(range(100), 5, 1), selection.sample(range(100), 5, 1))
        self.assertNotEqual(selection.sample(range(100), 5, 1), selection.sample(range(100), 5, 2))
        self.assertEqual(len(selection.sample(range(100), 5, 1)), 5)
        self.assertEqual(sorted(selection.sample(range(100), 0, 1)), list(range(100)))

    def test_rules_are_mutated_and_tables_of_sentences_and_drivers_are_not(self):
        names = selection.sources(ROOT)
        self.assertIn("services/notification/domain/session.cpp", names)
        self.assertTrue(any(name.endswith("/framing.cpp") for name in names))
        self.assertFalse(any(name.endswith(("korean.cpp", "producer.cpp")) for name in names))
        self.assertEqual({name.split("/")[1] for name in selection.sources(ROOT, "libs/json")},
                         {"json"})
        for part in ("domain", "app"):
            for file in ROOT.glob(f"services/*/{part}/**/*.cpp"):
                name = str(file.relative_to(ROOT))
                self.assertEqual(name in names, not selection.LEFT_OUT.search("/" + name), name)
        one = "services/notification/domain/session.cpp"
        self.assertEqual(selection.sources(ROOT, one), [one])

    def test_a_hunk_in_which_only_names_blanks_and_comments_differ_changes_nothing(self):
        for before, after, changed in (
                ("F(request);", "F(document);", False), ("  a  =  b;", "a = b;  // said", False),
                ('#include "a.h"', '#include "b.h"', False), ("return true;", "return false;", True),
                ("a < b;", "a <= b;", True), ("F(1);", "F(2);", True), ("F(a);", "F(a, b);", True),
                ("if (a) F(b);", "while (a) F(b);", True)):
            diff = f"--- a/x.cpp\n+++ b/x.cpp\n@@ -3 +5 @@\n-{before}\n+{after}\n"
            self.assertEqual(selection.changed_lines(diff), {"x.cpp": {5}} if changed else {}, after)


class Trying(unittest.TestCase):
    MUTANT = SimpleNamespace(path="a.cpp", applied=lambda source: source + "!")

    def attempt(self, *scripts, linked=("unit", "contract"), same=False):
        """The verdict about a mutant whose tests are these shell scripts: a unit test, a contract suite;
        in whose programs it is linked."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "bin").mkdir()
            (folder / "bin" / "daemon").write_text("as it is")

            def link(binary, made, into):
                script = dict(zip(("unit", "contract"), scripts, strict=False)).get(
                    Path(binary.name).name, "with the mutant")
                return ["sh", "-c", f"printf '%s\n' '#!/bin/sh' '{script}' > {into}; chmod +x {into}"]

            fake = SimpleNamespace(
                build=folder, link_command=link,
                compile_command=lambda path, at, into, *flags: [
                    "sh", "-c", f"{'echo same' if same else f'cat {at}'} > {into}"],
                is_linked=lambda path, binary: Path(binary.name).name in linked)
            started = (program.Binary("bin/daemon", (), frozenset()),)
            suites = [program.Suite(layer, program.Binary(f"bin/{layer}", (), frozenset()), started)
                      for layer, _ in zip(("unit", "contract"), scripts, strict=False)]
            (folder / "work").mkdir()
            seconds = {"bin/unit": 0.0, "bin/contract": 0.0}
            self.verdict = trial.Trial(fake, {"a.cpp": suites}, seconds)(
                self.MUTANT, "text", folder / "work")
            return self.verdict.outcome

    def test_a_test_that_fails_or_crashes_kills(self):
        self.assertEqual(self.attempt("exit 1"), trial.KILLED)
        self.assertEqual(self.attempt("kill -SEGV $$"), trial.KILLED)
        self.assertEqual(self.attempt("exit 0"), trial.SURVIVED)

    def test_what_does_not_end_is_killed_with_all_that_it_started(self):
        limit, trial.time_limit = trial.time_limit, lambda seconds: 0.3
        try:
            self.assertEqual(self.attempt("sleep 60 & wait"), trial.LATE)
        finally:
            trial.time_limit = limit

    def test_a_run_that_is_ended_waits_for_no_program(self):
        trial.ended.set()
        self.addCleanup(trial.ended.clear)
        self.assertEqual(self.attempt("sleep 60"), trial.UNTRIED)

    def test_what_unit_tests_do_not_notice_is_tried_by_the_next_layer(self):
        self.assertEqual(self.attempt("exit 0", "exit 1"), trial.KILLED)
        self.assertEqual((self.verdict.by, self.verdict.layer), ("bin/contract", "contract"))
        self.assertEqual(self.attempt("exit 1", "exit 1"), trial.KILLED)
        self.assertEqual(self.verdict.layer, "unit")
        self.assertEqual(self.attempt("exit 0", "exit 0"), trial.SURVIVED)

    def test_what_is_no_different_program_is_not_tried_by_the_next_layer(self):
        self.assertEqual(self.attempt("exit 0", "exit 1", same=True), trial.SAME)

    def test_a_failure_with_engines_counts_when_it_is_repeated(self):
        once = "[ -e again$GTEST_SHARD_INDEX ] || { touch again$GTEST_SHARD_INDEX; exit 1; }"
        self.assertEqual(self.attempt("exit 0", f"[ $GTEST_SHARD_INDEX != 1 ] || {once}"),
                         trial.SURVIVED)
        self.assertEqual(self.attempt(once), trial.KILLED, "nothing is waited for in a unit test")

    def test_the_daemons_that_tests_start_have_the_mutant(self):
        asks = 'grep -q "$1" "$ERP_BIN_DIR/daemon" || exit 1'
        self.assertEqual(self.attempt("set -- mutant; " + asks, linked=("unit", "daemon")),
                         trial.SURVIVED)
        self.assertEqual(self.attempt("set -- is; " + asks, linked=("unit",)), trial.SURVIVED)
        self.assertEqual(self.attempt("set -- is; " + asks, linked=("unit", "daemon")), trial.KILLED)

    def test_each_layer_is_reported_with_who_killed(self):
        verdicts = [trial.Verdict(None, trial.KILLED, "bin/a_unit"),
                    trial.Verdict(None, trial.LATE, "bin/a_contract", "contract"),
                    trial.Verdict(None, trial.KILLED, "bin/a_contract", "contract"),
                    trial.Verdict(None, trial.SURVIVED)]
        self.assertEqual(report.rate(verdicts, ("unit",)), (1, 4, 25.0))
        self.assertEqual(report.rate(verdicts), (3, 4, 75.0))
        self.assertEqual(list(report.by_layer(verdicts, program.LAYERS)), [
            "up to unit: 1 of 4 killed, 25.0 %; 1 by it (a_unit 1)",
            "up to contract: 3 of 4 killed, 75.0 %; 2 by it (a_contract 2)",
            "up to component: 3 of 4 killed, 75.0 %; 0 by it"])

    def test_only_killed_and_survived_count(self):
        verdicts = [trial.Verdict(None, outcome) for outcome in
                    (trial.KILLED, trial.LATE, trial.SURVIVED, trial.INVALID, trial.SAME)]
        self.assertEqual(report.rate(verdicts)[:2], (2, 3))
        self.assertEqual(report.rate([])[2], 100.0)


class Copying(unittest.TestCase):
    def test_the_copy_is_what_git_sees_and_keeps_what_is_the_same(self):
        with tempfile.TemporaryDirectory() as name:
            root, tree = Path(name) / "root", Path(name) / "tree"
            root.mkdir()
            subprocess.run(["git", "init", "-q", root], check=True)
            (root / ".gitignore").write_text("made\n")
            for file in ("a", "b", "made"):
                (root / file).write_text(file)
            program.snapshot(root, tree)
            self.assertEqual(sorted(file.name for file in tree.iterdir()), [".gitignore", "a", "b"])
            before = (tree / "a").stat().st_mtime_ns
            (root / "b").unlink()
            (root / "c").write_text("c")
            program.snapshot(root, tree)
            self.assertEqual((tree / "a").stat().st_mtime_ns, before)
            self.assertEqual(sorted(file.name for file in tree.iterdir()), [".gitignore", "a", "c"])


if __name__ == "__main__":
    unittest.main()
