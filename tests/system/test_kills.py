"""kill -9 of every process in turn, in the middle of people's work: nothing is lost, nothing
happens twice. `tests/kill_loop --minutes N` is the long version."""
from system import chaos
from system.own_stack import PROCESSES

ROUNDS = 2


def test_nothing_is_lost_or_doubled_when_every_process_is_killed(own_stack):
    with chaos.run(own_stack, seed=1) as running:
        kills = chaos.kill_in_turn(own_stack, seed=1, rounds=ROUNDS)
    print(f"{sum(kills.values())} kills: {dict(kills)};"
          f" {running.flows.finished} documents were followed to their end")
    assert all(kills[name] >= ROUNDS for name in PROCESSES)
    assert running.flows.finished > 0
