"""Starts, shows and stops the whole product on this machine: five engines, four daemons and the
gateway under one supervisor. `stack --help` lists the verbs; the Makefile is the usual way in.

A state directory holds one stack: its data, logs, sockets and generated password. Everything
listens on 127.0.0.1.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from local_stack import gateway, lock, processes, rolling, seed, status, tokens
from local_stack.bring_up import BringUp, write_environment
from local_stack.console import Cancelled, Console, Failure, fail
from local_stack.daemons import POSSIBLE
from local_stack.layout import DEFAULT_BINARIES, DEFAULT_STATE, MARK, Layout, module
from local_stack.ports import MOST_REPLICAS
from local_stack.shut_down import stop_everything, wipe
from local_stack.supervision import Supervisor


def layout_of(options):
    """The layout of the running or last stack unless the caller says otherwise."""
    known = Layout.recall(options.state)
    offset = options.port_offset
    if offset is None:
        offset = known.get("port_offset", 0)
    binaries = options.bin or known.get("binaries") or DEFAULT_BINARIES
    return Layout(options.state, offset, binaries, known.get("replicas", 1),
                  known.get("daemon_env"), known.get("short_lived", False),
                  known.get("tls", False))


def daemon_env(options):
    """daemon or replica -> {variable: value}, of what the caller wants on top of the usual."""
    found = {}
    for text in options.daemon_env:
        who, colon, setting = text.partition(":")
        variable, equals, value = setting.partition("=")
        if who not in POSSIBLE or not (colon and equals and variable.isidentifier()):
            raise Failure(f"--daemon-env {text}: must be DAEMON:VARIABLE=VALUE")
        found.setdefault(who, {})[variable] = value
    return found


def up(options, console):
    known = Layout.recall(options.state)
    replicas = options.replicas or known.get("replicas", 1)
    tls = known.get("tls", False) if options.tls is None else bool(options.tls)
    layout = Layout(options.state, options.port_offset or 0, options.bin or DEFAULT_BINARIES,
                    replicas, daemon_env(options),
                    options.short_lived or known.get("short_lived", False), tls)
    layout.prepare()
    with lock.held(layout, console):
        moved = known.get("port_offset", layout.offset) != layout.offset
        if moved and Supervisor(layout).answers():
            raise Failure(f"the stack in {layout.shown(layout.state)} runs with PORT_OFFSET"
                          f" {known['port_offset']}: make down first")
        layout.remember(port_offset=layout.offset, binaries=str(layout.binaries),
                        replicas=replicas, daemon_env=layout.daemon_env,
                        short_lived=layout.short_lived, auth_mode=layout.auth_mode, tls=tls)
        BringUp(layout, console, options.engines_only).run()
        if options.engines_only:
            console.step("stack", f"engines ready; {layout.shown(layout.state)}/env names them")
            return 0
        first = bool(options.seed) and seed.enter(layout, console)
        if layout.auth_mode == "oidc":
            tokens.make_administrator(layout)
        if first:
            seed.ask_for_leave(layout, console)
        console.step("stack", f"ready: {layout.gateway_url}"
                     + (f", believe {layout.shown(layout.ca)}" if layout.ca else ""))
        return walk(layout) if first else 0


def become(name, *arguments):
    """This process goes on as that module."""
    command = module(name, *arguments)
    os.execv(command[0], command)


def walk(layout):
    sys.stdout.flush()
    return subprocess.run(module("walk", layout.ports["gateway"], layout.state),
                          check=False).returncode


def down(options, console):
    layout = layout_of(options)
    if not (layout.state / MARK).exists():
        if not processes.members(layout.state):
            console.say("nothing was ever started here")
            return 0
        layout.prepare()  # somebody removed the directory of a running stack
    with lock.held(layout, console, end_holder=True):
        ended = stop_everything(layout, console)
        console.say(f"stopped {ended} processes" if ended else "nothing was running")
    return 0


def reset(options, console):
    layout = layout_of(options)
    if not (layout.state / MARK).exists():
        console.say("there is nothing to wipe")
        return 0
    if not options.yes:
        if not sys.stdin.isatty():
            raise Failure("reset wipes all data: say yes=1 when there is nobody to ask")
        where = layout.shown(layout.state)
        if input(f"Stop the stack and wipe all data in {where}? [y/N] ").lower() not in (
                "y", "yes"):
            console.say("nothing changed")
            return 1
    with lock.held(layout, console, end_holder=True):
        stop_everything(layout, console)
        wipe(layout)
        console.say(f"wiped {layout.shown(layout.state)}")
    return 0


def show(options, console):
    layout = layout_of(options)
    found = status.rows(layout)
    console.say(json.dumps(found, indent=1) if options.json else status.table(found))
    return 0 if all(row["ready"] for row in found) else 3


def logs(options, console):
    layout = layout_of(options)
    idle = {name for name in POSSIBLE if name not in layout.ports}  # of a larger number before
    # Without a name the daemons, which is what somebody looks for; engines and gateway by name.
    wanted = [layout.log(options.program)] if options.program else sorted(
        path for path in layout.log_dir.glob("*.log")
        if path.stem in POSSIBLE and path.stem not in idle)
    missing = [path for path in wanted if not path.exists()]
    if missing or not wanted:
        have = ", ".join(sorted(path.stem for path in layout.log_dir.glob("*.log")))
        raise Failure(f"no such log; there are: {have or 'none'}")
    console.say(f"==> following {len(wanted)} logs, Ctrl-C ends")
    sys.stdout.flush()
    become("lines", "follow", options.level, *wanted)


def trace(options, _console):
    layout = layout_of(options)
    logs = [path for path in sorted(layout.log_dir.glob("*.log"))
            if path.stem in POSSIBLE or path.stem == gateway.NAME]
    become("lines", "trace", options.id, *logs)


def restart(options, console):
    layout = layout_of(options)
    with lock.held(layout, console):
        rolling.restart_all(layout, console)
    return 0


def demo(options, console):
    layout = layout_of(options)
    if not Supervisor(layout).answers():
        raise Failure("nothing runs: make up")
    return walk(layout)


def check_gateway(_options, console):
    """Lets nginx read the rendered gateway configuration; touches no running stack."""
    with tempfile.TemporaryDirectory(prefix="gateway-check-") as folder:
        conf = Path(folder) / "conf"
        conf.mkdir()
        gateway.render(conf, gateway.defaults())
        done = subprocess.run(["/usr/sbin/nginx", "-t", "-q", "-p", f"{folder}/", "-e", "stderr",
                               "-c", "conf/nginx.conf"], capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            lines = [line for line in done.stderr.splitlines() if "[emerg]" in line]
            raise Failure(f"the gateway's configuration: {(lines or [done.stderr.strip()])[0]}")
    console.say("the gateway's configuration is well-formed")
    return 0


def watch(options, _console):
    layout = layout_of(options)
    if not Supervisor(layout).answers():
        raise Failure("nothing runs: make up")
    become("watch", layout.ports["gateway"], layout.state, options.user)


def token(options, console):
    layout = layout_of(options)
    if not Supervisor(layout).answers():
        raise Failure("nothing runs: make up")
    signed = tokens.of_layout(layout)
    if options.user in ("", tokens.ADMINISTRATOR):
        console.say(signed.administrator() or "")
    elif options.user.isdecimal():
        console.say(signed.of(int(options.user)) or "")
    else:
        console.say(signed.by_name(options.user) or "")
    return 0


def environment(options, console):
    layout = layout_of(options)
    if not (layout.state / MARK).exists():
        raise Failure("nothing was ever started here")
    write_environment(layout)
    console.say((layout.state / "env").read_text(encoding="utf-8").rstrip())
    return 0


def arguments():
    parser = argparse.ArgumentParser(prog="stack", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)

    def verb(name, work, text):
        made = verbs.add_parser(name, help=text, description=text)
        made.add_argument("--state", default=str(DEFAULT_STATE), help="state directory")
        made.add_argument("--port-offset", type=int, default=None, help="added to every port")
        made.add_argument("--bin", default=None, help="where the daemons' binaries are")
        made.set_defaults(work=work)
        return made

    start = verb("up", up, "start what is not running, restart what is out of date")
    start.add_argument("--seed", type=int, choices=(0, 1), default=1,
                       help="1: enter demo people into an empty system and show one document")
    start.add_argument("--replicas", type=int, choices=range(1, MOST_REPLICAS + 1),
                       help="processes of each daemon; the last number when not given, or 1")
    start.add_argument("--tls", type=int, choices=(0, 1),
                       help="1: gateway and engines by TLS, with an authority of this stack's own; as"
                            " the last time when not given, or 0")
    start.add_argument("--daemon-env", action="append", default=[], metavar="DAEMON:VAR=VALUE",
                       help="a setting of one daemon or replica; holds until the next up")
    start.add_argument("--short-lived", action="store_true",
                       help="for tests: the broker does not optimise itself; kept until reset")
    start.add_argument("--engines-only", action="store_true",
                       help="only MariaDB, Redis, MongoDB and Kafka")
    verb("down", down, "stop everything, keep the data")
    verb("reset", reset, "stop everything and wipe the data").add_argument(
        "--yes", action="store_true", help="do not ask")
    verb("status", show, "what runs; exit 3 when something is not ready").add_argument(
        "--json", action="store_true")
    follow = verb("logs", logs, "follow the logs of the daemons, or of one program")
    follow.add_argument("program", nargs="?")
    follow.add_argument("--level", default="debug", help="debug, info, warn or error and above")
    verb("trace", trace, "one request's way through all daemons").add_argument("id")
    verb("restart-rolling", restart,
         "restart every replica of every daemon in turn, while the others serve")
    verb("demo", demo, "walk one document through the gateway")
    verb("check-gateway", check_gateway, "let nginx check the gateway's configuration")
    verb("watch", watch, "print one person's notifications as they come").add_argument(
        "user", type=int)
    verb("token", token, "print an access token of somebody").add_argument(
        "user", help=f"a person's number, a user name, or {tokens.ADMINISTRATOR}")
    verb("env", environment, "print the stack's ports, addresses and password for a shell")
    return parser.parse_args()


def interrupted(_number, _frame):
    raise KeyboardInterrupt


def main():
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupted)
    options = arguments()
    try:
        return options.work(options, Console())
    except Failure as failure:
        return fail(failure)
    except Cancelled as cancelled:
        return fail(Failure(f"gave up: {cancelled}"))
    except KeyboardInterrupt:
        print("error: interrupted; what was being started is stopped again", file=sys.stderr)
        return 130
    except OSError as error:
        return fail(Failure(str(error)))

