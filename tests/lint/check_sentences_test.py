"""The check of sentences must be able to fail: what is planted in a tiny tree is found."""
import tempfile
import unittest
from pathlib import Path

import check_sentences

CATALOGUE = """
namespace erp { namespace {
constexpr auto kTable = std::to_array<Translation>({
    {"must be " "a number", "숫자여야 합니다"},  // {"not", "a line"}
    {"There is no such document.", "그런 문서가 없습니다."},
});
}}
"""
SAYS = """
// "must be commented out"
Error One() { return {ErrorCode::kInvalid, "no-such", "There is no such document."}; }
Error Two() { return {ErrorCode::kInvalid, "no-number", "A word.", {{"/n", "must be a number"}}}; }
"""


def found(libraries, service, catalogue=""):
    """The breaches of a tree with these sources."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        files = {"libs/http/korean.cpp": CATALOGUE, "libs/http/a.cpp": libraries,
                 "libs/http/reply.cpp": 'if (slug == "outbox-full") {}',
                 "services/x/api/korean.cpp": catalogue, "services/x/domain/a.cpp": service}
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        return list(check_sentences.check(root))


class Sentences(unittest.TestCase):
    def test_only_what_has_no_line_is_found(self):
        self.assertEqual(found(SAYS, SAYS), ["libs/http/a.cpp:4: no Korean for 'A word.'",
                                             "services/x/domain/a.cpp:4: no Korean for 'A word.'"])

    def test_a_sentence_without_a_line_is_found_across_the_lines_of_its_literal(self):
        service = """
            return Message("must not be \\"{}\\""
                           " here", x);
        """
        self.assertEqual(found(SAYS.replace("A word.", "x"), service),
                         ["services/x/domain/a.cpp:2: no Korean for 'must not be \"{}\" here'"])

    def test_what_only_the_log_shows_needs_none(self):
        service = """
            log::Warn("This went wrong.", {{"why", "is away"}});
            throw Unavailable("cannot be reached");
            registry.GetCounter("x_total", "Things that were done.");
        """
        self.assertEqual(found(SAYS.replace("A word.", "x"), service), [])

    def test_a_word_of_a_503_without_a_sentence_is_found(self):
        service = """
            throw Unavailable("too many wait", seconds(1), "outbox-full");
            throw Unavailable("it is late", seconds(1), "too-late");
        """
        self.assertEqual(found(SAYS.replace("A word.", "x"), service),
                         [("services/x/domain/a.cpp:3: libs/http/reply.cpp has no sentence for"
                           " too-late")])

    def test_a_line_that_nobody_says_is_found(self):
        lines = '{{{"must be old", "낡은 것이어야 합니다"}}}'
        self.assertEqual(found(SAYS.replace("A word.", "x"), "", lines),
                         ["services/x/api/korean.cpp:1: nobody says 'must be old'"])

    def test_the_reasons_for_english_are_of_files_that_speak(self):
        root = Path(__file__).resolve().parents[2]
        for path in check_sentences.ENGLISH:
            self.assertTrue(list(check_sentences.sentences(root / path)), path)


if __name__ == "__main__":
    unittest.main()
