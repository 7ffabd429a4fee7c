"""Engines for the layers that need them: the test stack, as `make test only=contract` starts it."""
import os
import shlex
import subprocess
from contextlib import contextmanager

from program import Failed


@contextmanager
def started(root, build, offset):
    """The engines on ports moved by `offset`; stopped at the end."""
    stack = [root / "deploy" / "local" / "stack"]
    state = ["--state", root / ".local" / "test"]

    def call(verb, *more):
        return subprocess.run([*stack, verb, *state, *more], check=False).returncode == 0

    try:
        if not (call("reset", "--yes") and call(
                "up", "--port-offset", str(offset), "--bin", build / "bin", "--seed", "0",
                "--short-lived", "--engines-only")):
            raise Failed("the engines did not start")
        yield
    finally:
        call("down")


def enter(root, build):
    """Tests find the engines that are up."""
    done = subprocess.run([root / "tests" / "run", "--environment", "--build", build], check=False,
                          capture_output=True, text=True)
    if done.returncode:
        raise Failed(done.stderr.strip() or "no engines are up")
    for line in shlex.split(done.stdout):
        name, equals, value = line.partition("=")
        if equals:
            os.environ[name] = value
