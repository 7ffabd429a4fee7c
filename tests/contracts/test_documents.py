"""The written HTTP contracts by themselves: nothing runs for these."""
import documents
import pytest


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
