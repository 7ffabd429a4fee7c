"""Access tokens for requests that carry none: of the person whom a request names as acting, by what
the routes declare, or else of an administrator; on routes for services of one that may. So a test
speaks as whom it names, as a client does that has signed in as that person, and says nothing of
tokens unless it is about them."""
import functools
import hashlib
import json
import threading
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pymysql
import requests

from system.eventually import until

TIMEOUT_S = 20
AHEAD_S = 60
INSISTS_S = 60
NOT_AGAIN_S = 3600
DAEMONS = ("EMPLOYEE", "APPROVAL_REQUEST", "APPROVAL_PROCESSING", "NOTIFICATION")
ADMINISTRATOR = "test-administrator"


class Acting:
    """The people of one stack. Thread-safe. `env` is the stack's environment (stack env)."""

    def __init__(self, env):
        self.env = env
        self._lock = threading.RLock()
        self.gateways = {env["GATEWAY_URL"]}  # others than the stack's own may send to it too
        self._tokens = {}  # client -> (token, until when)
        self._send = requests.Session().send  # as it is before anybody changes it

    @property
    def on(self):
        return self.env.get("AUTH_MODE", "dev") == "oidc"

    def headers(self, method, url, body=None):
        """What to add to a request of this stack; nothing to others, and to those for anyone."""
        if not self.on:
            return {}
        listener, path = self._place(url)
        route = self._route(listener, method.upper(), path) if listener else None
        if route is None or route["access"] == "anyone":
            return {}
        kind, _, names = route["access"].partition(":")
        if kind == "service":
            return _bearer(self.service(names.split(",")[0]))
        person = self._claimed(route, url, body)
        return _bearer(self.token(person, with_role=person is not None and kind == "role"))

    def token(self, person=None, with_role=False):
        """Of the person, or of the administrator; also when there is no such person. `with_role`: who
        does what human resources does becomes one of them."""
        kind = "hr" if with_role else "person"
        client = f"test-{kind}-{person}" if person else ADMINISTRATOR
        with self._lock:
            token, until = self._tokens.get(client, ("", 0))
            if time.monotonic() >= until:
                if not self._is_client(client, person, with_role):
                    return self.token()
                # Somebody who has left gets no new one: their last one, which has ended, is sent. The
                # issuer is not asked again, since failed tries count against this address.
                token, until = self._ask(client, self._secret(client)) or (
                    token or "none", time.monotonic() + NOT_AGAIN_S)
                self._tokens[client] = (token, until)
        return token

    def service(self, name):
        with self._lock:
            token, until = self._tokens.get(name, ("", 0))
            if time.monotonic() >= until:
                kept = json.loads((Path(self.env["STACK_STATE"]) / "secrets.json").read_text("utf-8"))
                token, until = self._ask(name, kept[f"secret_of_{name}"])
                self._tokens[name] = (token, until)
        return token

    # --- which person ----------------------------------------------------------------------

    def _place(self, url):
        """(api, path) or (internal, path) of this stack, or nothing."""
        parts = urlsplit(url)
        base = f"{parts.scheme}://{parts.netloc}"
        if base in self.gateways:
            return ("api", parts.path[len("/api"):]) if parts.path.startswith("/api/") else (None, "")
        for listener, addresses in (("api", "HTTP_URLS"), ("internal", "OPERATOR_URLS")):
            if any(base in self.env[f"{daemon}_{addresses}"].split(",") for daemon in DAEMONS):
                return listener, parts.path
        return None, ""

    @functools.cached_property
    def _routes(self):
        found = {"api": [], "internal": []}
        for daemon in DAEMONS:
            url = self.env[f"{daemon}_OPERATOR_URL"] + "/routes"
            reply = self._send(requests.Request("GET", url).prepare(), timeout=TIMEOUT_S)
            for listener, routes in reply.json().items():
                found[listener] += routes
        return found

    def _route(self, listener, method, path):
        """The route of a path: a literal segment wins over a parameter."""
        wanted = path.rstrip("/").split("/")
        fitting = []
        for route in self._routes[listener]:
            pattern = route["path"].split("/")
            if len(pattern) != len(wanted) or route["method"] not in (method, "GET"):
                continue
            if route["method"] != method and method != "HEAD":
                continue
            if all(a == b or a.startswith("{") for a, b in zip(pattern, wanted, strict=True)):
                params = dict(zip(pattern, wanted, strict=True))
                fitting.append((sum(a.startswith("{") for a in pattern), route | {"params": params}))
        return min(fitting, key=lambda one: one[0])[1] if fitting else None

    @staticmethod
    def _claimed(route, url, body):
        name, places = route["claim"]["name"], route["claim"]["in"]
        values = []
        if "path" in places:
            values.append(route["params"].get("{" + name + "}"))
        if "body" in places and isinstance(body, dict):
            values.append(body.get(name))
        if "query" in places:
            values += parse_qs(urlsplit(url).query).get(name, [])
        for value in values:
            if isinstance(value, (int, str)) and not isinstance(value, bool) and str(value).isdecimal():
                return int(value)
        return None

    # --- clients that act as people ----------------------------------------------------------

    def _secret(self, client):
        return hashlib.sha256((self.env["MYSQL_PASSWORD"] + client).encode()).hexdigest()

    def _is_client(self, client, person, with_role):
        """Makes it one, when its person is there."""
        return _insist(lambda: self._enter(client, person, with_role))

    def _enter(self, client, person, with_role):
        database = pymysql.connect(
            host=self.env["MYSQL_HOST"], port=int(self.env["MYSQL_PORT"]),
            user=self.env["MYSQL_USER"], password=self.env["MYSQL_PASSWORD"],
            database=self.env["MYSQL_DATABASE"], autocommit=True)
        with database, database.cursor() as cursor:
            if person is None:
                cursor.execute("SELECT employee_id FROM employee_roles WHERE role = 'admin'"
                               " ORDER BY employee_id LIMIT 1")
                person = cursor.fetchone()[0]
            if with_role:
                cursor.execute("INSERT IGNORE INTO employee_roles (role, employee_id)"
                               " SELECT 'hr', id FROM employees WHERE id = %s", (person,))
            hashed = hashlib.sha256(self._secret(client).encode()).hexdigest()
            return cursor.execute(
                "INSERT INTO clients (client_id, secret_hash, employee_id, created_at, changed_at)"
                " SELECT %s, %s, id, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) FROM employees"
                " WHERE id = %s ON DUPLICATE KEY UPDATE changed_at = UTC_TIMESTAMP(3)",
                (client, hashed, person)) > 0

    def _ask(self, client, secret):
        """(token, until when), or nothing when it may get none."""
        request = requests.Request("POST", self.env["EMPLOYEE_HTTP_URL"] + "/auth/token", data={
            "grant_type": "client_credentials", "client_id": client,
            "client_secret": secret})
        reply = _insist(lambda: _answered(self._send(request.prepare(), timeout=TIMEOUT_S)))
        if reply.status_code == 401 and reply.json()["error"] == "invalid_client":
            return None
        assert reply.status_code == 200, reply.text
        answer = reply.json()
        return answer["access_token"], time.monotonic() + answer["expires_in"] - AHEAD_S


