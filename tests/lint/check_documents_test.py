"""The check of documents must be able to fail: what is planted in a tiny tree is found."""
import tempfile
import unittest
from pathlib import Path

import check_documents

DECISION = """# 0001. One thing

- Status: accepted
- Date: 2026-01-02

## Context

Something.

## Decision

One thing.

## Rejected

- Another.
"""
ORDERLY = {
    "README.md": "# A\n\nSee [the list](docs/decisions/README.md#all-of-them) and\n[x](https://x.test).\n"
                 "```sh\ncat [a](nowhere.md)\n```\nand `[b](nowhere.md)`\n",
    "docs/decisions/README.md": "# All of them\n\n| [0001](0001-one-thing.md) | One thing | x |\n",
    "docs/decisions/0001-one-thing.md": DECISION,
    "proto/http/a.yaml": "info:\n  title: a\n  license:\n    name: MIT\n",
}


def found(**changes):
    """The mistakes of the orderly tree with these files in it; None takes one away."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for path, text in (ORDERLY | changes).items():
            if text is not None:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8")
        return [mistake for check in check_documents.CHECKS for mistake in check(root)]


class Documents(unittest.TestCase):
    def planted(self, path, text, *mistakes):
        self.assertEqual(found(**{path: text}), list(mistakes))

    def test_an_orderly_tree_passes(self):
        self.assertEqual(found(), [])

    def test_a_link_leads_to_a_file_and_to_a_heading(self):
        self.planted("libs/a.md", "\n[a\nb](../c.md)\n", "libs/a.md:2: ../c.md leads nowhere")
        self.planted("a.md", "# B\n[b](#b) [c](#c)\n", "a.md:2: a.md has no heading #c")
        self.planted("a.md", "[a](docs/decisions/README.md#one)\n",
                     "a.md:1: docs/decisions/README.md has no heading #one")

    def test_a_path_that_is_named_exists(self):
        named = "`proto/http/{a,b}.yaml`, `proto/*/`, `proto/<x>`, `proto/`\n```\n`docs/x`\n```\n"
        self.planted("libs/a.md", "\n" + named, "libs/a.md:2: there is no proto/http/b.yaml")
        self.planted("docs/a.md", "`tests/x.py`", "docs/a.md:1: there is no tests/x.py")
        self.planted("CHANGELOG.md", "`tests/x.py`")

    def test_headings_are_named_as_hosts_name_them(self):
        self.assertEqual(check_documents.anchor("When `MongoDB` was restored, (again)"),
                         "when-mongodb-was-restored-again")

    def test_a_decision_has_its_number_status_date_and_headings(self):
        page = "docs/decisions/0001-one-thing.md"
        for old, new, mistake in (
                ("0001.", "0002.", "does not begin with '# 0001. <title>'"),
                ("accepted", "decided", "no '- Status:' and '- Date:' below the title"),
                ("2026-01-02", "today", "no '- Status:' and '- Date:' below the title"),
                ("## Context\n\nSomething.\n\n", "",
                 "the headings are not Context, Decision, Rejected"),
                ("One thing.\n\n## R", "## R", "nothing below Decision"),
                ("- Another.\n", "", "nothing below Rejected")):
            with self.subTest(mistake):
                self.assertIn(f"{page}: {mistake}", found(**{page: DECISION.replace(old, new)}))

    def test_numbers_have_no_gap(self):
        self.assertIn("docs/decisions/0003-x.md: expected 0002-<words-with-hyphens>.md",
                      found(**{"docs/decisions/0003-x.md": DECISION.replace("0001", "0003")}))

    def test_the_index_lists_each_decision_once_by_its_title(self):
        index = "docs/decisions/README.md"
        mistake = f"{index}: the row of 0001-one-thing.md is missing, or is not its title"
        head = "# All of them\n\n"
        self.planted(index, head, mistake)
        self.planted(index, head + "| [0001](0001-one-thing.md) | Another | x |\n", mistake, mistake)
        self.planted(index, head + ORDERLY[index].split("\n\n")[1] + "| [0002](0002-b.md) | B | x |\n",
                     f"{index}:4: 0002-b.md leads nowhere",
                     f"{index}: the row of 0002-b.md is missing, or is not its title")

    def test_a_contract_names_the_licence(self):
        self.planted("proto/http/a.yaml", "info:\n  title: a\n",
                     "proto/http/a.yaml: info.license is not MIT")

    def test_the_readme_stays_short(self):
        self.planted("README.md", "결" * 1667, "README.md: 5001 bytes, at most 5000")


if __name__ == "__main__":
    unittest.main()
