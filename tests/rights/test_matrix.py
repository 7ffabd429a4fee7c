"""The matrix of rights: every operation of every service, asked for by everybody."""
import pytest

from rights import rows_approval_processing, rows_approval_request, rows_employee, rows_notification
from rights.world import IDENTITIES

ROWS = [row for service in (rows_approval_request, rows_approval_processing, rows_employee,
                            rows_notification) for row in service.ROWS]


def fits(status, expected):
    return status in expected if isinstance(expected, frozenset) else status == expected


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_everybody_is_answered_what_they_have_a_right_to(world, row):
    wrong = []
    for identity in IDENTITIES:
        path, body = row.request(world, world.person(identity))
        reply = world.ask(identity, row.method, path, body, row.media)
        if not fits(reply.status_code, row.expected[identity]):
            wrong.append(f"{identity}: {reply.status_code} {reply.text[:200]}")
    assert not wrong, "\n".join(wrong)