def _answered(reply):
    if reply.status_code >= 500:
        raise requests.ConnectionError(reply.text)
    return reply


def _insist(question):
    """Its answer, also while a test has killed what would give it."""
    def asked():
        try:
            return (question(),)
        except (requests.RequestException, pymysql.err.Error):
            return None
    return until(asked, "the issuer and its database answer", INSISTS_S)[0]


def _bearer(token):
    return {"Authorization": f"Bearer {token}"}


@functools.cache
def _everywhere():
    """From now on requests of this process to stacks that it knows carry tokens, unless they say who
    acts themselves."""
    plain = requests.Session.request

    def request(session, method, url, **more):
        headers = dict(more.get("headers") or {})
        known = {name.lower() for name in (*headers, *session.headers)}
        if "authorization" not in known:
            query = more.get("params")
            full = requests.Request(method, url, params=query).prepare().url if query else url
            body = more.get("json")
            if body is None and isinstance(more.get("data"), (str, bytes)):
                body = _parsed(more["data"])
            for one in tuple(_KNOWN.values()):
                headers |= one.headers(method, full, body)
            more["headers"] = headers
        return plain(session, method, url, **more)

    requests.Session.request = request


def _parsed(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


def forget(env):
    """Requests to this stack say themselves who acts."""
    _KNOWN.pop(env["GATEWAY_URL"], None)


def token_for(url, person):
    """Of the person of the stack that has this WebSocket address; nothing where nobody needs one."""
    for one in tuple(_KNOWN.values()):
        gateway = f"http://{urlsplit(url).netloc}".replace("localhost", "127.0.0.1")
        if gateway in one.gateways or url in one.env["WS_DIRECT_URLS"].split(","):
            return one.token(person) if one.on else None
    return None


_KNOWN = {}  # gateway → the people of its stack


def of(env):
    """The people of the stack with this environment; its requests carry tokens from now on."""
    _everywhere()
    known = _KNOWN.get(env["GATEWAY_URL"])
    if known is None or known.env is not env:
        known = _KNOWN[env["GATEWAY_URL"]] = Acting(env)
    return known
