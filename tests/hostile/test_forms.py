"""Forms that can be read in two ways, or not at all, are refused in the words of OAuth (RFC 6749
section 5.2), and never by a guess."""
import json
import re

import pytest

from hostile import rows
from hostile.contract import operations
from hostile.judge import leaks
from hostile.valid import Request

FORMS = [operation for operation in operations() if operation.media == rows.FORM
         and operation.path in ("/auth/token", "/auth/revoke")]
# The characters that a description may have.
DESCRIPTION = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")


def faults(reply):
    if reply.status not in (400, 401):
        return [f"status {reply.status}: {reply.text()[:200]}"]
    if reply.header("content-type") != "application/json":
        return [f"content type {reply.header('content-type')}"]
    body = json.loads(reply.body)
    found = [] if DESCRIPTION.fullmatch(body["error_description"]) else ["its description"]
    if "no-store" not in (reply.header("cache-control") or ""):
        found.append("it may be kept")
    return found + ([] if set(body) == {"error", "error_description"} else [f"members {set(body)}"])


@pytest.mark.parametrize("via", ["direct", "gateway"])
@pytest.mark.parametrize("operation", FORMS, ids=lambda operation: operation.name)
def test_a_doubtful_form_is_refused_in_the_words_of_oauth(operation, via, scene, servers):
    server = servers["gateway" if via == "gateway" else operation.service]
    request = Request(operation, scene)
    found = []
    for name, body in rows.FORM_BODIES.items():
        reply = server.ask(request.bytes(server, body=body))
        found += [f"{name}: {fault}" for fault in faults(reply) + leaks(reply)]
    assert not found, "\n".join(found)
