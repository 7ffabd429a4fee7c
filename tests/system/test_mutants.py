"""The checker is worth what it can catch: daemons that are wrong on purpose, one wrong at a time,
and each must be seen as the wrong that it is. A mutant that survives fails here."""
import os
import subprocess
from pathlib import Path

import chaos
import pytest
from eventually import until
from own_stack import BINARIES, DAEMONS, MUTANTS as OFFSET, OwnStack, has_failpoints, texts_in

# daemon, failpoint, what else happens meanwhile, the rules of which at least one must object
MUTANTS = [
    ("approval-request", "relay.drop-publish:7", None,
     {"every_event_was_published", "open_document_has_exactly_its_task",
      "everybody_concerned_was_told_once", "what_is_over_is_settled"}),
    ("approval-request", "record.skip-dedup", lambda run: chaos.say_all_again(run, "approval-results"),
     {"results_are_refused_only_after_a_loss", "audit_shows_decisions_in_order"}),
    ("approval-request", "record.give-up-early", chaos.results_overtake,
     {"results_are_refused_only_after_a_loss", "what_is_given_up_is_nowhere"}),
    ("notification", "consumer.commit-first",
     lambda run: chaos.kill_while_redis_stalls(run, "notification"),
     {"everybody_concerned_was_told_once", "what_is_over_is_settled"}),
    ("employee", "ledger.absolute-balance", None, {"ledger_sums_fit"}),
    ("employee", "ledger.skip-dedup,ledger.committed:4", None,
     {"operations_happen_once", "ledger_says_what_documents_say", "ledger_sums_fit"}),
    ("approval-processing", "decide.not-atomic", None,
     {"one_decision_per_step", "results_are_refused_only_after_a_loss",
      "acknowledged_decision_is_effective"}),
    ("notification", "inbox.skip-dedup",
     lambda run: chaos.say_all_again(run, "approval-notifications"),
     {"everybody_concerned_was_told_once", "inbox_numbers_have_no_gap"}),
    ("notification", "inbox.broadcast", None,
     {"nobody_else_was_told", "sockets_show_everything_and_nothing_else"}),
    ("approval-processing", "epoch.ignore", chaos.wipe_redis,
     {"open_document_has_exactly_its_task", "tasks_are_of_this_redis",
      "everything_comes_to_rest"}),
    ("approval-processing", "leavers.ignore", chaos.somebody_leaves,
     {"nobody_decides_after_leaving"}),
]


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    own = OwnStack(tmp_path_factory.mktemp("mutants") / "stack", OFFSET, faulty=True)
    yield own.up()
    own.down()


@pytest.mark.parametrize("daemon, mutant, meanwhile, rules", MUTANTS,
                         ids=[mutant.split(":")[0] for _, mutant, _, _ in MUTANTS])
def test_the_checker_kills(stack, daemon, mutant, meanwhile, rules):
    assert has_failpoints(daemon, mutant), f"{daemon} has no {mutant}"
    wrong, _, death = mutant.partition(",")
    stack.arm(daemon, mutant)
    lives = len(stack.starts(daemon))
    # Few people, so that much happens to each of them at once.
    running = chaos.Run(stack, seed=5, workers=4, pause=0, rivals=1)
    try:
        running.begin(drafters=1, approvers=3)
        if death:  # some times: one that dies for ever would be started later and later
            until(lambda: len(stack.starts(daemon)) > lives + 3, f"{daemon} dies at {death}")
            stack.arm(daemon, wrong)
        until(lambda: running.flows.finished > 6, "people work")
        if meanwhile:
            meanwhile(running)
        done = running.flows.finished
        until(lambda: running.flows.finished > done + 4, "people go on")
        running.flows.stop()
    except BaseException:
        running.flows.close()
        raise
    finally:
        stack.disarm(daemon)  # what is wrong now is what the mutant left behind
    result = running.inspect(deadline=8, grace=0)
    found = {one.rule for one in result.violations}
    assert found & rules, f"{mutant} survived; seen was:\n" + "\n".join(result.lines())


@pytest.mark.parametrize("daemon", DAEMONS)
def test_a_release_binary_cannot_be_told_to_fail(daemon):
    """Its switch is not in it: nothing reads FAILPOINTS. The faulty twin shows that we would see."""
    assert "FAILPOINTS" not in texts_in(BINARIES / daemon)
    assert "FAILPOINTS" in texts_in(BINARIES / "faulty" / daemon)


@pytest.mark.parametrize("daemon", DAEMONS)
def test_a_release_binary_does_not_fail_when_told_to(daemon):
    """Even with every failpoint of the table in its environment it answers as usual."""
    everything = ",".join(mutant.split(":")[0] for _, mutant, _, _ in MUTANTS)
    done = subprocess.run([Path(BINARIES) / daemon, "--help"], capture_output=True, text=True,
                          env=os.environ | {"FAILPOINTS": everything}, check=False)
    assert done.returncode == 0 and "FAILPOINTS" not in done.stdout
