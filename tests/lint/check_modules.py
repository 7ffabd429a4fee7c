"""Holds the tree against the module rules: who may include whom, what the top level holds, sizes.

Usage: check_modules.py [ROOT]   exit 0 when all holds, 1 with one line per breach.
"""
import os
import re
import subprocess
import sys

# What a library may include of ours (besides itself).
LIBS = {
    "common": set(),
    "observe": {"common"},
    "json": {"common"},
    "http": {"common", "observe", "json", "auth"},
    "kafka": {"common", "observe", "bus", "contracts"},
    "mysql": {"common", "observe"},
    "mongo": {"common", "observe"},
    "redis": {"common", "observe"},
    "outbox": {"common", "observe"},
    "deadletters": {"common", "observe", "json", "auth", "http", "bus"},
    "auth": {"common", "observe", "json"},
    "contracts": {"common", "json"},
    # What every bus is to a service; a driver of one implements it.
    "bus": {"common", "observe", "contracts", "outbox"},
    "daemon": {"common", "observe", "auth", "http", "json"},
    "ws": set(),
}

# Third-party headers that only one library may see.
OWNERS = {
    r"httplib\.h": {"http"},
    r"boost/beast/.*": {"http"},
    r"librdkafka/.*": {"kafka"},
    r"hiredis/.*": {"redis"},
    r"(mysql|mariadb)(/.*|\.h)?": {"mysql"},
    r"mongoc(/.*|\.h)": {"mongo"},
    r"bson(/.*|\.h)": {"mongo"},
    r"websocketpp/.*": {"ws"},
    r"utf8proc\.h": {"common"},
    r"date/.*": {"common"},
    r"valijson/.*": {"json"},
    r"spdlog/.*": {"observe"},
    r"sodium\.h": {"auth"},
    r"openssl/.*": {"auth", "common", "redis"},
    r"prometheus/.*": {"observe"},
}
JSON = re.compile(r"nlohmann/.*|json/.*")

# Inside a service: layer -> layers of the same service it may include.
LAYERS = {
    "domain": {"domain"},
    "app": {"domain", "app"},
    # service.h is made of service.json.
    "api": {"domain", "app", "api", "config", "service"},
    "store": {"domain", "app", "store", "config", "service"},
    "clients": {"domain", "app", "clients", "config", "service"},
    "config": {"config", "service"},
    # What main passes its ports through: tests link another one.
    "wiring": {"app", "config", "wiring"},
    "main": {"domain", "app", "api", "store", "clients", "config", "service", "wiring", "main"},
}
# Inside a service: layer -> libraries it may include.
LAYER_LIBS = {
    "domain": {"common"},
    "app": {"common", "observe"},
    "api": {"common", "observe", "json", "http", "auth", "bus", "ws", "deadletters", "contracts"},
    # What seals and signs is kept with the keys.
    "store": {"common", "observe", "json", "mysql", "mongo", "redis", "outbox", "auth"},
    "clients": {"common", "observe", "json", "http", "bus", "kafka", "outbox", "contracts"},
    "config": {"common", "daemon"},
    "wiring": {"bus", "outbox"},
    "main": set(LIBS),
}
TOP_LEVEL = {
    "CMakeLists.txt", "Makefile", "README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md",
    "LICENSE", "docker-compose.yml", "docs",
    "proto", "libs", "services", "deploy", "tests", "bench",
}
LONGEST_FILE = 400
LONGEST_MAIN = 80
FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|manager|misc|base)(_|$|\.)")
# All of a test's faults that the product may name: a crash point, in one line.
CRASH_POINT = re.compile(r'(\s*|.*[ ;])failpoint::Crash\("[a-z.-]+"\);\n?')
FAULTS = re.compile(r'failpoint::|\bfaults::|#\s*include\s*"faults/')
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def tracked(root):
    """Files git knows or would know; without git every file that is not hidden."""
    listing = subprocess.run(
        ["git", "-C", root, "ls-files", "-co", "--exclude-standard"],
        capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        return [path for path in listing.stdout.split("\n")
                if path and os.path.exists(os.path.join(root, path))]
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith((".", "build"))]
        found += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return found


