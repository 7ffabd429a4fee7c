"""The check of problems must be able to fail: what is planted in a tiny tree is found."""
import tempfile
import unittest
from pathlib import Path

import check_problems

PAGE = """# {korean} · {english}

`{status}{code}`

It means something.

What to do: something.

```json
{{"type": "/errors/{code}", "status": 400, "code": "{code}"}}
```
"""
SOURCES = """
Error One() {{ return {{ErrorCode::kConflict,
                        "not-open", "It is not open."}}; }}
Response Two() {{ return ProblemStatus(refusal.status, "full", "It is full."); }}
Refusal Three() {{ return {{413, "too-large", "It is too large."}}; }}
void Four() {{ throw Unavailable("x " + std::string("y"), seconds(1), "too-late"); }}
void Five() {{ throw Unavailable("the log says so", seconds(1)); }}
{more}
"""
CODES = {"full": "503 ", "gateway-error": "", "not-open": "409 ", "too-large": "413 ",
         "too-late": "503 ", "unavailable": "503 "}
NOT_ANSWERED = "Error Six() { return {ErrorCode::kInvalid, \"wrong-key\", \"x\"}; }"


def page(code, status):
    return PAGE.format(code=code, status=status, korean=f"제목 {code}", english=code.title())


def index():
    rows = [f"| [{code}]({code}.md) | {status.strip() or 'any'} | 제목 {code} | {code.title()} |\n"
            for code, status in CODES.items()]
    return "# Problems\n\n" + "".join(rows)


def tree(more=""):
    pages = {f"docs/errors/{code}.md": page(code, status) for code, status in CODES.items()}
    return pages | {
        "docs/errors/README.md": index(),
        "docs/errors/gateway-error.md": page("gateway-error", "").replace(
            "`gateway-error`\n", "`gateway-error`, with any status\n"),
        "libs/http/reply.cpp": "case ErrorCode::kConflict:\n  return 409;\n"
                               "case ErrorCode::kInvalid:\n  return 400;\n"
                               'if (slug == "too-late") {}\n',
        "services/x/a.cpp": SOURCES.format(more=more + NOT_ANSWERED),
        "services/gateway/maps.conf.template":
            'map $status $problem_code {\n    default "gateway-error";\n    503 "unavailable";\n}\n'
            'map $status $x {\n    400 "other";\n}\n',
        "proto/http/a.yaml": "- type: /errors/not-open\n  status: 409\n  code: not-open\n",
    }


def found(more="", **changes):
    """The mistakes of the orderly tree with these files in it; None takes one away."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in (tree(more) | changes).items():
            if text is not None:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8")
        return list(check_problems.check(root))


class Problems(unittest.TestCase):
    def setUp(self):
        kept = check_problems.NOT_ANSWERED
        check_problems.NOT_ANSWERED = {"wrong-key": "the reason of a dead letter"}
        self.addCleanup(setattr, check_problems, "NOT_ANSWERED", kept)

    def test_an_orderly_tree_passes(self):
        self.assertEqual(found(), [])

    def test_each_way_to_answer_a_code_is_seen(self):
        for more in ('Error E() { return {ErrorCode::kConflict, "new-code", "x"}; }',
                     'ProblemStatus(418, "new-code", "x");', 'Refusal{431, "new-code", "x"}',
                     'throw Unavailable("x", seconds(1), "new-code");'):
            with self.subTest(more):
                self.assertEqual(found(more), ["docs/errors/new-code.md: missing"])
        gateway = tree()["services/gateway/maps.conf.template"]
        self.assertEqual(found(**{"services/gateway/maps.conf.template": gateway.replace(
            '    503', '    408 "new-code";\n    503')}), ["docs/errors/new-code.md: missing"])

    def test_a_code_that_is_computed_is_a_question(self):
        self.assertEqual(found("Error E() { return {ErrorCode::kConflict, slug, x}; }"),
                         ["services/x/a.cpp: the code of kConflict is slug: which ones?"])

    def test_a_page_that_nothing_leads_to_is_found(self):
        self.assertEqual(found(**{"docs/errors/old.md": page("old", "400 ")}),
                         ["docs/errors/old.md: nobody answers this code"])

    def test_a_page_has_its_head_status_example_and_advice(self):
        whole = tree()["docs/errors/not-open.md"]
        for old, new, mistake in (
                ("# 제목 not-open · ", "# ", ("does not begin with '# <Korean> · <English>' and"
                                              " `<status> not-open`")),
                ("`409", "`400", "the status is 409"),
                ("/errors/not-open", "/errors/x", "no example with its type and code"),
                ("What to do", "What", "does not say what to do")):
            with self.subTest(mistake):
                self.assertIn(f"docs/errors/not-open.md: {mistake}",
                              found(**{"docs/errors/not-open.md": whole.replace(old, new)}))

    def test_the_index_says_what_the_pages_say(self):
        row = "| [full](full.md) | 503 | 제목 full | Full |"
        mistake = "docs/errors/README.md: missing, or not what its page says: "
        self.assertEqual(found(**{"docs/errors/README.md": index().replace(row + "\n", "")}),
                         [mistake + row])
        other = row.replace("503", "500")
        self.assertEqual(found(**{"docs/errors/README.md": index().replace(row, other)}),
                         [mistake + row, mistake + other])

    def test_examples_of_contracts_name_what_there_is(self):
        for text, mistake in (
                ("type: urn:x:not-open\ncode: not-open\n", "the type of not-open is urn:x:not-open"),
                ("{type: about:blank, code: not-open}\n", "the type of not-open is about:blank"),
                ("type: /errors/old\ncode: old\n", "nobody answers old")):
            self.assertEqual(found(**{"proto/http/a.yaml": "\n" + text}),
                             [f"proto/http/a.yaml:2: {mistake}"])

    def test_an_exception_that_nobody_needs_is_found(self):
        check_problems.NOT_ANSWERED["gone"] = "x"
        self.assertEqual(found(), ["tests/lint/check_problems.py: nobody writes gone any more"])


if __name__ == "__main__":
    unittest.main()
