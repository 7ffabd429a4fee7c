"""Holds the documents against the tree and against each other.

Relative links lead to a file, and to a heading of it. Paths from the top that documents name
exist. Decisions are numbered without a gap, have their headings in order, and stand in their index
under their titles. Contracts name the licence. README.md stays short.

Usage: check_documents.py [ROOT]   exit 0 when all fit, 1 with one line per mistake.
"""
import re
import subprocess
import sys
from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`[^`\n]*`")
# A path from the top in code, with `{a,b}` and `*`; one that has `<name>` in it is none.
PATH = re.compile(r"`((?:bench|deploy|docs|libs|proto|services|tests)/[\w./*{},-]*)`")
# Say what was, not what is.
HISTORY = ("docs/decisions/", "CHANGELOG.md")
DECISION = re.compile(r"(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.md")
LONGEST_README = 5000  # bytes
HEADINGS = ["Context", "Decision", "Rejected"]
STATUS = re.compile(r"- Status: (accepted|superseded by \[(\d{4})\]\(\d{4}-[a-z0-9-]+\.md\))\n"
                    r"- Date: \d{4}-\d{2}-\d{2}( \(.+\))?\n")


def tracked(root, pattern):
    """Files that git knows or would know; without git every one that is not hidden or built."""
    listing = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard", "--", pattern],
                             capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        paths = [root / line for line in listing.stdout.splitlines()]
    else:
        paths = [path for path in root.rglob(pattern) if not any(
            part.startswith((".", "build")) for part in path.relative_to(root).parts)]
    return sorted(path for path in paths if path.is_file())


def without_code(text):
    """The text with code left out, lines kept: a link or heading in an example is none."""
    return FENCE.sub(lambda found: "\n" * found.group().count("\n"), text)


def anchor(heading):
    """What a heading is called in a link, as GitHub and GitLab make it."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def anchors(path):
    text = without_code(path.read_text(encoding="utf-8"))
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def check_links(root):
    for path in tracked(root, "*.md"):
        text = CODE.sub("", without_code(path.read_text(encoding="utf-8")))
        for link in LINK.finditer(text):
            target = link.group(1)
            if re.match(r"[a-z]+:", target):
                continue
            where, _, heading = target.partition("#")
            other = (path.parent / where).resolve() if where else path
            shown = f"{path.relative_to(root)}:{text.count(chr(10), 0, link.start()) + 1}"
            if not other.exists():
                yield f"{shown}: {target} leads nowhere"
            elif heading and other.suffix == ".md" and heading not in anchors(other):
                yield f"{shown}: {where or path.name} has no heading #{heading}"


def alternatives(path):
    """`a.{h,cpp}` is two paths."""
    found = re.match(r"(.*?)\{(.*?)\}(.*)", path)
    if not found:
        return [path]
    return [one for word in found.group(2).split(",")
            for one in alternatives(found.group(1) + word + found.group(3))]


def check_paths(root):
    for path in tracked(root, "*.md"):
        shown = str(path.relative_to(root))
        text = path.read_text(encoding="utf-8")
        if shown.startswith(HISTORY):
            continue
        for found in PATH.finditer(without_code(text)):
            for named in alternatives(found.group(1)):
                if not any(root.glob(named.rstrip("/"))):
                    line = text.count("\n", 0, found.start()) + 1
                    yield f"{shown}:{line}: there is no {named}"


def check_decision(path, number):
    text = path.read_text(encoding="utf-8")
    title = re.match(r"# (\d{4})\. (.+)\n\n", text)
    if not title or int(title.group(1)) != number:
        yield f"does not begin with '# {number:04d}. <title>'"
        return
    if not STATUS.match(text, title.end()):
        yield "no '- Status:' and '- Date:' below the title"
    if re.findall(r"^## (.+)$", without_code(text), re.MULTILINE) != HEADINGS:
        yield f"the headings are not {', '.join(HEADINGS)}"
    for heading in HEADINGS:
        if re.search(rf"^## {heading}\n+(## |\Z)", text, re.MULTILINE):
            yield f"nothing below {heading}"


def title_of(path):
    return re.match(r"# (?:\d{4}\. )?(.*)", path.read_text(encoding="utf-8")).group(1)


def check_decisions(root):
    folder = root / "docs" / "decisions"
    index = folder / "README.md"
    pages = sorted(path for path in folder.glob("*.md") if path != index)
    for number, path in enumerate(pages, 1):
        shown = path.relative_to(root)
        if not DECISION.fullmatch(path.name) or int(path.name[:4]) != number:
            yield f"{shown}: expected {number:04d}-<words-with-hyphens>.md"
            continue
        yield from (f"{shown}: {mistake}" for mistake in check_decision(path, number))
    if not index.exists():
        yield "docs/decisions/README.md: missing"
        return
    listed = re.findall(r"^\| \[(\d{4})\]\((.+?)\) \| (.*?) \|", index.read_text(encoding="utf-8"),
                        re.MULTILINE)
    wanted = [(path.name[:4], path.name, title_of(path)) for path in pages]
    for row in [row for row in wanted if row not in listed] + \
            [row for row in listed if row not in wanted]:
        yield f"docs/decisions/README.md: the row of {row[1]} is missing, or is not its title"
    if sorted(listed) != listed:
        yield "docs/decisions/README.md: the rows are not in order"


def check_licence(root):
    for path in sorted((root / "proto").rglob("*.yaml")):
        if not re.search(r"^  license:\n    name: MIT$", path.read_text(encoding="utf-8"), re.MULTILINE):
            yield f"{path.relative_to(root)}: info.license is not MIT"


def check_readme(root):
    size = len((root / "README.md").read_bytes())
    if size > LONGEST_README:
        yield f"README.md: {size} bytes, at most {LONGEST_README}"


CHECKS = (check_links, check_paths, check_decisions, check_licence, check_readme)


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]).resolve()
    found = [mistake for check in CHECKS for mistake in check(root)]
    print("\n".join(found) if found else "the documents fit")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
