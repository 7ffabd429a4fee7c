"""Rows derived from a body schema: each member wrong in every way its schema forbids."""
import copy

from hostile.contract import shape

HUGE = (2**63, 2**64, -2**63 - 1, 1e308)
WRONG_TYPES = {
    "integer": ("1", "", True, {}, [], 1.5, {"$ne": None}, *HUGE),
    "number": ("1", "", True, {}, [], 1e308, -1e308),
    "string": (1, True, {}, [], {"$ne": None}, ["a"]),
    "boolean": ("true", 1, {}, []),
    "array": ("[]", 1, {}, True),
    "object": ("{}", 1, [], True),
}
BAD_DATES = ("2026-13-01", "2026-02-30", "yesterday", "2026-1-1", "20260101", "",
             "2026-01-01T00:00:00Z", "-2026-01-01")
BAD_INSTANTS = ("2026-01-01", "yesterday", "", "2026-01-01T25:00:00Z", "2026-02-30T00:00:00Z", "0")


def wrong_values(schema):
    """Values that do not fit a plain schema; null and absence are the caller's."""
    kind = schema.get("type")
    for value in WRONG_TYPES.get(kind, ()):
        if not (isinstance(value, str) and value and "string" in schema.get("also", ())):
            yield value
    if kind in ("integer", "number"):
        if "minimum" in schema:
            yield schema["minimum"] - 1
        if schema.get("maximum", 2**62) < 2**62:
            yield schema["maximum"] + 1
        if "exclusiveMinimum" in schema:
            yield schema["exclusiveMinimum"]
            yield -1
        if schema.get("multipleOf") not in (None, 1):
            yield 0.3
            yield schema["multipleOf"] / 2
    if kind == "string":
        yield from wrong_texts(schema)
    if kind == "array":
        yield from wrong_lists(schema)


def wrong_texts(schema):
    if "enum" in schema:
        word = schema["enum"][0]
        yield from ("", "maybe", word.swapcase(), word + " ", " " + word, word + "\0")
        return
    if schema.get("minLength", 0) > 0:
        yield ""
    if "maxLength" in schema:
        yield "a" * (schema["maxLength"] + 1)
        yield "가" * (schema["maxLength"] + 1)
    yield from {"date": BAD_DATES, "date-time": BAD_INSTANTS}.get(schema.get("format"), ())
    yield "a\0b"
    yield "a\u202eb"  # turns the direction of what follows


def wrong_lists(schema):
    if schema.get("minItems", 0) > 0:
        yield []
    yield [None]
    if "maxItems" in schema:
        yield [{}] * (schema["maxItems"] + 1)


def placed(body, path, value):
    """A copy of the body with `value` at `path`; Ellipsis takes the member away."""
    copied = copy.deepcopy(body)
    node = copied
    for name in path[:-1]:
        node = node[name]
    if value is ...:
        node.pop(path[-1], None)
    else:
        node[path[-1]] = value
    return copied


def pointer_of(path):
    return "".join(f"/{name}" for name in path)


def label(value):
    text = "absent" if value is ... else repr(value)
    return text if len(text) <= 30 else f"{text[:14]}…({len(text)})"


def mistakes(schema, body, path=()):
    """(name, wrong body, pointers of which one must be named) for everything below `path`."""
    schema = shape(schema)
    here = body
    for name in path:
        here = here[name]
    if schema.get("type") == "object":
        yield from object_mistakes(schema, body, path)
    elif schema.get("type") == "array" and here:
        yield from mistakes(schema["items"], body, (*path, 0))


def object_mistakes(schema, body, path):
    if schema.get("additionalProperties") is False:
        for name in ("unknown", "__proto__", "id", "ver", "$where", "finalStatus", "role"):
            if name not in schema["properties"]:
                where = (*path, name)
                yield f"{pointer_of(where)} unknown", placed(body, where, 1), {pointer_of(where)}
    required = set(schema.get("required", ()))
    for name, member in schema.get("properties", {}).items():
        where = (*path, name)
        values = list(wrong_values(shape(member)))
        if name in required:
            values += [..., None]
        for value in values:
            yield (f"{pointer_of(where)} = {label(value)}", placed(body, where, value),
                   {pointer_of(where)})
        if name in (body if not path else inside(body, path)):
            yield from mistakes(member, body, where)


def inside(body, path):
    for name in path:
        body = body[name]
    return body
