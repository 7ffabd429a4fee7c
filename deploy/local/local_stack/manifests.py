"""What each service says of itself: services/<name>/service.json, the one source of names, ports,
engines, called services and topics."""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

# How a listener is called beside the daemon's own name, which is its public one.
SUFFIXES = {"http": "", "operator": "-operator", "ws": "-ws"}


class Manifest:
    """One service.json."""

    def __init__(self, content):
        self.name = content["name"]
        self.engines = tuple(content["engines"])
        self.calls = tuple(content["calls"])
        self.produces = tuple(topic["name"] for topic in content["topics"]["produces"])
        self.groups = {topic["name"]: topic["group"] for topic in content["topics"]["consumes"]}
        self.consumes = tuple(topic["name"] for topic in content["topics"]["consumes"])
        self.listeners = {self.name + SUFFIXES[listener]: port
                          for listener, port in content["listeners"].items()}

    @property
    def variable(self):
        """EMPLOYEE, APPROVAL_REQUEST, ...: how variables that are about it begin."""
        return self.name.upper().replace("-", "_")

    @property
    def url_variable(self):
        """What the daemons that call it read its internal addresses from: REQUEST_URL, ..."""
        return self.variable.removeprefix("APPROVAL_") + "_URL"


def _read():
    found = [json.loads(file.read_text(encoding="utf-8"))
             for file in (ROOT / "services").glob("*/service.json")]
    return tuple(Manifest(content)
                 for content in sorted(found, key=lambda content: content["listeners"]["http"]))


MANIFESTS = _read()


def named(name):
    """The manifest of one service."""
    return next(manifest for manifest in MANIFESTS if manifest.name == name)
