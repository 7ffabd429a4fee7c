"""Installs what the product needs on a Debian 12 machine, each thing once, saying what.

usage: install [--tests] [--lint] [--fuzz]
Packages need root or sudo; everything else lands in .local/tools. No system service is started.
"""

import argparse
import fcntl
import os
import shutil
import sys
from concurrent import futures
from pathlib import Path

from local_stack import jars, packages, tools
from local_stack.console import Console, Failure, fail
from local_stack.layout import ROOT, TOOLS

NEEDED_MB = 3000
LOG = TOOLS / "install.log"


def require_room():
    for folder in (TOOLS, Path("/usr")):
        free = shutil.disk_usage(folder).free // (1024 * 1024)
        if free < NEEDED_MB:
            raise Failure(f"no disk space: {free} MB free at {folder}, {NEEDED_MB} MB needed")


def wanted(options):
    return (packages.BUILD + packages.RUN + (packages.LINT if options.lint else ())
            + (packages.FUZZ if options.fuzz else ()))


def install_packages(console, options):
    missing = packages.missing(wanted(options))
    if missing:
        console.step("packages", f"installing {len(missing)}: {' '.join(missing)}")
        packages.install(missing, LOG)
        console.step("packages", "installed; their system services are neither started nor"
                     " enabled")
    return bool(missing)


def from_packages_of_python(console, options):
    needs, broken = tools.venv_missing(options.tests or options.lint)
    if needs:
        names = ", ".join(str(need.relative_to(ROOT)) for need in needs)
        console.step("python", f"{'making' if broken else 'adding to'} the environment: {names}")
        tools.make_venv(needs, broken, LOG)
        console.step("python", "environment ready")
    if not tools.package_linked():
        tools.link_package()
    if not tools.mongo_whole():
        console.step("mongodb", "fetching the server (42 MB)")
        tools.fetch_mongo(LOG)
        console.step("mongodb", "server ready")
    if options.tests and not tools.openapi_whole():  # Node.js is in the environment above
        console.step("openapi", "fetching the checker of the HTTP contracts by npm (12 MB)")
        tools.fetch_openapi(LOG)
        console.step("openapi", "checker ready")


def kafka(console, _options):
    if not jars.whole():
        console.step("kafka", "fetching its jars by Maven (46 MB)")
        jars.fetch(LOG)
        console.step("kafka", "jars ready")
    if not jars.trained():
        console.step("kafka", "starting it once to archive its classes")
        console.step("kafka", "class archive ready" if jars.train(LOG) else
                     "no class archive: each start takes 1 s longer")


def redis(_console, _options):
    if not tools.redis_whole():
        tools.link_redis(LOG)


def complete(options):
    return (not packages.missing(wanted(options)) and tools.redis_whole() and tools.mongo_whole()
            and jars.whole() and jars.trained()
            and not tools.venv_missing(options.tests or options.lint)[0] and tools.package_linked()
            and (not options.tests or tools.openapi_whole()))


def run(options, console):
    if ":" in str(TOOLS):
        raise Failure(f"a colon in the repository's path is not supported (Java): {ROOT}")
    TOOLS.mkdir(parents=True, exist_ok=True)
    with open(TOOLS / "lock", "w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.step("install", "waiting for another install")
            fcntl.flock(lock, fcntl.LOCK_EX)
        if complete(options):
            return
        require_room()
        LOG.unlink(missing_ok=True)
        install_packages(console, options)
        with futures.ThreadPoolExecutor(3) as pool:
            parts = [pool.submit(part, console, options)
                     for part in (from_packages_of_python, kafka, redis)]
            for part in futures.as_completed(parts):
                part.result()


def main():
    parser = argparse.ArgumentParser(prog="install", description=__doc__)
    parser.add_argument("--tests", action="store_true", help="also what the tests need")
    parser.add_argument("--lint", action="store_true",
                        help="also what checks the sources: clang-format, clang-tidy, shellcheck, ruff")
    parser.add_argument("--fuzz", action="store_true", help="also what `make fuzz` needs: libFuzzer")
    options = parser.parse_args()
    try:
        run(options, Console())
        return 0
    except Failure as failure:
        if failure.log:
            failure.log = os.path.relpath(failure.log, ROOT)
        return fail(failure)
    except KeyboardInterrupt:
        print("error: interrupted; start it again to go on", file=sys.stderr)
        return 130
    except OSError as error:
        return fail(Failure(str(error)))