def includes(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            match = INCLUDE.match(line)
            if match:
                yield number, match.group(2)


def place_of(path):
    """('lib', library) | ('service', name, layer) | None"""
    parts = path.split("/")
    if parts[0] == "libs" and len(parts) > 2:
        return ("lib", parts[1])
    if parts[0] == "services" and len(parts) > 2:
        layer = parts[2] if len(parts) > 3 else os.path.splitext(parts[2])[0]
        return ("service", parts[1], layer)
    return None


def target_of(include, services):
    first = include.split("/")[0]
    if "/" not in include:
        return None
    if first in LIBS:
        return ("lib", first)
    if first in services:
        rest = include.split("/")[1:]
        layer = rest[0] if len(rest) > 1 else os.path.splitext(rest[0])[0]
        return ("service", first, layer)
    return None


def check_lib(path, library, include, target):
    if target and target[0] == "service":
        return "a library includes a service"
    if target and target[1] != library and target[1] not in LIBS.get(library, set()):
        return f"libs/{library} may not include libs/{target[1]}"
    if re.fullmatch(r"nlohmann/.*", include) and path.endswith(".h") and library != "json":
        return "nlohmann::json stays out of headers (json/ is the only exception)"
    return None


def check_internal(path, include, target):
    """What libs/<x>/internal/ holds is for libs/<x> (and its tests), and no public header shows it."""
    if not target or target[0] != "lib" or not include.startswith(f"{target[1]}/internal/"):
        return None
    own = f"libs/{target[1]}/"
    if not path.startswith(own):
        return f"{include} is private to {own}"
    if path.endswith(".h") and not path.startswith(own + "internal/"):
        return f"a public header shows the private {include}"
    return None


def check_service(path, place, include, target):
    _, service, layer = place
    if target and target[0] == "service":
        if target[1] != service:
            return f"services never include each other ({target[1]})"
        if target[2] not in LAYERS.get(layer, set()):
            return f"{layer} may not include {target[2]}"
    if target and target[0] == "lib" and target[1] not in LAYER_LIBS.get(layer, set()):
        return f"{layer} may not include libs/{target[1]}"
    if JSON.fullmatch(include):
        if layer not in {"api", "store", "clients"}:
            return f"JSON belongs to the edges, not to {layer}"
        if path.endswith(".h"):
            return "JSON stays out of headers"
    return None


def check_includes(root, files, services):
    for path in files:
        if not path.endswith((".h", ".cpp")) or not path.startswith(("libs/", "services/")):
            continue
        place = place_of(path)
        if place is None:
            continue
        if place[0] == "lib" and place[1] not in LIBS:
            yield f"{path}: libs/{place[1]} is not a known library"
            continue
        if place[0] == "service" and place[2] not in LAYERS:
            yield f"{path}: {place[2]} is not a layer of a service"
            continue
        for number, include in includes(root, path):
            ours = os.path.exists(os.path.join(root, "libs", include))  # mysql/pool.h, not <mysql.h>
            for pattern, owners in OWNERS.items():
                if not ours and re.fullmatch(pattern, include) and not (
                        place[0] == "lib" and place[1] in owners):
                    yield f"{path}:{number}: <{include}> belongs to libs/{'/'.join(owners)} only"
            target = target_of(include, services)
            check = check_internal(path, include, target) or (
                check_lib(path, place[1], include, target) if place[0] == "lib" else
                check_service(path, place, include, target))
            if check:
                yield f"{path}:{number}: {check}"


def check_faults(root, files):
    """What makes a daemon wrong lies in tests/faults and is linked into the daemons of tests only."""
    for path in files:
        if not path.endswith((".h", ".cpp", ".txt", ".cmake")) or \
                not path.startswith(("libs/", "services/", "bench/")) or \
                path.startswith("libs/common/failpoint"):
            continue
        with open(os.path.join(root, path), encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if FAULTS.search(line) and not CRASH_POINT.fullmatch(line):
                    yield (f"{path}:{number}: of a test's faults the product has only "
                           f'failpoint::Crash("..."), in one line')
                if re.search(r"failpoint_on|faulty_", line) and path.endswith((".txt", ".cmake")):
                    yield f"{path}:{number}: only tests/faults links what fails"


def check_shape(root, files):
    for path in files:
        top = path.split("/")[0]
        if top not in TOP_LEVEL and not top.startswith("."):
            yield f"{path}: the top level holds only {', '.join(sorted(TOP_LEVEL))} and dotfiles"
        name = os.path.basename(path)
        if path.startswith(("libs/", "services/", "tests/", "bench/", "deploy/")) and \
                FORBIDDEN_NAMES.search(os.path.splitext(name)[0]):
            yield f"{path}: the name says nothing about what is inside"
        if path.endswith((".h", ".cpp", ".py")):
            with open(os.path.join(root, path), encoding="utf-8") as file:
                lines = file.readlines()
            limit = LONGEST_MAIN if path.startswith("services/") and name == "main.cpp" else LONGEST_FILE
            if len(lines) > limit and not (path.startswith("tests/") and limit == LONGEST_FILE):
                yield f"{path}: {len(lines)} lines, at most {limit}"
            if path.endswith(".h") and not any(line.startswith("#pragma once") for line in lines):
                yield f"{path}: no #pragma once"


def main():
    root = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else
                           os.path.join(os.path.dirname(__file__), "..", ".."))
    files = tracked(root)
    services = {path.split("/")[1] for path in files
                if path.startswith("services/") and path.count("/") > 1}
    breaches = [*check_includes(root, files, services), *check_faults(root, files),
                *check_shape(root, files)]
    for breach in breaches:
        print(breach)
    print(f"{len(files)} files, {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
