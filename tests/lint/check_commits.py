"""Holds the subjects of commits against their form, and refuses merge commits.

    type(scope): what changed        fix(notification): keep sessions open while Redis is slow

Looked at is what follows BASE, since when this holds. A clone without that commit (a shallow one, an
archive without git) has nothing to look at and passes.

Usage: check_commits.py [ROOT]   exit 0 when all fit, 1 with one line per commit that does not.
"""
import re
import subprocess
import sys
from pathlib import Path

BASE = "cbaf4df82afc203994dd774469d1369d8f1ec9d0"
TYPES = ("feat", "fix", "perf", "refactor", "style", "docs", "test", "build", "ci", "chore", "revert")
LONGEST = 100
FORM = re.compile(rf"({'|'.join(TYPES)})(\([a-z0-9-]+(,[a-z0-9-]+)*\))?!?: (\S.*)")


def mistake(subject):
    """What is wrong with a subject, or None."""
    form = FORM.fullmatch(subject)
    if not form:
        return f"is not 'type(scope): what changed' with a type of {', '.join(TYPES)}"
    if subject.endswith("."):
        return "ends with a full stop"
    if len(subject) > LONGEST:
        return f"has {len(subject)} characters, at most {LONGEST}"
    return None


def git(root, *arguments):
    return subprocess.run(["git", "-C", root, *arguments], capture_output=True, text=True,
                          check=False)


def check(root, base=BASE):
    """One line for each commit that is wrong; None when the history is not here."""
    if git(root, "merge-base", "--is-ancestor", base, "HEAD").returncode != 0:
        return None
    found = []
    for line in git(root, "log", "--format=%h%x09%p%x09%s", f"{base}..HEAD").stdout.splitlines():
        commit, parents, subject = line.split("\t", 2)
        wrong = "is a merge commit: rebase instead" if " " in parents else mistake(subject)
        if wrong:
            found.append(f"{commit} {subject!r} {wrong}")
    return found


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    found = check(root)
    if found is None:
        print("no history here: no commit was looked at")
        return 0
    print("\n".join(found) if found else "every subject fits")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
