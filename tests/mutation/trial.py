"""Tries one mutant: compiles it, links each unit test that has it, and runs them until one fails."""
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass

KILLED, SURVIVED, LATE, INVALID, SAME, UNTRIED = (
    "killed", "survived", "killed (too slow)", "does not compile", "same machine code", "not tried")
MEMORY = 6 * 1024 ** 3  # address space of a test that runs; a mutant may allocate for ever
COMPILE_WITHIN = 180.0


@dataclass(frozen=True)
class Verdict:
    mutant: object
    outcome: str
    by: str = ""  # the unit test that failed


# Nor does it outlive a run that was killed.
BOUNDED = ("setpriv", "--pdeathsig", "KILL", "prlimit", f"--as={MEMORY}", "--core=0")


SHARDS = 4  # of a unit-test program, beside each other: many tests wait more than they work


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


def outcome(started, within):
    """0 when all have ended well, the exit code of the first that has not; None when it took longer."""
    ends = time.monotonic() + within
    try:
        while True:
            codes = [one.process.poll() for one in started]
            bad = next((code for code in codes if code), 0)
            if bad or None not in codes:
                return bad
            if time.monotonic() >= ends:
                return None
            time.sleep(0.005)
    finally:
        for one in started:
            one.end()


def run(command, folder, within):
    """The exit code; None when it took longer, and then nothing of it is left."""
    return outcome([Started(command, folder)], within)


def unit_test(binary, folder, within):
    """As run(), of all its tests."""
    command = [*BOUNDED, binary, "--gtest_fail_fast", "--gtest_brief=1"]
    return outcome([Started(command, folder, {"GTEST_TOTAL_SHARDS": str(SHARDS),
                                              "GTEST_SHARD_INDEX": str(shard)})
                    for shard in range(SHARDS)], within)


def time_limit(baseline):
    """Seconds for a mutant whose test takes `baseline` seconds unchanged; the machine may be busy."""
    return 10.0 + 5.0 * baseline


class Unusable(Exception):
    """A unit test fails without any change."""


class TimeIsUp(Exception):
    """What was begun has no verdict."""


class Baselines:
    """How long unit tests take unchanged, each measured when it is first needed. Thread-safe."""

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
            if unit_test(self.program.build / name, self.program.build, 300.0) == 0:
                return time.monotonic() - begun
        raise Unusable(f"{name} fails without any change")


class Trial:
    """Thread-safe, each thread with a folder of its own."""

    def __init__(self, program, tests_of, seconds, ends=float("inf")):
        self.program = program
        self.tests_of = tests_of  # {source: [UnitTest, the likeliest first]}
        self.seconds = seconds    # [name of a unit test]: what it takes unchanged
        self.ends = ends          # of time.monotonic(): what has no verdict by then gets none

    def bounded(self, call, what, folder, within):
        """The exit code or None, as run() says; not beyond the end of all trials."""
        code = call(what, folder, max(0.0, min(within, self.ends - time.monotonic())))
        if code is None and time.monotonic() >= self.ends:
            raise TimeIsUp
        return code

    def compiled(self, mutant, text, folder, *flags):
        source = folder / mutant.path
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(text, encoding="utf-8")
        made = folder / "mutant.o"
        made.unlink(missing_ok=True)
        command = self.program.compile_command(mutant.path, source, made, *flags)
        code = self.bounded(run, command, self.program.build, COMPILE_WITHIN)
        return made if code == 0 else None

    def same_code(self, mutant, original, folder):
        """Whether the optimiser makes the same of both; a survivor is then no different program."""
        objects = []
        for text in (original, mutant.applied(original)):
            made = self.compiled(mutant, text, folder, "-O2")
            objects.append(made.read_bytes() if made else b"")
        return objects[0] == objects[1] != b""

    def __call__(self, mutant, original, folder):
        try:
            return self.tried(mutant, original, folder)
        except TimeIsUp:
            return Verdict(mutant, UNTRIED)

    def tried(self, mutant, original, folder):
        made = self.compiled(mutant, mutant.applied(original), folder)
        if made is None:
            return Verdict(mutant, INVALID)
        binary = folder / "test"
        for test in self.tests_of[mutant.path]:
            link = self.program.link_command(test, made, binary)
            if self.bounded(run, link, self.program.build, COMPILE_WITHIN) != 0:
                return Verdict(mutant, INVALID)
            code = self.bounded(unit_test, binary, folder, time_limit(self.seconds[test.name]))
            if code is None:
                return Verdict(mutant, LATE, test.name)
            if code != 0:
                return Verdict(mutant, KILLED, test.name)
        if self.same_code(mutant, original, folder):
            return Verdict(mutant, SAME)
        return Verdict(mutant, SURVIVED)
