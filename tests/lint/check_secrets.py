"""Looks for what must not be in the repository: keys, tokens and passwords, and binary files.

Usage: check_secrets.py [ROOT]   exit 0 when there is nothing, 1 with one line per place.
"""
import re
import subprocess
import sys
from pathlib import Path

KINDS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/]{20}"),
    "an access key of Amazon": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of GitHub": re.compile(r"\bgh[opsu]_[A-Za-z0-9]{36}\b"),
    "a token of Slack": re.compile(r"\bxox[abpr]-[A-Za-z0-9-]{10,}"),
    "an access token": re.compile(r"\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{40,}"),
    "a password in an address": re.compile(r"\b[a-z][a-z0-9+]*://[\w.-]+:([^@/\s\"'{}$<>…]{3,})@[\w.[]"),
    "a password": re.compile(r"(?i)\b[A-Z_]*(?:PASSWORD|SECRET|ISSUER_KEY)\s*[=:]\s*[\"']?"
                             r"(?=[A-Za-z0-9+/_-]*[0-9])(?=[A-Za-z0-9+/_-]*[A-Za-z])[A-Za-z0-9+/_-]{20,}"),
}
# What is obviously none, where a pattern wants one.
EXAMPLE = re.compile(r"password|secret|example|user|pass|x{3,}|\.\.\.", re.IGNORECASE)
# Bytes on purpose: what strangers may send.
BINARY = ("tests/fuzz/corpus/",)
# Files that have what looks like one.
KNOWN = {
    "proto/http/employee.yaml": "an example of a key of an authenticator",
    "tests/fuzz/corpus/jwt/token": "signed with zeros",
    "tests/unit/redis_test.cpp": "addresses of nothing, to be read",
}


def found_in(text):
    """(line, kind) of each place."""
    for kind, pattern in KINDS.items():
        for match in pattern.finditer(text):
            value = match[1] if match.groups() else match[0].split("=", 1)[-1]
            if kind.startswith("a password") and EXAMPLE.search(value):
                continue
            yield text.count("\n", 0, match.start()) + 1, kind


def files_of(root):
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=root, capture_output=True, check=True).stdout
    return [name for name in listed.decode().split("\0") if name and (root / name).is_file()]


def check(root, known=None):
    kept = set(KNOWN if known is None else known)
    for name in files_of(root):
        data = (root / name).read_bytes()
        if b"\0" in data and not name.startswith(BINARY):
            yield f"{name}: a binary file"
        if name in kept:
            kept.discard(name)
            continue
        for line, kind in found_in(data.decode("utf-8", "replace")):
            yield f"{name}:{line}: {kind}"
    for name in sorted(kept):
        yield f"{name}: known in this check, and not there"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    breaches = list(check(root))
    for breach in breaches:
        print(breach)
    print(f"{len(breaches)} places" if breaches else "no secrets and no binary files")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
