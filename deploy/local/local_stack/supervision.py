"""The stack's supervisor: its configuration, its start, and talking to it.

One supervisord per state directory. Each program is a launch script in <state>/launch, so its
environment or arguments can change without touching the supervisor, and anyone can read or run
how a program is started.
"""

import contextlib
import http.client
import os
import shlex
import socket
import subprocess
import xmlrpc.client
from pathlib import Path

from local_stack import probes, processes
from local_stack.console import Failure
from local_stack.layout import digest, module, write_private

SOCKET = "supervisor.sock"
SUPERVISORD = Path(__file__).with_name("supervisord.py")

ALIVE = ("STARTING", "RUNNING")


class Program:
    """What the supervisor keeps running. `argv` runs with the state directory as its cwd."""

    def __init__(self, name, argv, environment=None, stop_signal="TERM", before=""):
        self.name = name
        self.argv = [str(part) for part in argv]
        self.environment = dict(environment or {})
        self.stop_signal = stop_signal
        self.before = before  # shell lines run just before the program

    def script(self, layout):
        """The launch script. Its revision tells whether a running program is out of date."""
        exports = "".join(f"export {key}={shlex.quote(str(value))}\n"
                          for key, value in sorted(self.environment.items()))
        body = (f"{exports}{self.before}"
                f"exec {' '.join(shlex.quote(part) for part in self.argv)}\n")
        revision = digest(body)
        return revision, (
            "#!/bin/sh\n"
            f"# Starts {self.name}; written by deploy/local/stack, run by its supervisor.\n"
            f"cd {shlex.quote(str(layout.state))} || exit 1\n"
            f"exec >>log/{self.name}.log 2>&1\n"
            f'echo "$$ {revision}" >>starts/{self.name}\n'
            "# Idle WebSockets are descriptors; without the right to more, as many as allowed.\n"
            'ulimit -Sn 65536 2>/dev/null || ulimit -Sn "$(ulimit -Hn)"\n'
            f"{body}")


def write_launch(layout, program):
    """Writes the launch script and returns its revision."""
    revision, text = program.script(layout)
    path = layout.state / "launch" / program.name
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        write_private(path, text)
    return revision


def _configuration(programs):
    """`programs`: name -> stop signal, all that may ever run: replicas beyond the number wanted
    now are named too, so that another number needs no other supervisor."""
    revision = digest(SUPERVISORD.read_text(encoding="utf-8"))
    # Relative paths throughout: supervisord runs inside the state directory, so neither its
    # depth (a socket path ends at 107 characters) nor odd characters in it matter.
    user = "user=root\n" if os.geteuid() == 0 else ""
    text = (f"# supervisord {revision}\n[unix_http_server]\nfile={SOCKET}\nchmod=0700\n\n"
            "[supervisord]\nnodaemon=true\nsilent=true\nlogfile=log/supervisord.log\n"
            "logfile_maxbytes=5MB\nlogfile_backups=2\nchildlogdir=log\nminfds=1024\n"
            f"pidfile=supervisord.pid\n{user}\n"
            "[rpcinterface:supervisor]\n"
            "supervisor.rpcinterface_factory="
            "supervisor.rpcinterface:make_main_rpcinterface\n")
    for name, stop_signal in programs.items():
        text += (f"\n[program:{name}]\ncommand=/bin/sh launch/{name}\n"
                 "autostart=false\nautorestart=true\nstartsecs=1\nstartretries=1000000\n"
                 f"stopsignal={stop_signal}\nstopwaitsecs=20\nkillasgroup=true\n"
                 "redirect_stderr=true\nstdout_logfile=NONE\n")
    return text


