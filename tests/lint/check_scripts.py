"""Runs ruff on every Python file and shellcheck on every shell script of the tree, those without a
suffix too: their first line says what they are.

Usage: check_scripts.py [ROOT]   exit 0 when all pass, otherwise what they found.
"""
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
RUFF = HERE / ".local" / "tools" / "venv" / "bin" / "ruff"
CHECKS = (
    ("Python", re.compile(rb"#!.*\bpython3?\b"), ".py",
     (RUFF, "check", "--quiet", "--output-format=concise", "--config", HERE / ".ruff.toml")),
    ("shell", re.compile(rb"#!.*\b(ba|da)?sh\b"), ".sh", ("shellcheck", "--format=gcc")),
)


def files(root):
    """Everything that belongs to the tree: what git has or would take."""
    named = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others",
                            "--exclude-standard"], capture_output=True, check=True).stdout
    paths = {root / name for name in named.decode().split("\0") if name}
    return sorted(path for path in paths if path.is_file() and not path.is_symlink())


def written_in(path, first_line, suffix):
    if path.suffix:
        return path.suffix == suffix
    with open(path, "rb") as file:
        return first_line.match(file.readline(100)) is not None


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else HERE).resolve()
    tree, worst = files(root), 0
    for language, first_line, suffix, command in CHECKS:
        found = [path.relative_to(root) for path in tree if written_in(path, first_line, suffix)]
        if not found:
            continue
        try:
            done = subprocess.run([*command, "--", *found], cwd=root, check=False)
        except FileNotFoundError:
            print(f"{command[0]} is missing: deploy/local/install --lint", file=sys.stderr)
            return 2
        worst = max(worst, done.returncode)
        if done.returncode == 0:
            print(f"the {len(found)} {language} files fit", flush=True)
    return worst


if __name__ == "__main__":
    sys.exit(main())
