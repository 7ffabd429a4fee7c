"""The written HTTP contracts by themselves: nothing runs for these."""
import pytest

from contracts import documents, schemas


def name_of(path):
    return str(path.relative_to(documents.HTTP))


@pytest.mark.parametrize("path", documents.every(), ids=name_of)
def test_every_document_is_valid_openapi(path):
    from openapi_spec_validator import validate
    validate(documents.load(path), base_uri=path.as_uri())


def test_internal_and_public_operations_stand_in_documents_of_their_own():
    assert any(operation.internal for operation in documents.operations())
    for operation in documents.operations():
        assert operation.internal == operation.path.startswith("/internal/"), operation.name


def test_an_operation_id_is_there_once():
    ids = [item[method]["operationId"] for path in documents.every()
           for item in documents.load(path)["paths"].values()
           for method in documents.METHODS if method in item]
    assert len(ids) == len(set(ids)) == len(documents.operations())


def bodies(operation):
    """(where, media type object) of what is sent and of what a success answers."""
    said = operation.request.get("content", {}) if operation.request else {}
    yield from ((f"{operation.name} body", media) for media in said.values())
    for status, response in operation.responses.items():
        if status.startswith("2"):
            yield from ((f"{operation.name} {status}", media)
                        for media in response.get("content", {}).values())


def examples(media):
    """Those of the body, else those of its schema, of its items, or of the event it is."""
    if "examples" in media:
        return [example["value"] for example in media["examples"].values()]
    if "example" in media:
        return [media["example"]]
    schema = media["schema"]
    if "examples" in schema:
        return schema["examples"]
    if schema.get("type") == "array":
        return [[example] for example in schema["items"].get("examples", [])]
    if schema.get("$id", "").startswith("urn:approval:event:"):
        return [documents.load(documents.SOURCE / "proto" / "events"
                               / f"{schema['title']}.example.json")]
    if "allOf" in schema:  # of what it adds to
        return examples({"schema": schema["allOf"][0]})
    return []


@pytest.mark.parametrize("operation", documents.operations(), ids=lambda o: o.name)
def test_every_body_has_an_example_that_fits(operation):
    for where, media in bodies(operation):
        shown = examples(media)
        assert shown, f"{where}: no example"
        validator = schemas.validator(media["schema"])
        for example in shown:
            assert not [error.message for error in validator.iter_errors(example)], where


@pytest.mark.parametrize("operation", documents.operations(), ids=lambda o: o.name)
def test_every_operation_says_who_may_call_and_that_it_may_refuse(operation):
    assert "400" in operation.responses
    assert operation.security is not None
    assert bool(operation.security) != (operation.access == "anyone")
