"""Access tokens of people, as scripts of the company's own get them: by user name and password."""

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from local_stack import commands, web
from local_stack.console import Failure
from local_stack.daemons import DAEMONS
from local_stack.layout import SERVICES, ca_of

ADMINISTRATOR = "admin"
TIMEOUT_S = 30
MADE_WITHIN_S = 60
# A token is used no longer than so long before its end.
AHEAD_S = 60


class Tokens:
    """Thread-safe. `base`: of the gateway. `secrets`: of the stack (layout.py). `ca`: see web.py."""

    def __init__(self, base, secrets, ca=None):
        self._base = base + "/api"
        self._open = web.opener(ca)
        self._secrets = secrets
        self._lock = threading.Lock()
        self._kept = {}  # user name -> (token, until when); guarded by _lock
        self._names = {}  # person -> user name; guarded by _lock

    def administrator(self):
        return self.by_name(ADMINISTRATOR, self._secrets["administrator_password"])

    def of(self, person):
        """Of somebody by number, who is given an account when there is none."""
        with self._lock:
            name = self._names.get(person)
        if name is None:
            name = self._account_of(person)
            with self._lock:
                self._names[person] = name
        return self.by_name(name, self._secrets["people_password"])

    def by_name(self, name, password=None):
        with self._lock:
            token, until = self._kept.get(name, ("", 0))
        if time.monotonic() < until:
            return token
        answer = self.call("POST", "/auth/login", {
            "username": name, "password": password or self._secrets["people_password"]})
        with self._lock:
            self._kept[name] = (answer["accessToken"],
                                time.monotonic() + answer["expiresIn"] - AHEAD_S)
        return answer["accessToken"]

    def _account_of(self, person):
        """The user name. An address of e-mail says it, or the number."""
        administrator = self.administrator()
        profile = self.call("GET", f"/employees/{person}", token=administrator)
        name = (profile.get("email") or "").partition("@")[0] or f"person-{person}"
        self.call("POST", f"/employees/{person}/account",
                  {"username": name, "password": self._secrets["people_password"]},
                  administrator, but="account-exists")
        return name

    def call(self, method, path, body=None, token=None, but=None):
        """The body of the answer; nothing for a refusal with the code `but`."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(
            self._base + path, method=method, headers=headers,
            data=json.dumps(body).encode() if body is not None else None)
        try:
            with self._open(request, timeout=TIMEOUT_S) as reply:
                text = reply.read()
            return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            text = error.read().decode("utf-8", "replace")
            if but and f'"code":"{but}"' in text.replace(" ", ""):
                return None
            raise Failure(f"{method} /api{path} answered {error.code}: {text[:300]}") from error
        except (OSError, http.client.HTTPException, json.JSONDecodeError) as error:
            raise Failure(f"{method} /api{path}: {error}") from error


class Nobody:
    """Tokens where nobody has to sign in."""

    def administrator(self):
        return None

    def of(self, _person):
        return None


def of_state(state, port):
    """Of the stack in this state directory, whose gateway listens on the port."""
    kept = json.loads((Path(state) / "secrets.json").read_text(encoding="utf-8"))
    known = json.loads((Path(state) / "stack.json").read_text(encoding="utf-8"))
    if known["auth_mode"] != "oidc":
        return Nobody()
    ca = ca_of(state)
    return Tokens(f"http{'s' if ca else ''}://127.0.0.1:{port}", kept, ca)


def of_layout(layout):
    return of_state(layout.state, layout.ports["gateway"])


def bearer(token):
    """The header of a request, or none where nobody has to sign in."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def make_administrator(layout):
    """The account of the stack's administrator. Its person is entered when there is none."""
    _employee(layout, threading.Event(), layout.secrets()["administrator_password"] + "\n",
              "--administrator", ADMINISTRATOR)


def keep_clients(layout, cancelled):
    """The daemons as clients of the issuer, with the secrets of this stack."""
    kept = layout.secrets()
    lines = (f"{name} {name} {kept[f'secret_of_{name}']}\n" for name in SERVICES)
    _employee(layout, cancelled, "".join(lines), "--client", "keep")


def _employee(layout, cancelled, text, *arguments):
    employee = next(daemon for daemon in DAEMONS if daemon.name == "employee")
    settings = employee.replicas(layout)[0].environment(layout)
    log = layout.log(employee.name)
    commands.run([layout.binary(employee.name), *arguments],
                 f"employee {' '.join(arguments)} failed", log, cancelled, MADE_WITHIN_S,
                 cwd=layout.state, shown=layout.shown(log), text=text,
                 environment={key: str(value) for key, value in settings.items()})
