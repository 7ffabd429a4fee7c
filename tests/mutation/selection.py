"""Which files are mutated, and which of their mutants are tried."""
import random
import re
import subprocess

from mutators import KEPT
from tokens import tokens

# What has rules in it and needs no engine. Of the drivers only the parts that unit tests can reach.
GLOBS = (
    "services/*/domain/**/*.cpp", "services/*/app/**/*.cpp",
    *(f"libs/{module}/**/*.cpp" for module in ("auth", "common", "contracts", "json", "outbox")),
    "libs/observe/**/health.cpp", "libs/observe/**/trace.cpp",
    *(f"libs/http/**/{name}.cpp" for name in (
        "admit", "answer_stream", "framing", "language", "large_answers", "message", "reply", "router",
        "upload", "wire", "workers")),
    "libs/kafka/**/lanes.cpp", "libs/kafka/**/offset_window.cpp", "libs/mongo/**/bson.cpp",
    "libs/mongo/**/fault.cpp", "libs/mysql/**/failure.cpp", "libs/redis/**/fault.cpp",
    "libs/redis/**/url.cpp")
# Names that cannot be exchanged for others without a change of what is done.
WORDS = KEPT | {"true", "false", "nullptr", "this", "and", "or", "not"}
# Tables of sentences and what ends the process.
LEFT_OUT = re.compile(r"/(korean|sentences|failpoint\w*|memory|signals)\.cpp$")


def sources(root, path=""):
    """Files that are mutated, below `path` when one is given; relative to `root`, sorted."""
    found = {file for pattern in GLOBS for file in root.glob(pattern)}
    names = sorted(str(file.relative_to(root)) for file in found)
    wanted = path.strip("/")
    return [name for name in names if not LEFT_OUT.search("/" + name) and (
        not wanted or name == wanted or name.startswith(wanted + "/"))]


def without_names(text):
    """The tokens, every name replaced by the same; preprocessor lines and comments are none."""
    return ["name" if token.kind == "name" and token.text not in WORDS else token.text
            for token in tokens(text)]


def changed_lines(diff):
    """{file: set of lines} that a `git diff -U0` added or changed. Without those of a hunk in which only
    names, blanks and comments differ: its mutants are the same as before."""
    lines, file, hunk = {}, None, None

    def close():
        if hunk and hunk["+"] and file and without_names("\n".join(hunk["-"])) != without_names(
                "\n".join(hunk["+"])):
            lines.setdefault(file, set()).update(hunk["lines"])

    for line in [*diff.splitlines(), "diff --git"]:
        match = re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line)
        if match or line.startswith("diff --git"):
            close()
            hunk = None
        if match:
            first, count = int(match.group(1)), int(match.group(2) or 1)
            hunk = {"-": [], "+": [], "lines": range(first, first + count)}
        elif hunk and line[:1] in ("-", "+"):
            hunk[line[0]].append(line[1:])
        elif line.startswith("+++ "):
            file = None if line == "+++ /dev/null" else line[6:]
    return lines


def git(root, *arguments):
    return subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True,
                          text=True).stdout


def changed_since(root, reference):
    """{file: set of lines} that differ from the reference, files that git does not know included. What
    stood in another file before is not changed by being moved."""
    lines = changed_lines(git(root, "diff", "-U0", "-M", "-C", "--no-color", "--no-ext-diff",
                              "--src-prefix=a/", "--dst-prefix=b/", reference, "--"))
    for file in git(root, "ls-files", "--others", "--exclude-standard").splitlines():
        lines[file] = range(1, 1_000_000)
    return lines


def commit(root, *arguments):
    """What git answers with a commit; None where it has none, or where there is no git."""
    try:
        return git(root, *arguments).strip() or None
    except (subprocess.CalledProcessError, FileNotFoundError):
        return None


def last_change(root):
    """The commit that a change is compared with: where the branch left main; on main itself, or where
    there is no main (a clone of one branch), the commit before. None where there is neither."""
    for main in ("main", "origin/main"):
        base = commit(root, "merge-base", main, "HEAD")
        if base and base != commit(root, "rev-parse", "HEAD"):
            return base
    return commit(root, "rev-parse", "--verify", "--quiet", "HEAD~1^{commit}")


def sample(all_mutants, size, seed):
    """`size` of the mutants (0: all), the same for the same seed, in the order they are tried."""
    chosen = list(all_mutants)
    random.Random(seed).shuffle(chosen)
    return chosen[:size] if size else chosen
