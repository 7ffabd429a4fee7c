"""An OpenAPI 3.1 document written as 3.0.3, for generators that know nothing newer.

Takes a bundled document (every $ref points into it). A keyword that 3.0 does not have and that is
not rewritten here is an error, so that nothing of the contract is lost in silence."""

KNOWN = {"$ref", "title", "description", "type", "format", "enum", "default", "nullable",
         "properties", "required", "additionalProperties", "items", "minItems", "maxItems",
         "uniqueItems", "minLength", "maxLength", "pattern", "minimum", "maximum", "multipleOf",
         "exclusiveMinimum", "exclusiveMaximum", "minProperties", "maxProperties", "allOf", "oneOf",
         "anyOf", "not", "readOnly", "writeOnly", "deprecated", "example"}
BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


class CannotSay(Exception):
    """The document uses something that 3.0.3 cannot express."""


def _is_null(schema):
    return schema.get("type") == "null"


def _plain(schema, document):
    """The schema, or what it refers to."""
    while "$ref" in schema:
        node = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            node = node[step.replace("~1", "/").replace("~0", "~")]
        schema = node
    return schema


def _nullable(schema, document):
    """A type or a choice that includes null, as `nullable`, which needs a type beside it."""
    kinds = schema.get("type")
    if isinstance(kinds, list):
        plain = [kind for kind in kinds if kind != "null"]
        if len(plain) != 1:
            raise CannotSay(f"several types: {kinds}")
        schema["type"] = plain[0]
        if len(plain) < len(kinds):
            schema["nullable"] = True
    for choice in ("oneOf", "anyOf"):
        kept = [part for part in schema.get(choice, []) if not _is_null(part)]
        if len(kept) == len(schema.get(choice, [])):
            continue
        del schema[choice]
        schema["nullable"] = True
        if len(kept) > 1:
            schema[choice] = kept
        else:  # written out: a reference that refuses null would refuse it for all of them
            schema.update({**_plain(kept[0], document), **schema})
            schema.setdefault("type", "string" if "enum" in schema else "object")


def schema30(schema, document):
    if isinstance(schema, bool):
        return schema
    schema = {key: value for key, value in schema.items() if key not in ("$schema", "$id")}
    if "$ref" in schema and len(schema) > 1:
        schema = {"allOf": [{"$ref": schema.pop("$ref")}, *schema.pop("allOf", [])], **schema}
    _nullable(schema, document)
    if "const" in schema:
        schema["enum"] = [schema.pop("const")]
    if "enum" in schema:
        schema.setdefault("type", "string")
        if schema.get("nullable") and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
    for name, bound in BOUNDS.items():
        if name in schema:
            schema[bound], schema[name] = schema[name], True
    if "examples" in schema:
        schema["example"] = schema.pop("examples")[0]
    unknown = schema.keys() - KNOWN
    if unknown:
        raise CannotSay(f"{sorted(unknown)} in a schema")
    for name in ("allOf", "oneOf", "anyOf"):
        if name in schema:
            schema[name] = [schema30(part, document) for part in schema[name]]
    if "properties" in schema:
        schema["properties"] = {name: schema30(part, document)
                                for name, part in schema["properties"].items()}
    for name in ("items", "additionalProperties", "not"):
        if name in schema:
            schema[name] = schema30(schema[name], document)
    return schema


def _walk(node, document, inside=""):
    if isinstance(node, list):
        return [_walk(item, document) for item in node]
    if not isinstance(node, dict):
        return node
    if inside == "schemas":
        return {name: schema30(part, document) for name, part in node.items()}
    if "$ref" in node and isinstance(node["$ref"], str):
        return {"$ref": node["$ref"]}  # beside a reference 3.0 takes nothing
    return {key: schema30(value, document) if key == "schema"
            else value if key in ("example", "value")
            else _walk(value, document, key) for key, value in node.items()}


def document30(document):
    made = _walk({**document, "openapi": "3.0.3"}, document)
    made["info"].get("license", {}).pop("identifier", None)
    return made
