"""Importing this goes on in the tools' own Python (deploy/local/install makes it), which finds the
package local_stack; compiled files stay out of the sources."""
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".local" / "tools" / "venv" / "bin" / "python"

if Path(sys.prefix) != PYTHON.parents[1]:
    if not PYTHON.exists():
        print("error: this needs what `make install` brings", file=sys.stderr)
        sys.exit(2)
    os.execv(PYTHON, [str(PYTHON), "-X", f"pycache_prefix={ROOT}/.local/pycache", *sys.argv])
