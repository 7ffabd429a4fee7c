import pytest

from approval_client import Api, Socket


@pytest.fixture(scope="session")
def api():
    return Api()


@pytest.fixture
def people(api):
    """drafter, first approver, second approver, outsider"""
    return [api.hire(name) for name in ("기안자", "일차", "이차", "외부인")]


@pytest.fixture
def sockets():
    """Opens sessions and closes them after the test."""
    opened = []

    def open_socket(*arguments, **options):
        opened.append(Socket(*arguments, **options))
        return opened[-1]
    yield open_socket
    for socket in opened:
        socket.close()
