"""Holds the sentences that people read against their Korean lines.

Every sentence in the sources of a service or library must have a line in the catalogue of that
service or of the libraries, and every line must have its sentence. A narrower word of a 503 must have
a sentence of its own. A literal is a sentence when it reads like one and stands where people see it:
not in a log line, a metric, a setting, an exception that only the log shows.

Usage: check_sentences.py [ROOT]   exit 0 when all fit, 1 with one line per literal that does not.
"""
import re
import sys
from pathlib import Path

# Like "This operation takes no body." or "must be a number".
SENTENCE = re.compile(r"[A-Z][^\n]* [^\n]*\.(?:\s|$)|"
                      r"(?:must|is|are|has|have|needs|occurs|cannot|can|may|does|was|names) \S")
# Whose arguments only the log, operators and developers read.
UNSEEN = {"GetCounter", "GetGauge", "GetHistogram", "Counter", "Unavailable", "runtime_error",
          "logic_error", "invalid_argument", "BrokenTrail", "Malformed"}
# Whose sentences a catalogue must have: its own ones and those of LIBRARIES, which everybody has.
LIBRARIES = ("common", "http", "json", "auth", "deadletters")
LAYERS = ("api", "app", "domain", "store", "clients")
# Whose sentences nobody reads in their own language.
ENGLISH = {
    "libs/common/config.cpp": "settings: --help and --check",
    "libs/daemon/config.cpp": "settings: --help and --check",
    "libs/common/time_zone.cpp": "settings: --help and --check",
    "libs/json/schema_definition.cpp": "definitions of forms: --check and the start of a daemon",
    "services/approval-processing/api/events.cpp": "the reason of a dead letter",
    "services/approval-processing/domain/task.cpp": "the reason of a dead letter",
    "services/approval-processing/clients/source_answers.cpp": "about another service's answer",
    "services/approval-request/api/events.cpp": "the reason of a dead letter",
    "services/approval-request/domain/result.cpp": "a line of the log; people get the notice",
    "services/employee/api/identity/token_endpoint.cpp": "errors of OAuth (RFC 6749), for programs",
    "services/notification/api/events.cpp": "the reason of a dead letter",
    "services/notification/domain/session.cpp": "ERROR frames of STOMP, for programs",
}
TOKEN = re.compile(r"""
    (?P<comment>//[^\n]*|/\*.*?\*/)
  | (?P<raw>R"(?P<mark>[^(\s]*)\((?P<body>.*?)\)(?P=mark)")
  | (?P<text>"(?:[^"\\\n]|\\.)*")
  | (?P<char>'(?:[^'\\\n]|\\.)+')
  | (?P<word>[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*)
  | (?P<space>\s+)
  | (?P<other>.)
""", re.VERBOSE | re.DOTALL)


def literals(source):
    """[line, text, what stands before each bracket around it]; neighbours are one literal."""
    calls, found, word, line = [], [], "", 1
    joined = False  # whether nothing stood between this literal and the one before
    for match in TOKEN.finditer(source):
        kind, text = match.lastgroup, match.group()
        if kind == "mark" or kind == "body":
            kind = "raw"
        if kind == "text":
            said = text[1:-1].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
            if joined:
                found[-1][1] += said
            else:
                found.append([line, said, list(calls)])
            joined = True
        elif kind not in ("comment", "space"):
            joined = False
            if kind == "other" and text in "([{":
                calls.append(word)
            elif kind == "other" and text in ")]}" and calls:
                calls.pop()
            word = text if kind == "word" else ""
        line += text.count("\n")
    return found


def is_unseen(call):
    return call.startswith("log::") or call.rpartition("::")[2] in UNSEEN


def sentences(path):
    """(line, text) of what people may read of a source file."""
    for line, text, calls in literals(path.read_text(encoding="utf-8")):
        if SENTENCE.match(text) and not any(is_unseen(call) for call in calls):
            yield line, text


def sources(folders):
    return sorted(path for folder in folders for path in folder.rglob("*")
                  if path.suffix in (".cpp", ".h") and path.name != "korean.cpp")


def keys(catalogue):
    """The line of each English sentence: the first literal of each pair of a table."""
    found = [(line, text) for line, text, calls in literals(catalogue.read_text(encoding="utf-8"))
             if calls[-2:] == ["", ""]]
    return {text: line for line, text in found[::2]}


def words_of_503(path):
    """(line, word) of what is thrown as Unavailable with a code of its own."""
    for line, text, calls in literals(path.read_text(encoding="utf-8")):
        if calls[-1:] == ["Unavailable"] and re.fullmatch(r"[a-z]+(-[a-z]+)+|rebuilding", text):
            yield line, text


def check(root):
    shared = keys(root / "libs/http/korean.cpp")
    replies = {text for _, text, _ in
               literals((root / "libs/http/reply.cpp").read_text(encoding="utf-8"))}
    groups = {root / "libs/http/korean.cpp": [root / "libs" / name for name in LIBRARIES]}
    groups |= {folder / "api/korean.cpp": [folder / layer for layer in LAYERS]
               for folder in sorted((root / "services").iterdir())
               if (folder / "api/korean.cpp").exists()}
    for catalogue, folders in groups.items():
        own, written = keys(catalogue), set()
        for path in sources(folders):
            written |= {text for _, text, _ in literals(path.read_text(encoding="utf-8"))}
            shown = str(path.relative_to(root))
            for line, word in words_of_503(path):
                if word not in replies:
                    yield f"{shown}:{line}: libs/http/reply.cpp has no sentence for {word}"
            if shown in ENGLISH:
                continue
            for line, text in sentences(path):
                if text not in own and text not in shared:
                    yield f"{shown}:{line}: no Korean for {text!r}"
        for text, line in own.items():
            if text not in written:
                yield f"{catalogue.relative_to(root)}:{line}: nobody says {text!r}"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    found = list(check(root))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
