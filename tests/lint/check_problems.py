"""Holds docs/errors against the problem codes that the services and the gateway answer.

Every code in the sources has a page, every page a code in the sources, with the status that the
sources give it; the index lists each under its title. The examples of the contracts name codes that
exist, and their pages. What only reads like a code, because nobody gets
it as a problem document, stands in NOT_ANSWERED.

Usage: check_problems.py [ROOT]   exit 0 when all fit, 1 with one line per mistake.
"""
import re
import sys
from pathlib import Path

CODE = r"[a-z0-9]+(?:-[a-z0-9]+)*"
# An Error: its kind, then its code or what makes it.
ERROR = re.compile(rf'ErrorCode::(k\w+),\s*(?:"({CODE})"|([^,;}}]+))')
KINDS = re.compile(r"case ErrorCode::(k\w+):\s*return (\d{3});")
# A refusal that has no kind: its status, then its code.
REFUSAL = re.compile(rf'\b([45]\d\d),\s*"({CODE})"')
STATUSLESS = re.compile(rf'ProblemStatus\(\s*[a-z_.]+,\s*"({CODE})"')
UNAVAILABLE = re.compile(r"\bUnavailable\((?:[^()]|\([^()]*\))*\)")
NARROWER = re.compile(rf'slug == "({CODE})"')
GATEWAY = re.compile(rf'^    (\d{{3}}|default) "({CODE})";$', re.MULTILINE)
EXAMPLE = re.compile(rf"\btype: ((?:/errors/|urn:|about:)[^\s,]+).*?\bcode: ({CODE})\b", re.DOTALL)
HEADING = re.compile(r"# (\S.*) · (\S.*)\n\n")
PAGE_CODE = re.compile(rf"`(?:(\d{{3}}) )?({CODE})`(?:, with any status)?\n\n")

# Why nobody gets these as a problem document.
NOT_ANSWERED = {
    "invalid-schema": "the definition of a form: --check and the start of a daemon",
    "malformed-frame": "an ERROR frame of STOMP",
    "too-many-sessions": "an ERROR frame of STOMP",
    "no-event-type": "the reason of a dead letter",
    "opened-step-invalid": "the reason of a dead letter",
    "unknown-event": "the reason of a dead letter",
    "wrong-epoch": "the reason of a dead letter",
    "wrong-key": "the reason of a dead letter",
}
# Where a code is not written beside its kind: which ones it is then.
ELSEWHERE = {
    "services/employee/domain/leave/ledger.cpp": {"leave-insufficient", "leave-outside-validity",
                                                   "leave-overlap", "closed", "employee-inactive"},
    # What the ledger has refused a document, see above.
    "services/approval-request/api/document_json.cpp": set(),
    # Reasons of dead letters and of refused results.
    "services/approval-processing/api/events.cpp": set(),
    "services/approval-request/domain/result.cpp": set(),
    # A list of kinds; codes pass through.
    "libs/http/passed_on.cpp": set(),
}


class Codes(dict):
    """code -> the statuses that the sources give it; without one where they do not say."""

    def add(self, code, status=None):
        self.setdefault(code, set()).update([int(status)] if status else [])


def sources(root):
    return sorted(path for folder in ("libs", "services") for path in (root / folder).rglob("*")
                  if path.suffix in (".cpp", ".h"))


def codes_of_sources(root):
    """All codes, and one line for each place whose code cannot be read."""
    reply = (root / "libs/http/reply.cpp").read_text(encoding="utf-8")
    kinds = dict(KINDS.findall(reply))
    found, mistakes = Codes(), []
    found.add("unavailable", 503)
    for code in NARROWER.findall(reply):
        found.add(code, 503)
    for path in sources(root):
        shown, text = str(path.relative_to(root)), path.read_text(encoding="utf-8")
        for kind, code, made in ERROR.findall(text):
            if code:
                found.add(code, kinds.get(kind))
            elif shown not in ELSEWHERE:
                mistakes.append(f"{shown}: the code of {kind} is {made.strip()}: which ones?")
        for code in ELSEWHERE.get(shown, ()):
            found.add(code, kinds.get("kConflict"))
        for status, code in REFUSAL.findall(text):
            found.add(code, status)
        for code in STATUSLESS.findall(text):
            found.add(code)
        for call in UNAVAILABLE.findall(text):
            for code in re.findall(rf'"({CODE})"\)$', call):
                found.add(code, 503)
    gateway = (root / "services/gateway/maps.conf.template").read_text(encoding="utf-8")
    table = gateway[gateway.index("$problem_code {"):]
    for status, code in GATEWAY.findall(table[:table.index("}")]):
        found.add(code, status if status != "default" else None)
    mistakes += [f"tests/lint/check_problems.py: nobody writes {code} any more"
                 for code in NOT_ANSWERED if found.pop(code, None) is None]
    return found, mistakes


def pages(root):
    """code -> its page."""
    return {path.stem: path for path in sorted((root / "docs/errors").glob("*.md"))
            if path.name != "README.md"}


def check_page(path, code, statuses):
    text = path.read_text(encoding="utf-8")
    heading = HEADING.match(text)
    named = heading and PAGE_CODE.match(text, heading.end())
    if not heading or not named or named.group(2) != code:
        yield f"does not begin with '# <Korean> · <English>' and `<status> {code}`"
        return
    status = named.group(1)
    if statuses and {int(status or 0)} != statuses:
        yield f"the status is {', '.join(map(str, sorted(statuses)))}"
    if f'"type": "/errors/{code}"' not in text or f'"code": "{code}"' not in text:
        yield "no example with its type and code"
    if "\nWhat to do: " not in text:
        yield "does not say what to do"


def index_row(path):
    heading = HEADING.match(path.read_text(encoding="utf-8"))
    named = PAGE_CODE.match(path.read_text(encoding="utf-8"), heading.end())
    return (f"| [{path.stem}]({path.name}) | {named.group(1) or 'any'} | {heading.group(1)} |"
            f" {heading.group(2)} |")


def check_contracts(root, known):
    for path in sorted((root / "proto/http").rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        for example in EXAMPLE.finditer(text):
            kind, code = example.groups()
            where = f"{path.relative_to(root)}:{text.count(chr(10), 0, example.start()) + 1}"
            if code not in known:
                yield f"{where}: nobody answers {code}"
            if kind != f"/errors/{code}":
                yield f"{where}: the type of {code} is {kind}"


def check(root):
    found, mistakes = codes_of_sources(root)
    yield from mistakes
    known = pages(root)
    for code in sorted(set(found) - set(known)):
        yield f"docs/errors/{code}.md: missing"
    for code in sorted(set(known) - set(found)):
        yield f"docs/errors/{code}.md: nobody answers this code"
    index = (root / "docs/errors/README.md").read_text(encoding="utf-8").splitlines()
    rows = []
    for code in sorted(set(found) & set(known)):
        wrong = list(check_page(known[code], code, found[code]))
        yield from (f"docs/errors/{code}.md: {mistake}" for mistake in wrong)
        if not wrong:
            rows.append(index_row(known[code]))
    listed = [line for line in index if line.startswith("| [")]
    for row in [row for row in rows if row not in listed] + \
            [row for row in listed if row not in rows]:
        yield f"docs/errors/README.md: missing, or not what its page says: {row}"
    yield from check_contracts(root, found)


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    mistakes = list(check(root))
    print("\n".join(mistakes) if mistakes else "every problem has its page")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
