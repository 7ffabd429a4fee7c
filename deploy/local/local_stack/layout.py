"""Where everything lies: the repository, the shared tools, and one state directory per stack."""

import base64
import hashlib
import json
import os
import secrets
import uuid
from pathlib import Path

from local_stack import ports
from local_stack.console import Failure

HERE = Path(__file__).resolve().parents[1]  # deploy/local
ROOT = HERE.parents[1]
TOOLS = ROOT / ".local" / "tools"
PYTHON = TOOLS / "venv" / "bin" / "python"
PYCACHE = ROOT / ".local" / "pycache"  # compiled files stay out of the sources
DEFAULT_STATE = ROOT / ".local" / "run"
DEFAULT_BINARIES = ROOT / "build" / "bin"

# Says that a directory is a stack's own, so that nothing else is ever taken for one.
MARK = ".stack"

# Everything a stack writes below its state directory: `reset` removes these and nothing else.
DATA_PARTS = ("data", "log", "launch", "starts", "gateway", "kafka", "stack.json", "secrets.json",
              "env", "env.json", "seed.json", "supervisord.conf", "supervisord.pid", "session",
              "supervisor.sock", "redis", "mongodb.key", "tls")


def module(name, *arguments):
    """The command that runs a module of this package in the tools' Python."""
    return [str(PYTHON), "-P", "-X", f"pycache_prefix={PYCACHE}", "-m", f"local_stack.{name}",
            *map(str, arguments)]


class Layout:
    """One stack. Immutable after construction; files are made by prepare()."""

    def __init__(self, state, offset, binaries=DEFAULT_BINARIES, replicas=1, daemon_env=None,
                 short_lived=False, tls=False):
        self.state = Path(state).resolve()
        self.offset = offset
        self.replicas = replicas
        self.daemon_env = daemon_env or {}  # daemon or replica -> settings of this stack only
        self.short_lived = short_lived  # for tests: nothing is spent on being fast later
        # What clients of the gateway and of the engines believe; None: all is in plain text.
        self.ca = self.state / "tls" / "ca.pem" if tls else None
        self.ports = ports.table(offset, replicas)
        self.binaries = Path(binaries).resolve()
        self.data = self.state / "data"
        self.log_dir = self.state / "log"
        for path in (self.state, TOOLS, self.binaries):
            if any(c in str(path) for c in "\n\r\0"):
                raise Failure(f"a line break in a path is not supported: {path!r}")

    def prepare(self):
        """Makes the folders; idempotent."""
        try:
            self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not (self.state / MARK).exists():
                if any(self.state.iterdir()):
                    raise Failure(f"{self.state} is neither empty nor a stack's state directory")
                (self.state / MARK).touch()
            for part in ("data", "log", "launch", "starts", "gateway/conf", "kafka"):
                (self.state / part).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Failure(f"cannot write to {self.state}: {error.strerror}") from error

    @property
    def auth_mode(self):
        """Of all daemons. A stack's own setting (daemon_env) is of tests that change it."""
        own = self.daemon_env.get("employee", {})
        return own.get("AUTH_MODE", os.environ.get("AUTH_MODE", "oidc"))

    @property
    def gateway_url(self):
        return f"http{'s' if self.ca else ''}://127.0.0.1:{self.ports['gateway']}"

    def log(self, name):
        return self.log_dir / f"{name}.log"

    def shown(self, path):
        """A path as the operator would type it: relative inside the repository."""
        path = Path(path)
        return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)

    def binary(self, daemon):
        return self.binaries / daemon

    # --- what a running stack was started with -------------------------------------------

    def remember(self, **facts):
        write_private(self.state / "stack.json", json.dumps(facts, indent=1) + "\n")

    @staticmethod
    def recall(state):
        """What the stack in `state` was last started with; {} when there never was one."""
        try:
            return json.loads((Path(state) / "stack.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError):
            return {}

    # --- secrets -----------------------------------------------------------------------

    def secrets(self):
        """Generated once per state directory, readable by its owner only, never in git."""
        path = self.state / "secrets.json"
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            kept = {}
        made = {name: make() for name, make in SECRETS.items() if name not in kept}
        if made:
            write_private(path, json.dumps(kept | made, indent=1) + "\n")
        return kept | made


def ca_of(state):
    """What clients of the stack in `state` believe, as it was last started; None: plain text."""
    return Layout(state, 0, tls=Layout.recall(state).get("tls", False)).ca


def cluster_id():
    """22 characters as Kafka wants them; a leading dash would read as an option."""
    while True:
        text = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        if not text.startswith("-"):
            return text


# Who calls daemons, each a client of the issuer.
SERVICES = ("employee", "approval-request", "approval-processing", "notification", "gateway")

# Who has an account at which engine, beside employee's at MariaDB; see accounts.py.
ENGINE_USERS = {"redis": ("administrator", "approval-processing", "notification"),
                "mongodb": ("administrator", "approval-request"),
                "kafka": ("broker", "administrator", "employee", "approval-request",
                          "approval-processing", "notification")}

SECRETS = {
    "mysql_password": lambda: secrets.token_hex(16),
    "mysql_tests_password": lambda: secrets.token_hex(16),
    "mongodb_key": lambda: secrets.token_hex(64),
    **{f"{engine}_password_of_{user}": lambda: secrets.token_hex(16)
       for engine, users in ENGINE_USERS.items() for user in users},
    "kafka_cluster": cluster_id,
    "issuer_key": lambda: secrets.token_hex(32),
    "administrator_password": lambda: secrets.token_hex(16),
    "people_password": lambda: secrets.token_hex(16),
    **{f"secret_of_{name}": lambda: secrets.token_hex(32) for name in SERVICES},
}


def write_private(path, text):
    """Replaces a file in one step, readable by its owner only."""
    path = Path(path)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(draft, path)


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]
