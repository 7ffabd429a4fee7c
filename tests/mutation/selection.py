"""Which files are mutated, and which of their mutants are tried."""
import random
import re
import subprocess

# What has rules in it and needs no engine. Of the drivers only the parts that unit tests can reach.
GLOBS = (
    "services/*/domain/*.cpp", "services/*/app/*.cpp",
    "libs/auth/*.cpp", "libs/common/*.cpp", "libs/contracts/**/*.cpp", "libs/json/*.cpp",
    "libs/outbox/**/*.cpp", "libs/observe/health.cpp", "libs/observe/trace.cpp",
    *(f"libs/http/**/{name}.cpp" for name in (
        "admit", "answer_stream", "framing", "language", "large_answers", "message", "reply", "router",
        "upload", "wire", "workers")),
    "libs/kafka/**/lanes.cpp", "libs/kafka/**/offset_window.cpp", "libs/mongo/**/bson.cpp",
    "libs/mongo/**/fault.cpp", "libs/mysql/**/failure.cpp", "libs/redis/**/fault.cpp",
    "libs/redis/**/url.cpp")
# Tables of sentences and what ends the process.
LEFT_OUT = re.compile(r"/(korean|sentences|failpoint\w*|memory|signals)\.cpp$")


def sources(root, path=""):
    """Files that are mutated, below `path` when one is given; relative to `root`, sorted."""
    found = {file for pattern in GLOBS for file in root.glob(pattern)}
    names = sorted(str(file.relative_to(root)) for file in found)
    wanted = path.strip("/")
    return [name for name in names if not LEFT_OUT.search("/" + name) and (
        not wanted or name == wanted or name.startswith(wanted + "/"))]


def changed_lines(diff):
    """{file: set of lines} that a `git diff -U0` added or changed."""
    lines, file = {}, None
    for line in diff.splitlines():
        if line.startswith("+++ "):
            file = None if line == "+++ /dev/null" else line[6:]
        match = re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line)
        if match and file:
            first, count = int(match.group(1)), int(match.group(2) or 1)
            lines.setdefault(file, set()).update(range(first, first + count))
    return lines


def git(root, *arguments):
    return subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True,
                          text=True).stdout


def changed_since(root, reference):
    """{file: set of lines} that differ from the reference, files that git does not know included."""
    lines = changed_lines(git(root, "diff", "-U0", "--no-color", "--no-ext-diff", reference, "--"))
    for file in git(root, "ls-files", "--others", "--exclude-standard").splitlines():
        lines[file] = range(1, 1_000_000)
    return lines


def last_change(root):
    """What `changed=1` compares with: the last commit, or the one before when all is committed."""
    return "HEAD" if git(root, "status", "--porcelain") else "HEAD^"


def sample(all_mutants, size, seed):
    """`size` of the mutants (0: all), the same for the same seed, in the order they are tried."""
    chosen = list(all_mutants)
    random.Random(seed).shuffle(chosen)
    return chosen[:size] if size else chosen
