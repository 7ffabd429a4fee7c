"""Every operation that people reach has a row in the matrix of rights (tests/rights)."""
import pytest

from contracts import documents
from rights import rows, test_matrix
from rights.world import IDENTITIES


@pytest.mark.parametrize("service", documents.SERVICES)
def test_every_operation_has_a_row(service):
    declared = {f"{one.method} {one.path}" for one in rows.public(service)}
    assert declared, service
    missing = declared - {row.operation for row in test_matrix.ROWS}
    assert not missing, f"no row in tests/rights/rows_{service.replace('-', '_')}.py: {sorted(missing)}"


def test_every_row_is_of_an_operation_and_says_something_of_everybody():
    declared = {f"{one.method} {one.path}" for service in documents.SERVICES
                for one in rows.public(service)}
    assert {row.operation for row in test_matrix.ROWS} <= declared
    assert all(set(row.expected) == set(IDENTITIES) for row in test_matrix.ROWS)
    names = [row.name for row in test_matrix.ROWS]
    assert len(names) == len(set(names)), "two rows have the same name"
