"""Importing this goes on in the tools' own Python (deploy/local/install --tests makes it), where the
packages of the tests are; compiled files stay out of the sources."""
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".local" / "tools" / "venv" / "bin" / "python"

if Path(sys.prefix) != PYTHON.parents[1]:
    if not PYTHON.exists():
        print("error: this needs what `deploy/local/install --tests` brings", file=sys.stderr)
        sys.exit(2)
    os.execv(PYTHON, [str(PYTHON), "-X", f"pycache_prefix={ROOT}/.local/pycache", *sys.argv])