class Supervisor:
    """Talks to the supervisord of one stack. Not shared between threads: make one each."""

    def __init__(self, layout):
        self._layout = layout
        self._proxy = xmlrpc.client.ServerProxy(
            "http://supervisor", transport=_UnixTransport(str(layout.state), SOCKET))

    def answers(self):
        try:
            self._proxy.supervisor.getState()
            return True
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return False

    def states(self):
        """name -> {"statename", "pid", "start", "spawnerr", ...}; {} when not running."""
        try:
            return {info["name"]: info
                    for info in self._proxy.supervisor.getAllProcessInfo()}
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return {}

    def state(self, name):
        return self.states().get(name, {"statename": "STOPPED", "pid": 0})

    def start(self, name):
        with contextlib.suppress(xmlrpc.client.Fault):  # already started
            self._call("startProcess", name, False)

    def stop_and_wait(self, names, deadline):
        """Asks all to stop at once and waits; the supervisor kills what ignores it. Returns the
        names that were running."""
        states = self.states()
        left = [n for n in names if states.get(n, {}).get("statename") not in
                (None, "STOPPED", "EXITED", "FATAL")]
        for name in left:
            with contextlib.suppress(xmlrpc.client.Fault, Failure):
                self._call("stopProcess", name, False)

        def ended():
            states = self.states()
            return all(states.get(n, {}).get("statename", "STOPPED") in
                       ("STOPPED", "EXITED", "FATAL") for n in left)

        probes.becomes_true(ended, deadline)
        return left

    def shut_down(self):
        with contextlib.suppress(xmlrpc.client.Fault, Failure):
            self._call("shutdown")

    def _call(self, method, *arguments):
        try:
            return getattr(self._proxy.supervisor, method)(*arguments)
        except (OSError, http.client.HTTPException) as error:
            raise Failure(f"the supervisor does not answer: {error}",
                          self._layout.shown(self._layout.log("supervisord"))) from error


def outdated(layout, programs):
    """`programs` as in _configuration. True when a supervisor runs that was started with
    another configuration."""
    path = layout.state / "supervisord.conf"
    return Supervisor(layout).answers() and (
        not path.exists() or path.read_text(encoding="utf-8") != _configuration(programs))


def ensure_running(layout, programs):
    """Starts supervisord when none answers."""
    text = _configuration(programs)
    path = layout.state / "supervisord.conf"
    supervisor = Supervisor(layout)
    if supervisor.answers():
        return
    processes.end_leftovers(layout.state)
    with contextlib.suppress(FileNotFoundError):
        (layout.state / SOCKET).unlink()
    write_private(path, text)
    log = layout.log("supervisord")
    # What runs must not depend on the shell that happened to start it.
    clean = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
             "LANG": "C.UTF-8", "HOME": os.environ.get("HOME", "/")}
    with open(log, "ab") as output:
        child = subprocess.Popen(module("supervisord", "-c", "supervisord.conf"),
                                 cwd=layout.state, env=clean,
                                 stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                 start_new_session=True)
    processes.remember_session(layout.state, child.pid)
    probes.becomes_true(lambda: supervisor.answers() or child.poll() is not None, 15, pause_s=0.02)
    if child.poll() is None and supervisor.answers():
        return
    child.kill()
    child.wait()
    raise Failure(f"the supervisor did not start: {last_line(log)}", layout.shown(log))


def last_line(path):
    try:
        with open(path, "rb") as file:
            file.seek(max(0, os.path.getsize(path) - 4096))
            lines = file.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:300] if lines else "it said nothing"
    except OSError:
        return "it said nothing"


class _UnixTransport(xmlrpc.client.Transport):
    """XML-RPC over the supervisor's socket, whatever the length of its path."""

    def __init__(self, folder, name):
        super().__init__()
        self._folder, self._name = folder, name

    def make_connection(self, host):
        return _UnixConnection(self._folder, self._name)

    def send_content(self, connection, request_body):
        connection.putheader("Connection", "close")
        super().send_content(connection, request_body)


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, folder, name):
        super().__init__("localhost", timeout=10)
        self._folder, self._name = folder, name

    def connect(self):
        folder = os.open(self._folder, os.O_PATH | os.O_DIRECTORY)
        try:
            self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.sock.settimeout(self.timeout)
            self.sock.connect(f"/proc/self/fd/{folder}/{self._name}")
        finally:
            os.close(folder)
