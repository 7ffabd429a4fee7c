"""The build that mutants are tried in: how a file is compiled, and which unit tests it is linked into.

A mutant is one object file. It is put before the libraries when a unit-test program is linked again,
so the original in its library is not taken; nothing of the build itself changes, and many mutants are
tried at once.
"""
import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path


class Failed(Exception):
    """The build or a unit test does not work without any change."""


@dataclass(frozen=True)
class UnitTest:
    name: str
    link: tuple      # the command, without what it writes
    members: frozenset  # (library, object) that it has from libraries


def snapshot(root, tree):
    """Copies what git would see of the checkout; what is the same already keeps its time."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"], check=True, capture_output=True, text=True).stdout
    wanted = {name for name in listed.split("\0") if name and (root / name).is_file()}
    for name in wanted:
        source, copy = root / name, tree / name
        if copy.is_file() and copy.read_bytes() == source.read_bytes():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    for copy in [file for file in tree.rglob("*") if file.is_file()]:
        if str(copy.relative_to(tree)) not in wanted:
            copy.unlink()


def without_warnings(command):
    return [word for word in command if not word.startswith("-W") or word.startswith("-Wl,")]


class Program:
    """A configured build directory of a tree. Reading it is thread-safe."""

    def __init__(self, tree, build):
        self.tree, self.build = Path(tree), Path(build)

    def configure(self):
        if (self.build / "build.ninja").exists():
            return
        done = subprocess.run(
            ["cmake", "-S", self.tree, "-B", self.build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None",
             "-DCMAKE_CXX_FLAGS=-O0", "-DERP_WERROR=OFF"], check=False, capture_output=True, text=True)
        if done.returncode:
            raise Failed(done.stdout + done.stderr)

    def ninja(self, *arguments, output=True):
        # Copies of other checkouts made the same objects: ccache need not know where this one is.
        environment = os.environ | {"CCACHE_BASEDIR": str(self.tree), "CCACHE_NOHASHDIR": "1"}
        done = subprocess.run(["ninja", "-C", self.build, *arguments], check=False, text=True,
                              env=environment,
                              stdout=subprocess.PIPE if output else None, stderr=subprocess.STDOUT)
        if done.returncode:
            raise Failed(done.stdout or "the build failed, see above")
        return done.stdout

    def query(self, target):
        """(inputs, outputs) of a target of ninja."""
        sides = {"input": [], "outputs": []}
        side = None
        for line in self.ninja("-t", "query", target).splitlines():
            head = re.match(r"  (input|outputs):", line)
            if head:
                side = sides[head.group(1)]
            elif side is not None and line.startswith("    "):
                side.append(re.sub(r"^(\|\|?|\|@) ", "", line.strip()))
        return sides["input"], sides["outputs"]

    def read(self):
        """Learns the commands. After configure()."""
        listed = json.loads((self.build / "compile_commands.json").read_text(encoding="utf-8"))
        self.commands = {entry["file"]: shlex.split(entry["command"]) for entry in listed}
        programs = re.findall(r"^(\S+): CXX_EXECUTABLE_LINKER", self.ninja("-t", "targets", "all"),
                              re.MULTILINE)
        self.inputs = {program: self.query(program)[0] for program in programs}
        self.unit_programs = sorted(
            program for program, inputs in self.inputs.items()
            if any(name.startswith("tests/unit/CMakeFiles/") for name in inputs))

    def object_of(self, source):
        command = self.commands.get(str(self.tree / source))
        return command[command.index("-o") + 1] if command else None

    def unit_programs_of(self, source):
        """Unit-test programs that are linked with the library of a source."""
        made = self.object_of(source)
        libraries = set(self.query(made)[1]) if made else set()
        return [program for program in self.unit_programs
                if libraries & set(self.inputs[program])]

    def prepare(self, program, scratch):
        """What there is to know of a unit-test program that is built."""
        command = self.ninja("-t", "commands", "-s", program).strip().splitlines()[-1]
        steps = [shlex.split(step) for step in command.split("&&")]
        link = next(step for step in steps if "-o" in step and program in step)
        at = link.index("-o")
        link = (*link[:at], *link[at + 2:])
        mapped = subprocess.run(
            [*link, "-o", scratch / "mapped", f"-Wl,-Map={scratch / 'map'}"], cwd=self.build,
            check=False, capture_output=True, text=True)
        if mapped.returncode:
            raise Failed(mapped.stderr)
        taken = (scratch / "map").read_text(encoding="utf-8").partition("\nMemory Configuration")[0]
        members = frozenset(re.findall(r"([^/()\s]+\.a)\(([^()\s]+\.o)\)",
                                       taken.partition("\nDiscarded input sections")[0]))
        return UnitTest(program, link, members)

    def is_linked(self, source, unit_test):
        """Whether the program has the source in it: of a library only what is used is taken."""
        made = self.object_of(source)
        library = next((name for name in self.query(made)[1] if name.endswith(".a")), "")
        return (Path(library).name, Path(made).name) in unit_test.members

    def compile_command(self, source, at, into, *flags):
        """Compiles the text at `at` as if it were `source`. An index beyond the end or a value that is
        not there ends the program, so that it does not depend on luck whether a test notices it."""
        command = without_warnings(self.commands[str(self.tree / source)])
        command[command.index("-o") + 1] = str(into)
        command[command.index("-c") + 1] = str(at)
        return [*command, "-w", "-D_GLIBCXX_ASSERTIONS", *(flags or ("-O0",)), "-iquote",
                str((self.tree / source).parent)]

    def link_command(self, unit_test, mutant_object, into):
        first = next(index for index, word in enumerate(unit_test.link) if word.endswith(".o"))
        fast = ["-fuse-ld=gold"] if shutil.which("ld.gold") else []
        return [*unit_test.link[:first], str(mutant_object), *unit_test.link[first:], *fast, "-o",
                str(into)]
