"""Runs clang-tidy (.clang-tidy) and clang's thread-safety analysis on C++ files, several at once.

Usage: tidy.py [--build DIR] [--since REF] [--all] [--most N] [--jobs N]
Without --all: files that differ from where the branch left REF (main), those that include a header
that differs, and what is not committed yet. Exit 1 when something is found.
"""
import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from concurrent import futures
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TIDY, CLANG = "clang-tidy-19", "clang++-19"
SOURCES = ("libs", "services", "tests", "bench")
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)
# Where an include's path begins (CMakeLists.txt of each part).
INCLUDE_FROM = ("libs", "services", "tests", "bench", "")


def git(*arguments):
    done = subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True,
                          check=False)
    return done.stdout.split() if done.returncode == 0 else None


def changed(since):
    """Paths that differ from the merge base with `since`; None when there is no commit before."""
    base = git("merge-base", since, "HEAD")
    # On the branch itself, or where nobody knows it: what its last commit changed.
    first = base[0] if base and base != git("rev-parse", "HEAD") else "HEAD~1"
    differing = git("diff", "--name-only", "--diff-filter=d", first)
    new = git("ls-files", "--others", "--exclude-standard")
    return None if differing is None else {*differing, *(new or ())}


def with_includers(paths, tree):
    """The paths and every file that includes one of them, through others too."""
    includes = {path: set(INCLUDE.findall((ROOT / path).read_text(encoding="utf-8")))
                for path in tree}
    reached, new = set(paths), set(paths)
    while new:
        named = {path.removeprefix(f"{start}/") if start else path for path in new
                 for start in INCLUDE_FROM}
        new = {path for path in tree if path not in reached and includes[path] & named}
        reached |= new
    return reached


def command_of(entry):
    """The compiler's arguments without what writes files or only GCC knows."""
    words, kept, skip = shlex.split(entry["command"]), [], False
    for word in words[1:]:
        if skip or word in ("-c", "-o", "-MD", "-MT", "-MF") or word.endswith(("g++", "c++")):
            skip = word in ("-o", "-MT", "-MF")
            continue
        kept.append(word)
    return kept


def check(build, entry):
    path = entry["file"]
    said = []
    for command in (
            [TIDY, "-p", build, "--quiet", path],
            [CLANG, *command_of(entry), "-fsyntax-only", "-Wno-everything", "-Wthread-safety",
             "-Wthread-safety-beta", "-Werror"]):
        done = subprocess.run(command, cwd=entry["directory"], capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            said.append((done.stdout + done.stderr).strip())
    return path, "\n".join(said)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--since", default="main")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--most", type=int, default=0, help="of so many files, 0: of all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    return parser.parse_args()


def main():
    options = arguments()
    if not (shutil.which(TIDY) and shutil.which(CLANG)):
        print("error: clang is missing: deploy/local/install --lint", file=sys.stderr)
        return 2
    database = options.build / "compile_commands.json"
    if not database.exists():
        print(f"error: no {database}: make build", file=sys.stderr)
        return 2
    tree = [str(path.relative_to(ROOT)) for folder in SOURCES
            for pattern in ("*.h", "*.cpp") for path in (ROOT / folder).rglob(pattern)]
    differing = None if options.all else changed(options.since)
    if differing is None and not options.all:
        print("no commit before this one is known here: every file is checked")
    entries = {entry["file"].removeprefix(f"{ROOT}/"): entry
               for entry in json.loads(database.read_text(encoding="utf-8"))}
    if differing is None:
        found = [entry for _, entry in sorted(entries.items())]
    else:
        wanted = with_includers(differing & set(tree), tree)
        # What differs itself comes before what only includes it.
        found = [entries[path] for path in sorted(wanted, key=lambda one: (one not in differing, one))
                 if path in entries]
    if options.most and len(found) > options.most:
        print(f"{len(found)} files are concerned: only the first {options.most} are checked")
        found = found[:options.most]
    bad = 0
    with futures.ThreadPoolExecutor(options.jobs) as pool:
        for path, said in pool.map(lambda entry: check(options.build, entry), found):
            if said:
                bad += 1
                print(f"{path.removeprefix(f'{ROOT}/')}:\n{said}", flush=True)
    print(f"clang-tidy and the thread-safety analysis: {len(found)} files, {bad} with faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
