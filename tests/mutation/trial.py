"""Tries one mutant: compiles it, links each unit test that has it, and runs them until one fails."""
import os
import signal
import subprocess
import time
from dataclasses import dataclass

KILLED, SURVIVED, LATE, INVALID, SAME = (
    "killed", "survived", "killed (too slow)", "does not compile", "same machine code")
MEMORY = 6 * 1024 ** 3  # address space of a test that runs; a mutant may allocate for ever
COMPILE_WITHIN = 180.0


@dataclass(frozen=True)
class Verdict:
    mutant: object
    outcome: str
    by: str = ""  # the unit test that failed


# Nor does it outlive a run that was killed.
BOUNDED = ("setpriv", "--pdeathsig", "KILL", "prlimit", f"--as={MEMORY}", "--core=0")


def run(command, folder, within):
    """The exit code; None when it took longer, and then nothing of it is left."""
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            return process.wait(within)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def unit_test(binary, folder, within):
    return run([*BOUNDED, binary, "--gtest_fail_fast", "--gtest_brief=1"], folder, within)


def time_limit(baseline):
    """Seconds for a mutant whose test takes `baseline` seconds unchanged; the machine may be busy."""
    return 10.0 + 5.0 * baseline


def baseline(program, test):
    """Seconds that a unit test takes unchanged; None when it fails."""
    begun = time.monotonic()
    code = unit_test(program.build / test.name, program.build, 300.0)
    return time.monotonic() - begun if code == 0 else None


class Trial:
    """Thread-safe, each thread with a folder of its own."""

    def __init__(self, program, tests_of, seconds):
        self.program = program
        self.tests_of = tests_of  # {source: [UnitTest, the likeliest first]}
        self.seconds = seconds    # {name of a unit test: what it takes unchanged}

    def compiled(self, mutant, text, folder, *flags):
        source = folder / mutant.path
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(text, encoding="utf-8")
        made = folder / "mutant.o"
        made.unlink(missing_ok=True)
        command = self.program.compile_command(mutant.path, source, made, *flags)
        return made if run(command, self.program.build, COMPILE_WITHIN) == 0 else None

    def same_code(self, mutant, original, folder):
        """Whether the optimiser makes the same of both; a survivor is then no different program."""
        objects = []
        for text in (original, mutant.applied(original)):
            made = self.compiled(mutant, text, folder, "-O2")
            objects.append(made.read_bytes() if made else b"")
        return objects[0] == objects[1] != b""

    def __call__(self, mutant, original, folder):
        made = self.compiled(mutant, mutant.applied(original), folder)
        if made is None:
            return Verdict(mutant, INVALID)
        binary = folder / "test"
        for test in self.tests_of[mutant.path]:
            if run(self.program.link_command(test, made, binary), self.program.build,
                   COMPILE_WITHIN) != 0:
                return Verdict(mutant, INVALID)
            code = unit_test(binary, folder, time_limit(self.seconds[test.name]))
            if code is None:
                return Verdict(mutant, LATE, test.name)
            if code != 0:
                return Verdict(mutant, KILLED, test.name)
        if self.same_code(mutant, original, folder):
            return Verdict(mutant, SAME)
        return Verdict(mutant, SURVIVED)
