import pytest

from rights.world import World
from system.own_stack import RIGHTS
from system.signed_stack import SignedStack


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """Everybody that asks, on a stack of its own where everybody signs in."""
    folder = tmp_path_factory.mktemp("rights")
    stack = SignedStack(folder / "stack", RIGHTS)
    try:
        yield World(stack.mode("dev"), folder)
    finally:
        stack.down()
