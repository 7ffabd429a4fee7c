"""The build that mutants are tried in: how a file is compiled, and which tests it is linked into.

A mutant is one object file. It is put before the libraries when a test program, or a daemon that it
starts, is linked again, so the original in its library is not taken; nothing of the build itself
changes, and many mutants are tried at once.
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
    """The build or a test does not work without any change."""


LAYERS = ("unit", "contract", "component")  # folders of tests/, in the order they are asked


@dataclass(frozen=True)
class Binary:
    name: str        # as ninja names it: a path below the build directory
    link: tuple      # the command, without what it writes
    members: frozenset  # (library, object) that it has from libraries


@dataclass(frozen=True)
class Suite:
    layer: str
    program: Binary
    started: tuple = ()  # of Binary: the daemons that its tests start

    @property
    def name(self):
        return self.program.name


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
    """A configured build directory of a tree. Once it is prepared, reading it is thread-safe."""

    def __init__(self, tree, build):
        self.tree, self.build = Path(tree), Path(build)
        self.binaries = {}  # that are prepared

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
        self.layers = {
            program: layer for layer in LAYERS for program, inputs in self.inputs.items()
            if any(name.startswith(f"tests/{layer}/CMakeFiles/") for name in inputs)}

    def object_of(self, source):
        command = self.commands.get(str(self.tree / source))
        return command[command.index("-o") + 1] if command else None

    def started_by(self, program):
        """The daemons that a test program starts: what must be built before it and is a program."""
        return [name for name in self.inputs[program] if name in self.inputs]

    def suites_of(self, source, layers):
        """The test programs of these layers that are linked with the library of a source, or start a
        daemon that is."""
        made = self.object_of(source)
        libraries = set(self.query(made)[1]) if made else set()
        return sorted(program for program, layer in self.layers.items() if layer in layers and any(
            libraries & set(self.inputs[part]) for part in (program, *self.started_by(program))))

    def suite(self, program, scratch):
        """A test program that is built, with what it starts."""
        return Suite(self.layers[program], self.prepare(program, scratch),
                     tuple(self.prepare(name, scratch) for name in self.started_by(program)))

    def prepare(self, program, scratch):
        """What there is to know of a program that is built."""
        if program not in self.binaries:
            self.binaries[program] = self.mapped(program, scratch)
        return self.binaries[program]

    def mapped(self, program, scratch):
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
        return Binary(program, link, members)

    def member(self, source):
        """(library, object) of a source."""
        made = self.object_of(source)
        library = next((name for name in self.query(made)[1] if name.endswith(".a")), "")
        return Path(library).name, Path(made).name

    def is_linked(self, source, binary):
        """Whether the program has the source in it: of a library only what is used is taken."""
        return self.member(source) in binary.members

    def has(self, source, suite):
        """Whether the suite's program or one that it starts has the source in it."""
        return any(self.is_linked(source, binary) for binary in (suite.program, *suite.started))

    def compile_command(self, source, at, into, *flags):
        """Compiles the text at `at` as if it were `source`. An index beyond the end or a value that is
        not there ends the program, so that it does not depend on luck whether a test notices it."""
        command = without_warnings(self.commands[str(self.tree / source)])
        command[command.index("-o") + 1] = str(into)
        command[command.index("-c") + 1] = str(at)
        return [*command, "-w", "-D_GLIBCXX_ASSERTIONS", *(flags or ("-O0",)), "-iquote",
                str((self.tree / source).parent)]

    def link_command(self, binary, mutant_object, into):
        first = next(index for index, word in enumerate(binary.link) if word.endswith(".o"))
        fast = ["-fuse-ld=gold"] if shutil.which("ld.gold") else []
        return [*binary.link[:first], str(mutant_object), *binary.link[first:], *fast, "-o",
                str(into)]
