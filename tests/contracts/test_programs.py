"""Every program that people start by hand starts in the Python that Debian has, and says how it is
used."""
import os
import re
import subprocess
from pathlib import Path

import pytest

from local_stack import ports

SOURCE = Path(os.environ["ERP_SOURCE_DIR"])
FOLDERS = ("bench", "deploy/local", "docs", "proto", "tests", "tests/mutation")


def programs():
    for folder in FOLDERS:
        for path in sorted((SOURCE / folder).iterdir()):
            if path.is_file() and os.access(path, os.X_OK) and path.suffix != ".py":
                with open(path, "rb") as file:
                    if b"python" in file.readline():
                        yield path


def test_there_are_programs():
    names = {path.name for path in programs()}
    assert {"run", "stack", "generate", "check", "mutate", "footprint"} <= names


@pytest.mark.parametrize("path", list(programs()), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_program_says_how_it_is_used(path):
    done = subprocess.run([path, "--help"], capture_output=True, text=True, check=False, timeout=60,
                          env={"PATH": "/usr/bin:/bin", "HOME": os.environ.get("HOME", "/")})
    assert done.returncode == 0, done.stderr
    assert "usage" in done.stdout.lower()


def test_what_a_program_starts_by_default_has_ports():
    offsets = {}
    for folder in ("bench", "tests", "tests/mutation"):
        for path in (SOURCE / folder).iterdir():
            if path.is_file():
                found = re.search(r'"--port-offset".*default=(\d+)',
                                  path.read_text(encoding="utf-8", errors="replace"))
                if found:
                    offsets[path.name] = int(found[1])
    assert {"run", "soak", "kill_loop", "mutate", "system.py"} <= offsets.keys()
    for offset in offsets.values():
        ports.table(offset)
