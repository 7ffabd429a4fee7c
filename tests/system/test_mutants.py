"""The checker is worth what it can catch: daemons that are wrong on purpose, one wrong at a time,
and each must be seen as the wrong that it is. A mutant that survives fails here."""
import os
import subprocess
from pathlib import Path

import chaos
import pytest
from own_stack import BINARIES, DAEMONS, OwnStack, until

OFFSET = 12700

# daemon, failpoint, what else happens meanwhile, the rules of which at least one must object
MUTANTS = [
    ("approval-request", "relay.drop-publish:7", None,
     {"every_event_was_published", "open_document_has_exactly_its_task",
      "everybody_concerned_was_told_once", "what_is_over_is_settled"}),
    ("approval-request", "record.skip-dedup", lambda stack: chaos.say_all_again(stack, "approval-results"),
     {"audit_shows_decisions_in_order", "dead_letters_are_the_poison",
      "everybody_concerned_was_told_once", "nobody_else_was_told"}),
    ("notification", "consumer.commit-first",
     lambda stack: chaos.kill_while_redis_stalls(stack, "notification"),
     {"everybody_concerned_was_told_once", "what_is_over_is_settled"}),
    ("employee", "ledger.absolute-balance", None, {"ledger_sums_fit"}),
    ("employee", "ledger.skip-dedup,ledger.committed:4", None,
     {"operations_happen_once", "ledger_says_what_documents_say", "ledger_sums_fit"}),
    ("approval-processing", "decide.not-atomic", None,
     {"one_decision_per_step", "every_result_holds_or_was_refused",
      "acknowledged_decision_is_effective"}),
    ("notification", "inbox.skip-dedup",
     lambda stack: chaos.say_all_again(stack, "approval-notifications"),
     {"everybody_concerned_was_told_once", "inbox_numbers_have_no_gap"}),
    ("notification", "inbox.broadcast", None,
     {"nobody_else_was_told", "sockets_show_everything_and_nothing_else"}),
    ("approval-processing", "epoch.ignore", chaos.wipe_redis,
     {"open_document_has_exactly_its_task", "tasks_are_of_this_redis",
      "everything_comes_to_rest"}),
]


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    own = OwnStack(tmp_path_factory.mktemp("mutants") / "stack", OFFSET, faulty=True)
    yield own.up()
    own.down()


@pytest.fixture(scope="module")
def known():
    """Where the stores are wrong already, from the mutants before."""
    return set()


@pytest.mark.parametrize("daemon, mutant, meanwhile, rules", MUTANTS,
                         ids=[mutant.split(":")[0] for _, mutant, _, _ in MUTANTS])
def test_the_checker_kills(stack, known, daemon, mutant, meanwhile, rules):
    stack.up({daemon: {"FAILPOINTS": mutant}})
    running = chaos.Run(stack, seed=5, workers=3, pause=0.02).begin()
    try:
        until(lambda: running.flows.finished > 6, "people work")
        if meanwhile:
            meanwhile(stack)
        done = running.flows.finished
        until(lambda: running.flows.finished > done + 4, "people go on")
        running.flows.stop()
        stack.up()  # well again: what is wrong now is what the mutant left behind
        result = running.inspect(deadline=8, grace=0)
    finally:
        running.flows.close()
    found = {(one.rule, one.where) for one in result.violations}
    new = found - known
    known |= found
    assert {rule for rule, _ in new} & rules, \
        f"{mutant} survived; seen was:\n" + "\n".join(result.lines())


def symbols(binary):
    return subprocess.run(["strings", "-n", "4", binary], capture_output=True, text=True,
                          check=True).stdout


@pytest.mark.parametrize("daemon", DAEMONS)
def test_a_release_binary_cannot_be_told_to_fail(daemon):
    """Its switch is not in it: nothing reads FAILPOINTS. The faulty twin shows that we would see."""
    assert "FAILPOINTS" not in symbols(BINARIES / daemon)
    assert "FAILPOINTS" in symbols(BINARIES / "faulty" / daemon)


@pytest.mark.parametrize("daemon", DAEMONS)
def test_a_release_binary_does_not_fail_when_told_to(daemon):
    """Even with every failpoint of the table in its environment it answers as usual."""
    everything = ",".join(mutant.split(":")[0] for _, mutant, _, _ in MUTANTS)
    done = subprocess.run([Path(BINARIES) / daemon, "--help"], capture_output=True, text=True,
                          env=os.environ | {"FAILPOINTS": everything}, check=False)
    assert done.returncode == 0 and "FAILPOINTS" not in done.stdout
