"""A stack of a test's own whose people sign in: AUTH_MODE=oidc."""
import subprocess

import requests

from system.own_stack import BINARIES, DAEMONS, OwnStack

PASSWORD = "plums in the icebox"
TIMEOUT_S = 20


class SignedStack(OwnStack):
    """Its people are hired while nobody has to sign in yet."""

    carries_tokens = False

    def up(self, settings=None):
        return super().up(settings or {daemon: {"AUTH_MODE": "dev"} for daemon in DAEMONS})

    def hire(self, *names, hr):
        """Everybody with an account, and one of them with the role."""
        self.people = {}
        for name in names:
            hired = self.call("POST", "/employees", body={"name": name, "department": "개발팀",
                                                          "position": "사원"})
            self.people[name] = hired.json()["id"]
            made = self.account("add", name, "--employee", self.people[name], line=PASSWORD + "\n")
            assert made.returncode == 0, made.stderr
        roles = self.call("PUT", f"/employees/{self.people[hr]}/roles", body={"roles": ["hr"]})
        assert roles.status_code == 200, roles.text

    def mode(self, value):
        return self.up({daemon: {"AUTH_MODE": value} for daemon in DAEMONS})

    def call(self, method, path, token=None, body=None, media=None):
        """`media`: of a body that is bytes."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        sent = {"data": body} if media else {"json": body}
        if media:
            headers["Content-Type"] = media
        return requests.request(method, self.env["GATEWAY_URL"] + "/api" + path, headers=headers,
                                timeout=TIMEOUT_S, **sent)

    def account(self, *arguments, line=""):
        return self.command("--account", *arguments, line=line)

    def command(self, *arguments, line=""):
        """Something that employee does once, with the settings of the daemon."""
        script = (self.state / "launch" / "employee").read_text(encoding="utf-8").splitlines()
        # What it says is for the test, not for the daemon's log, and it is no start of the daemon.
        kept = [text for text in script[:-1] if not text.startswith(("exec >>", 'echo "$$'))]
        command = f'exec {BINARIES / "employee"} "$@"'
        return subprocess.run(["sh", "-c", "\n".join([*kept, command]), "sh",
                               *map(str, arguments)],
                              input=line, text=True, capture_output=True, check=False, timeout=60)

    def sign_in(self, name, password=PASSWORD):
        return self.call("POST", "/auth/login", body={"username": name, "password": password})

    def token(self, name):
        return self.sign_in(name).json()["accessToken"]
