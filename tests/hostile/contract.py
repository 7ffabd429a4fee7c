"""What the services promise to serve, from proto/http: operations, parameters, body schemas."""
import os
from dataclasses import dataclass, field

import yaml

SOURCE = os.environ["ERP_SOURCE_DIR"]
SERVICES = ("employee", "approval-request", "approval-processing", "notification")
METHODS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True)
class Operation:
    service: str
    method: str
    path: str
    internal: bool
    parameters: tuple = field(hash=False, compare=False)
    body: dict | None = field(hash=False, compare=False)  # resolved schema
    body_required: bool = True
    statuses: frozenset = frozenset()

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


def resolve(node, document):
    """The node without $ref; nothing in these documents refers to itself."""
    if isinstance(node, list):
        return [resolve(item, document) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node and isinstance(node["$ref"], str):
        target = document
        for name in node["$ref"].removeprefix("#/").split("/"):
            target = target[name.replace("~1", "/").replace("~0", "~")]
        more = {key: value for key, value in node.items() if key != "$ref"}
        return resolve({**target, **more}, document)
    return {key: resolve(value, document) for key, value in node.items()}


def operations():
    found = []
    for service in SERVICES:
        with open(f"{SOURCE}/proto/http/{service}.yaml", encoding="utf-8") as file:
            document = yaml.safe_load(file)
        for path, item in document["paths"].items():
            shared = item.get("parameters", [])
            for method in METHODS:
                if method not in item:
                    continue
                operation = resolve(item[method], document)
                body = operation.get("requestBody", {})
                schema = body.get("content", {}).get("application/json", {}).get("schema")
                found.append(Operation(
                    service, method.upper(), path, "internal" in operation.get("tags", []),
                    tuple(resolve(shared, document) + operation.get("parameters", [])),
                    schema, body.get("required", False),
                    frozenset(str(status) for status in operation["responses"])))
    return found


def methods_of(operation, all_operations):
    return {other.method for other in all_operations
            if (other.service, other.path) == (operation.service, operation.path)}


def shape(schema):
    """One plain view of a schema: type, nullable, bounds, whatever the way it was written."""
    plain = dict(schema)
    for part in plain.pop("allOf", []):
        plain = {**shape(part), **plain}
    choices = plain.pop("oneOf", None) or plain.pop("anyOf", None)
    if choices:
        kinds = [c for c in choices if c.get("type") != "null"]
        plain["nullable"] = len(kinds) < len(choices)
        plain = {**shape(kinds[0]), **plain}
    kind = plain.get("type")
    if isinstance(kind, list):
        plain["nullable"] = "null" in kind
        plain["type"] = next(k for k in kind if k != "null")
    if "enum" in plain and "type" not in plain:
        plain["type"] = "string"
    return plain
