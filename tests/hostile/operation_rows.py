"""Rows that follow from what an operation declares: methods, path and query parameters, headers."""
from hostile.rows import ABSENT, BAD, HEADER, Row, header

# Of ROWS, for an operation that ignores parameters which it does not know.
UNKNOWN_QUERIES = {"query: unknown", "query: unknown, operator", "query: 500 names", "query: 7 KB"}
OTHER_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NO_METHODS = ("TRACE", "CONNECT", "BREW", "get", "G\0T", "PRI")


def method_rows(served):
    """405 for what the path does not have; anything clear for what is no method at all."""
    for method in OTHER_METHODS:
        if method not in served:
            yield Row(f"method: {method}", lambda r, d, m=method: r.bytes(d, method=m),
                      frozenset({405} if method in ("POST", "PUT", "PATCH") else {405, 400}))
    for method in NO_METHODS:
        yield Row(f"method: {method}", lambda r, d, m=method: r.bytes(d, method=m),
                  frozenset({400, 405, 501}), may_close=True)


WRONG_IDS = ("0", "-1", str(2**63), str(2**64), "1e3", "1.5", "abc", "%00", "1%00", "%ff", "%c0%af",
             "%20", "1%20", "%2B1", "+1", "01", "%D9%A1", "%7B%22%24ne%22%3Anull%7D",
             "1%20OR%201%3D1", "1%27%3B--", "9" * 4000, "null", "undefined", "NaN", "__proto__",
             "%2e%2e", "..%2f..%2fetc%2fpasswd", "1%2f2", "1%0d%0aX-Injected%3A%201")


def path_rows(operation, served):
    """`served`: methods of the path without its last segment, which is what a path with nothing
    after its last slash names."""
    for parameter in operation.parameter("path"):
        if parameter["schema"].get("type") != "integer":
            yield from text_id_rows(parameter)
            continue
        for value in WRONG_IDS:
            yield Row(f"path: {parameter['name']} = {value[:30]}",
                      lambda r, d, n=parameter["name"], v=value: r.bytes(d, params={n: v}), ABSENT)
        last = operation.path.endswith(f"{{{parameter['name']}}}")
        if last and operation.method in served:
            continue
        yield Row(f"path: {parameter['name']} left out",
                  lambda r, d, n=parameter["name"]: r.bytes(d, params={n: ""}), ABSENT)


# Of a member that is a text of plain characters.
WRONG_TEXTS = ("%00", "a%00", "%ff", "%c0%af", "a%20b", "%20", "a%0a", "%0d%0aX-Injected%3A%201",
               "a%2fb", "..%2f..%2fetc%2fpasswd", "%ea%b0%80", "*", "a'b", "%7B%22%24ne%22%3Anull%7D")


def text_id_rows(parameter):
    name = parameter["name"]
    for value in (*WRONG_TEXTS, "a" * (parameter["schema"].get("maxLength", 10) + 1), ""):
        yield Row(f"path: {name} = {value[:30]}",
                  lambda r, d, v=value: r.bytes(d, params={name: v}), ABSENT)


WRONG_NUMBERS = ("", "0", "-1", "abc", "1.5", "1e2", str(2**63), str(2**64), "%00", "%ff", "+1",
                 "1%20", "0x10", "%7B%22%24gt%22%3A0%7D")
BAD_CURSORS = ("", "%00", "%ff", "..", "%27%3B--", "%7B%22%24ne%22%3A1%7D", "x" * 4000,
               "-1", "1e400.1", "99999999999999999999999999.1", "::::", "%0d%0aX-Injected%3A%201")


def query_rows(operation):
    """Each declared query parameter with a value that its schema does not have."""
    for parameter in operation.parameter("query"):
        name, schema = parameter["name"], parameter["schema"]
        values = ()
        if schema.get("type") == "integer":
            values = WRONG_NUMBERS[1:] if schema.get("minimum", 1) > 0 else WRONG_NUMBERS[2:]
            values += (str(schema["maximum"] + 1),) if "maximum" in schema else ()
        elif "enum" in schema or schema.get("type") == "boolean":
            values = ("", "maybe", "TRUE", "1", "%00")
        elif name == "cursor":
            values = BAD_CURSORS
        elif schema.get("type") == "array":
            values = ("", "0", "-1", "abc", "1,,2", "1,abc", str(2**63), "1;2", ",".join("1" * 101))
        elif "maxLength" in schema:
            values = ("%00", "%ff", "a" * (schema["maxLength"] + 1))
        elif "pattern" in schema:
            values = ("-1", "abc:", ":1", "a:b:1", "%00", "a%20b:1", "1" * 5000, str(2**64), "1.5")
        for value in values:
            yield Row(f"query: {name} = {value[:30]}", replaced(name, value), BAD)
        yield Row(f"query: {name} twice", replaced(name, f"1&{name}=2"), BAD)
        if parameter.get("required"):
            yield Row(f"query: {name} left out", replaced(name, None), BAD)


def replaced(name, value):
    def make(request, server):
        kept = [f"{n}={v}" for n, v in request.query.items() if n != name]
        return request.bytes(server, query="&".join(
            kept + ([] if value is None else [f"{name}={value}"])) or "&")
    return make


BAD_KEYS = {"10 KB": "k" * 10_240, "201 characters": "k" * 201, "blank inside": "a b",
            "not ASCII": "키", "control": "a\x7fb", "tab": "a\tb"}
BAD_TAGS = {"bare": "1", "weak": 'W/"1"', "list": '"1", "2"', "word": '"one"', "open": '"1',
            "negative": '"-1"', "huge": f'"{2**64}"', "empty": '""', "5 KB": '"' + "1" * 5000 + '"'}


def header_rows(operation):
    if operation.takes("idempotency-key"):
        for name, value in BAD_KEYS.items():
            yield Row(f"Idempotency-Key: {name}", header(("Idempotency-Key", value)),
                      HEADER if len(value) > 8000 else BAD)
        yield Row("Idempotency-Key: empty", header(("Idempotency-Key", "")), BAD)
        yield Row("Idempotency-Key: twice", header(("Idempotency-Key", "a"),
                                                   ("Idempotency-Key", "b")), BAD)
    if operation.takes("if-match"):
        for name, value in BAD_TAGS.items():
            yield Row(f"If-Match: {name}", header(("If-Match", value)), BAD | {412})
        yield Row("If-Match: twice", header(("If-Match", '"1"'), ("If-Match", '"2"')), BAD)
