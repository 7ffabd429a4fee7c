"""Installs what the product needs on this machine; see local_stack/installation.py."""

import sys
from pathlib import Path


def main():
    # Before the first import of the package: compiled files stay out of the sources.
    sys.pycache_prefix = str(Path(__file__).resolve().parents[2] / ".local" / "pycache")
    from local_stack import installation
    return installation.main()


if __name__ == "__main__":
    sys.exit(main())
