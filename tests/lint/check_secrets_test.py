"""The check of secrets must be able to fail: what is planted in a tiny tree is found."""
import subprocess
import tempfile
import unittest
from pathlib import Path

import check_secrets

# In parts, so that they are in no file of ours.
SECRETS = {
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEowIBAAKCAQEAxyz0123456789\n",
    "an access key of Amazon": "AKI" + "AIOSFODNN7EXAMPLE",
    "a token of GitHub": "gh" + "p_" + "a1" * 18,
    "a token of Slack": "xox" + "b-1234567890-abc",
    "an access token": "ey" + "JhbGciOiJSUzI1NiJ9abcdef.ey" + "JzdWIiOiIxMjM0NTY3ODkwIn0." + "a" * 43,
    "a password in an address": "mongodb://erp:" + "k3v9Qz@10.0.0.1/",
    "a password": "MYSQL_PASSWORD=" + "9fK2mQ7xLr4Tz8WvB1nC",
}
NONE = """
MYSQL_PASSWORD=$(cat file)   password: {type: string}   secret = secrets["issuer_key"]
https://user:password@example.org  postgres://{user}:{word}@{host}/  -----BEGIN PRIVATE KEY-----
"""


def found(files, known=()):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        subprocess.run(["git", "init", "-q", folder], check=True)
        for name, data in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(check_secrets.check(root, known))


class Secrets(unittest.TestCase):
    def test_every_kind_is_found_where_it_stands(self):
        for kind, secret in SECRETS.items():
            self.assertEqual(found({"a/b.yaml": f"x\n{secret}\n"}), [f"a/b.yaml:2: {kind}"])

    def test_names_of_secrets_and_examples_are_none(self):
        self.assertEqual(found({"a.md": NONE}), [])

    def test_a_binary_file_is_found_but_for_what_fuzzers_are_given(self):
        self.assertEqual(found({"a.bin": b"a\0b", "tests/fuzz/corpus/stomp/a": b"a\0b"}),
                         ["a.bin: a binary file"])

    def test_what_is_known_must_be_there(self):
        files = {"a": SECRETS["a private key"]}
        self.assertEqual(found(files, ["a"]), [])
        self.assertEqual(found(files, ["a", "b"]), ["b: known in this check, and not there"])


if __name__ == "__main__":
    unittest.main()
