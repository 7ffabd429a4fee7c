"""Holds the services against their service.json: one source for names, ports, engines and topics.

Every service has the same kinds of files in the same places, its service.json says everything that
deployments need and nothing else, and no C++ file repeats a topic or a group that it names.

Usage: check_services.py [ROOT]   exit 0 when all holds, 1 with one line per breach.
"""
import json
import re
import sys
from pathlib import Path

ENGINES = {"mariadb", "mongodb", "redis", "kafka"}
LISTENERS = {"http", "operator", "ws"}
MEMBERS = {"name", "sentence", "listeners", "engines", "calls", "topics", "routes", "probes"}
FILES = ("README.md", "CMakeLists.txt", "main.cpp", "config.h", "config.cpp", "api/routes.h",
         "app/ports.h", "app/use_cases.h", "store/stores.h", "clients/clients.h")
# Topics that several services produce to (docs/architecture.md), each of its own events.
SHARED = {"approval-notifications"}
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')


def manifests(root):
    """{folder: what its service.json says}, and a line for each that cannot be read."""
    found, wrong = {}, []
    for folder in sorted(path.parent for path in root.glob("services/*/CMakeLists.txt")):
        file = folder / "service.json"
        try:
            found[folder] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            wrong.append(f"{file.relative_to(root)}: {error}")
    return found, wrong


def check_members(folder, manifest, names):
    file = f"services/{folder.name}/service.json"
    if set(manifest) != MEMBERS:
        yield f"{file}: has {sorted(manifest)}, not {sorted(MEMBERS)}"
        return
    if manifest["name"] != folder.name:
        yield f"{file}: is called {manifest['name']}"
    listeners = manifest["listeners"]
    if not {"http", "operator"} <= set(listeners) <= LISTENERS:
        yield f"{file}: listeners are http and operator, and perhaps ws"
    if not all(isinstance(port, int) and 0 < port < 65536 for port in listeners.values()):
        yield f"{file}: a port is a number from 1 to 65535"
    for engine in set(manifest["engines"]) - ENGINES:
        yield f"{file}: {engine} is not an engine"
    for called in set(manifest["calls"]) - names:
        yield f"{file}: calls {called}, which is not a service"
    if any(manifest["topics"].values()) and "kafka" not in manifest["engines"]:
        yield f"{file}: topics need kafka"


def check_files(root, folder, manifest):
    wanted = [*FILES, manifest["routes"]["http"], manifest["routes"]["internal"]]
    wanted += ["api/events.h"] if manifest["topics"]["consumes"] else []
    for name in wanted:
        place = root / name if name.startswith("proto/") else folder / name
        if not place.exists():
            yield f"{place.relative_to(root)}: is missing"


def check_between(found):
    """Ports are one service's alone; what is consumed is produced, by one service, or by several
    that keep it as long where that is agreed (SHARED)."""
    ports, producers = {}, {}
    for folder, manifest in found.items():
        for listener, port in manifest["listeners"].items():
            other = ports.setdefault(port, f"{folder.name} {listener}")
            if other != f"{folder.name} {listener}":
                yield f"services/{folder.name}/service.json: {port} is {other}'s port"
        for topic in manifest["topics"]["produces"]:
            other, kept = producers.setdefault(topic["name"], (folder.name, topic["keptDays"]))
            if other != folder.name and topic["name"] not in SHARED:
                yield f"services/{folder.name}/service.json: {other} produces {topic['name']}"
            if kept != topic["keptDays"]:
                yield (f"services/{folder.name}/service.json: {other} keeps {topic['name']} "
                       f"{kept} days")
    for folder, manifest in found.items():
        for topic in manifest["topics"]["consumes"]:
            if topic["name"] not in producers:
                yield f"services/{folder.name}/service.json: nobody produces {topic['name']}"


def check_literals(root, found):
    """service.h has them as constants."""
    named = {}
    for manifest in found.values():
        for topic in manifest["topics"]["produces"] + manifest["topics"]["consumes"]:
            named[topic["name"]] = manifest["name"]
            if "group" in topic:
                named[topic["group"]] = manifest["name"]
    for folder in found:
        for file in sorted(folder.rglob("*.cpp")) + sorted(folder.rglob("*.h")):
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                for text in LITERAL.findall(line):
                    if text in named:
                        yield (f"{file.relative_to(root)}:{number}: \"{text}\" is a constant of "
                               f"service.h, made of service.json")


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    found, breaches = manifests(root)
    names = {folder.name for folder in found}
    for folder, manifest in found.items():
        breaches += check_members(folder, manifest, names)
    if not breaches:
        for folder, manifest in found.items():
            breaches += check_files(root, folder, manifest)
        breaches += [*check_between(found), *check_literals(root, found)]
    for breach in breaches:
        print(breach)
    print(f"{len(found)} services, {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
