"""JSON Schemas as validators, and those of the events."""
import json
from functools import cache

import jsonschema

from contracts import documents

EVENTS = documents.SOURCE / "proto" / "events"
FORMATS = jsonschema.FormatChecker()


def validator(schema):
    """Of one schema without $ref, in the dialect of OpenAPI 3.1; formats are checked too."""
    return jsonschema.Draft202012Validator(schema, format_checker=FORMATS)


@cache
def events():
    """Type of an event -> validator of its body."""
    found = {}
    for path in EVENTS.glob("*.schema.json"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        found[schema["title"]] = validator(schema)
    return found


def event_faults(kind, body):
    """What is wrong with an event."""
    if kind not in events():
        return [f"event {kind!r} is not in the contract"]
    try:
        value = json.loads(body)
    except ValueError as error:
        return [f"event {kind}: the body is not JSON: {error}"]
    return [f"event {kind} {'/'.join(map(str, error.absolute_path))}: {error.message[:300]};"
            f" {body[:300]!r}" for error in events()[kind].iter_errors(value)]
