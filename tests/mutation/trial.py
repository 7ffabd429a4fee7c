"""Tries one mutant: compiles it, links each test program that has it, or whose daemons have it, and runs
them until one fails: unit tests first, and what they do not notice against the engines."""
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

KILLED, SURVIVED, LATE, INVALID, SAME, UNTRIED = (
    "killed", "survived", "killed (too slow)", "does not compile", "same machine code", "not tried")
UNIT = "unit"  # the layer that needs no engines
MEMORY = 6 * 1024 ** 3  # address space of a test that runs; a mutant may allocate for ever
COMPILE_WITHIN = 180.0


@dataclass(frozen=True)
class Verdict:
    mutant: object
    outcome: str
    by: str = ""  # the test program that failed
    layer: str = UNIT  # of it


# Nor does it outlive a run that was killed.
BOUNDED = ("setpriv", "--pdeathsig", "KILL", "prlimit", f"--as={MEMORY}", "--core=0")


SHARDS = 4  # of a test program, beside each other: many tests wait more than they work


class Started:
    """A program in a session of its own, so that nothing of it is left when it is ended."""

    def __init__(self, command, folder, environment=None):
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
            env=os.environ | (environment or {}))

    def end(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class TimeIsUp(Exception):
    """What was begun has no verdict."""


ended = threading.Event()  # set: no program is waited for any more


def outcome(started, within):
    """0 when all have ended well, the exit code of the first that has not; None when it took longer."""
    ends = time.monotonic() + within
    try:
        while True:
            codes = [one.process.poll() for one in started]
            bad = next((code for code in codes if code), 0)
            if bad or None not in codes:
                return bad
            if ended.is_set():
                raise TimeIsUp
            if time.monotonic() >= ends:
                return None
            time.sleep(0.005)
    finally:
        for one in started:
            one.end()


def run(command, folder, within):
    """The exit code; None when it took longer, and then nothing of it is left."""
    return outcome([Started(command, folder)], within)


def run_suite(binary, folder, within):
    """As run(), of all its tests, which start the daemons beside it."""
    command = [*BOUNDED, binary, "--gtest_fail_fast", "--gtest_brief=1"]
    return outcome([Started(command, folder, {"GTEST_TOTAL_SHARDS": str(SHARDS),
                                              "GTEST_SHARD_INDEX": str(shard),
                                              "ERP_BIN_DIR": str(binary.parent),
                                              "ERP_ANSWERS": os.devnull})
                    for shard in range(SHARDS)], within)


def time_limit(baseline):
    """Seconds for a mutant whose test takes `baseline` seconds unchanged; the machine may be busy."""
    return 10.0 + 5.0 * baseline


class Unusable(Exception):
    """A test fails without any change."""


class Baselines:
    """How long suites take unchanged, each measured when it is first needed. Thread-safe."""

    def __init__(self, program):
        self.program = program
        self.seconds = {}
        self.lock = threading.Lock()

    def __getitem__(self, name):
        with self.lock:
            if name not in self.seconds:
                self.seconds[name] = self.measured(name)
            return self.seconds[name]

    def measured(self, name):
        """Its tests have deadlines of their own, which a machine that is busy for a moment may miss."""
        for _ in range(2):
            begun = time.monotonic()
            if run_suite(self.program.build / name, self.program.build, 300.0) == 0:
                return time.monotonic() - begun
        raise Unusable(f"{name} fails without any change")


class Trial:
    """Thread-safe, each thread with a folder of its own."""

    def __init__(self, program, tests_of, seconds, ends=float("inf")):
        self.program = program
        self.tests_of = tests_of  # {source: [Suite, the one to ask first]}
        self.seconds = seconds    # [name of a suite]: what it takes unchanged
        self.ends = ends          # of time.monotonic(): what has no verdict by then gets none

    def bounded(self, call, what, folder, within):
        """The exit code or None, as run() says; not beyond the end of all trials."""
        code = call(what, folder, max(0.0, min(within, self.ends - time.monotonic())))
        if code is None and time.monotonic() >= self.ends:
            raise TimeIsUp
        return code

    def compiled(self, mutant, text, made, *flags):
        source = made.parent / mutant.path
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(text, encoding="utf-8")
        made.unlink(missing_ok=True)
        command = self.program.compile_command(mutant.path, source, made, *flags)
        code = self.bounded(run, command, self.program.build, COMPILE_WITHIN)
        return code == 0

    def same_code(self, mutant, original, folder):
        """Whether the optimiser makes the same of both; a survivor is then no different program."""
        made = folder / "optimised.o"
        objects = [made.read_bytes() if self.compiled(mutant, text, made, "-O2") else b""
                   for text in (original, mutant.applied(original))]
        return objects[0] == objects[1] != b""

    def linked(self, path, suite, made, binaries):
        """The suite's program, and what it starts beside it, with the mutant in it or as it is. None
        when it cannot be linked."""
        for binary in (suite.program, *suite.started):
            into = binaries / Path(binary.name).relative_to(Path(suite.name).parent)
            into.parent.mkdir(parents=True, exist_ok=True)
            into.unlink(missing_ok=True)
            if not self.program.is_linked(path, binary):
                into.symlink_to(self.program.build / binary.name)
                continue
            link = self.program.link_command(binary, made, into)
            if self.bounded(run, link, self.program.build, COMPILE_WITHIN) != 0:
                return None
        return binaries / Path(suite.name).name

    def asked(self, suite, mutant, made, folder):
        """The verdict when this suite notices the mutant; otherwise None."""
        binary = self.linked(mutant.path, suite, made, folder / "bin")
        if binary is None:
            return Verdict(mutant, INVALID)
        within = time_limit(self.seconds[suite.name])
        code = self.bounded(run_suite, binary, folder, within)
        if code and suite.layer != UNIT:
            # These wait for engines and daemons, on a machine that may be busy: once is no evidence.
            code = self.bounded(run_suite, binary, folder, within)
        if code == 0:
            return None
        return Verdict(mutant, LATE if code is None else KILLED, suite.name, suite.layer)

    def __call__(self, mutant, original, folder):
        try:
            return self.tried(mutant, original, folder)
        except TimeIsUp:
            return Verdict(mutant, UNTRIED)

    def tried(self, mutant, original, folder):
        made = folder / "mutant.o"
        if not self.compiled(mutant, mutant.applied(original), made):
            return Verdict(mutant, INVALID)
        suites = self.tests_of[mutant.path]
        quick = [suite for suite in suites if suite.layer == UNIT]
        for suite in quick:
            verdict = self.asked(suite, mutant, made, folder)
            if verdict:
                return verdict
        if self.same_code(mutant, original, folder):
            return Verdict(mutant, SAME)
        for suite in suites[len(quick):]:
            verdict = self.asked(suite, mutant, made, folder)
            if verdict:
                return verdict
        return Verdict(mutant, SURVIVED)
