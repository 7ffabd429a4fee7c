"""The Debian packages: which are needed, which are missing, and installing those."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from local_stack.console import Failure
from local_stack.layout import HERE

SCRIPT = HERE / "packages.sh"

# One list for this machine and for the images (deploy/docker/Dockerfile).
BUILD = tuple((HERE / "build-packages.txt").read_text(encoding="utf-8").split())
# Servers without their system services where Debian has them apart: MariaDB's "core" packages,
# and redis-tools, whose redis-check-rdb is the server under another name. libcurl4 is mongod's.
RUN = ("mariadb-server-core", "mariadb-client-core", "redis-tools", "nginx", "libcurl4",
       "openjdk-17-jre-headless", "maven", "python3-venv", "ca-certificates", "tzdata")
LINT = ("clang-format", "clang-19", "clang-tidy-19", "shellcheck")
FUZZ = ("clang-19", "libclang-rt-19-dev")


def missing(names):
    if not shutil.which("dpkg-query"):
        raise Failure("this is not a Debian system: its packages cannot be installed here")
    asked = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package}\n", *names],
                           capture_output=True, text=True, check=False).stdout
    present = {line.split()[1] for line in asked.splitlines() if line.startswith("ii")}
    return [name for name in names if name not in present]


def install(names, log):
    """Installs as root or through sudo; the packages' own talk goes to `log`."""
    command = ["sh", str(SCRIPT), *names]
    if os.geteuid() != 0:
        sudo = shutil.which("sudo")
        if not sudo:
            raise Failure("packages are missing, this is not root and there is no sudo; as root: "
                          "apt-get install --no-install-recommends " + " ".join(names))
        command = [sudo, *([] if sys.stdin.isatty() else ["-n"]), *command]
    with open(log, "ab") as output:
        # No new session: sudo may ask for the password on the terminal.
        done = subprocess.run(command, stdin=None, stdout=output, stderr=output, check=False)
    if done.returncode != 0:
        raise Failure(f"installing packages failed: {_error_in(log)}", log)


def _error_in(log):
    lines = Path(log).read_text(encoding="utf-8", errors="replace").strip().splitlines()[-40:]
    errors = [line for line in lines if line.startswith(("E:", "sudo:", "dpkg: error"))]
    return (errors or lines or ["no output"])[-1][:300]
