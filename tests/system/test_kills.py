"""kill -9 of every process in turn, in the middle of people's work: nothing is lost, nothing
happens twice. `tests/kill_loop --minutes N` is the long version."""
import chaos
import pytest
from own_stack import PROCESSES, OwnStack

OFFSET = 12300
ROUNDS = 2


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    own = OwnStack(tmp_path_factory.mktemp("kills") / "stack", OFFSET)
    yield own.up()
    own.down()


def test_nothing_is_lost_or_doubled_when_every_process_is_killed(stack):
    with chaos.run(stack, seed=1) as running:
        kills = chaos.kill_in_turn(stack, seed=1, rounds=ROUNDS)
    print(f"{sum(kills.values())} kills: {dict(kills)};"
          f" {running.flows.finished} documents were followed to their end")
    assert all(kills[name] >= ROUNDS for name in PROCESSES)
    assert running.flows.finished > 0
