"""The check of commits must be able to fail: what is planted in a tiny history is found."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import check_commits

NOBODY = {"GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@x.test", "GIT_COMMITTER_NAME": "x",
          "GIT_COMMITTER_EMAIL": "x@x.test", "GIT_CONFIG_GLOBAL": "/dev/null",
          "GIT_CONFIG_SYSTEM": "/dev/null"}


class Commits(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "whole"
        self.root.mkdir()
        self.git("init", "-q", "-b", "main")
        self.base = self.commit("Before the form held.")

    def git(self, *arguments, root=None):
        # A hook's environment would lead git to another repository.
        plain = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        done = subprocess.run(["git", "-C", root or self.root, *arguments], capture_output=True,
                              text=True, check=True, env=plain | NOBODY)
        return done.stdout.strip()

    def commit(self, subject):
        self.git("commit", "-q", "--allow-empty", "-m", subject, "-m", "Why.")
        return self.git("rev-parse", "HEAD")

    def found(self, root=None):
        return check_commits.check(root or self.root, self.base)

    def test_subjects_in_form_pass(self):
        for subject in ("feat: a thing", "fix(notification): keep sessions open while Redis is slow",
                        "fix(redis,mongo): two scopes", "feat(http)!: what breaks clients"):
            self.commit(subject)
        self.assertEqual(self.found(), [])

    def test_other_subjects_are_found(self):
        for subject, why in (("readme: spacing", "is not 'type(scope)"), ("fix:x", "is not"),
                             ("Fix: a thing", "is not"), ("fix(A b): a thing", "is not"),
                             ("fix: a thing.", "ends with a full stop"),
                             (f"fix: {'x' * 96}", "has 101 characters")):
            with self.subTest(subject):
                self.commit(subject)
                self.assertIn(why, self.found()[0])

    def test_a_merge_commit_is_found(self):
        self.git("checkout", "-q", "-b", "side")
        self.commit("fix: beside")
        self.git("checkout", "-q", "main")
        self.commit("fix: ahead")
        self.git("merge", "-q", "--no-ff", "-m", "fix: together", "side")
        self.assertEqual(len(self.found()), 1)
        self.assertIn("is a merge commit", self.found()[0])

    def test_a_clone_without_the_history_passes(self):
        self.commit("fix: a thing")
        shallow = self.root.with_name("shallow")
        self.git("clone", "-q", "--depth", "1", f"file://{self.root}", shallow)
        self.assertIsNone(self.found(shallow))
        archive = self.root.with_name("archive")
        archive.mkdir()
        self.assertIsNone(self.found(archive))

    def test_the_base_is_a_commit_of_this_repository(self):
        root = Path(__file__).resolve().parents[2]
        known = subprocess.run(["git", "-C", root, "rev-list", "--count", "HEAD"],
                               capture_output=True, text=True, check=False)
        shallow = subprocess.run(["git", "-C", root, "rev-parse", "--is-shallow-repository"],
                                 capture_output=True, text=True, check=False).stdout.strip()
        if known.returncode != 0 or shallow != "false":
            self.skipTest("no whole history here")
        self.assertIsNotNone(check_commits.check(root), "BASE is not among the commits")


if __name__ == "__main__":
    unittest.main()
