"""The OpenAPI documents of proto/http: public, internal, and the earlier paths that are kept."""
import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlparse

import yaml
from referencing import Registry, Specification

SOURCE = Path(os.environ.get("ERP_SOURCE_DIR") or Path(__file__).resolve().parents[2])
HTTP = SOURCE / "proto" / "http"
SERVICES = ("employee", "approval-request", "approval-processing", "notification")
METHODS = ("get", "put", "post", "delete", "patch")


class PlainTexts(yaml.SafeLoader):
    """Instants stay the text they are on the wire."""


PlainTexts.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()}


@cache
def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, PlainTexts)  # JSON Schemas of events are YAML too


def of_service(service):
    """The files of one service."""
    return [path for path in (HTTP / f"{service}.yaml", HTTP / "internal" / f"{service}.yaml",
                              HTTP / "earlier" / f"{service}.yaml") if path.exists()]


def every():
    return sorted(HTTP.rglob("*.yaml"))


# Every file of the tree under its address, read when something refers to it.
FILES = Registry(retrieve=lambda uri: Specification.OPAQUE.create_resource(
    load(Path(unquote(urlparse(uri).path)))))


# Levels of a tree that are written out and therefore judged; below them anything is an object.
TREE_LEVELS = 4


def resolve(node, path):
    """The node of the file `path` without $ref; what refers to itself is written out so often."""
    return _resolved(node, FILES.resolver(path.as_uri()), ())


def _resolved(node, resolver, within):
    if isinstance(node, list):
        return [_resolved(item, resolver, within) for item in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return {key: _resolved(value, resolver, within) for key, value in node.items()}
    found = resolver.lookup(reference)
    place = (found.resolver._base_uri, reference)  # pylint: disable=protected-access
    if within.count(place) >= TREE_LEVELS:
        return {"type": "object"}
    more = {key: value for key, value in node.items() if key != "$ref"}
    return {**_resolved(found.contents, found.resolver, (*within, place)),
            **_resolved(more, resolver, within)}


@dataclass(frozen=True)
class Operation:
    service: str
    method: str
    path: str
    internal: bool
    parameters: tuple = field(hash=False, compare=False)
    body: dict | None = field(hash=False, compare=False)  # resolved schema of JSON
    body_required: bool = True
    responses: dict = field(default_factory=dict, hash=False, compare=False)  # resolved
    request: dict = field(default_factory=dict, hash=False, compare=False)  # resolved
    security: list | None = field(default=None, hash=False, compare=False)
    access: str | None = None  # who may call, in the words of x-access
    media: str | None = None  # the media type of its body

    @property
    def name(self):
        return f"{self.service} {self.method} {self.path}"

    @property
    def key(self):
        return self.method, self.path

    def parameter(self, where):
        return [p for p in self.parameters if p["in"] == where]

    def takes(self, header):
        return any(p["name"].lower() == header for p in self.parameter("header"))


@cache
def operations():
    found = []
    for service in SERVICES:
        for path in of_service(service):
            internal = path.parent.name == "internal"
            for route, item in load(path)["paths"].items():
                shared = resolve(item.get("parameters", []), path)
                for method in METHODS:
                    if method not in item:
                        continue
                    operation = resolve(item[method], path)
                    body = operation.get("requestBody", {})
                    content = body.get("content", {})
                    schema = content.get("application/json", {}).get("schema")
                    found.append(Operation(
                        service, method.upper(), route, internal,
                        tuple(shared + operation.get("parameters", [])),
                        schema, body.get("required", False),
                        {str(status): said for status, said in operation["responses"].items()},
                        body, operation.get("security", load(path).get("security")),
                        operation.get("x-access"), next(iter(content), None)))
    return tuple(found)
