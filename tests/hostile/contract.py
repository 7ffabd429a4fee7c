"""What the services promise to serve, from proto/http: operations, parameters, body schemas."""
from contracts.documents import SERVICES, SOURCE, Operation, operations

__all__ = ("SERVICES", "SOURCE", "Operation", "methods_of", "operations", "shape")


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
        plain["also"] = {kind.get("type") for kind in kinds[1:]}
    kind = plain.get("type")
    if isinstance(kind, list):
        plain["nullable"] = "null" in kind
        plain["type"] = next(k for k in kind if k != "null")
    if "enum" in plain and "type" not in plain:
        plain["type"] = "string"
    return plain
