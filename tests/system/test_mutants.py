"""The checker is worth what it can catch: daemons that are wrong on purpose, one wrong at a time,
and each must be seen as the wrong that it is. A mutant that survives fails here."""
import contextlib
import os
import re
import subprocess
from pathlib import Path

import pytest

from system import chaos
from system.eventually import until
from system.lost_notices import LONG, compared, forgotten, lose_final_notices, waiting
from system.own_stack import BINARIES, DAEMONS, SOURCE, OwnStack, has_failpoints, texts_in
from system.own_stack import MUTANTS as OFFSET

# daemon, failpoint, what else happens meanwhile, the rules of which at least one must object
MUTANTS = [
    ("approval-request", "relay.drop-publish:7", None,
     {"every_event_was_published", "open_document_has_exactly_its_task",
      "everybody_concerned_was_told_once", "what_is_over_is_settled"}),
    ("approval-request", "record.skip-dedup", lambda run: chaos.say_all_again(run, "approval-results"),
     {"results_are_refused_only_after_a_loss", "audit_shows_decisions_in_order"}),
    ("approval-request", "record.give-up-early", chaos.results_overtake,
     {"results_are_refused_only_after_a_loss", "what_is_given_up_is_nowhere"}),
    ("approval-request", "edit.keep-hash", chaos.somebody_changes_a_document,
     {"what_is_signed_is_what_was_written"}),
    ("notification", "consumer.commit-first",
     lambda run: chaos.kill_while_redis_stalls(run, "notification"),
     {"everybody_concerned_was_told_once", "what_is_over_is_settled"}),
    ("employee", "ledger.absolute-balance", None, {"ledger_sums_fit"}),
    ("employee", "ledger.skip-dedup,ledger.committed:4", None,
     {"operations_happen_once", "ledger_says_what_documents_say", "ledger_sums_fit"}),
    ("approval-request", "cancel.keep-leave", chaos.somebody_cancels_leave,
     {"ledger_says_what_documents_say", "canceled_dates_are_free"}),
    ("approval-request", "approve.keep-attendance", chaos.somebody_corrects_attendance,
     {"approved_corrections_are_entered_once"}),
    ("employee", "ledger.cancel-all", chaos.somebody_cancels_leave,
     {"ledger_says_what_documents_say", "canceled_dates_are_free"}),
    ("employee", "attendance.count-again", chaos.somebody_checks_in_again_and_again,
     {"every_thirty_dates_earn_one_day"}),
    ("employee", "quest.claim-unpaid", chaos.somebody_finishes_a_quest, {"a_claim_is_one_grant"}),
    ("employee", "quest.reward-of-now", chaos.somebody_finishes_a_quest, {"a_claim_is_one_grant"}),
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
    ("approval-request", "standin.skip", chaos.somebody_leaves,
     {"open_step_is_for_somebody_active"}),
    ("approval-processing", "move.again", chaos.somebody_leaves_while_the_bus_stalls,
     {"task_moves_once", "equal_ids_are_equal_bytes"}),
]
# Killed by tests of their own, and a fault that only makes room for another one.
BY_THEMSELVES = {"compare.no-fuse", "inboxes.skip", "record.any-epoch", "bus.overtaken"}
# What a daemon that is well makes good within moments: the checker looks while the wrong one runs.
MADE_GOOD = {"standin.skip"}
# What happens meanwhile, and no other test shows that the checker finds nothing wrong with it.
HARMLESS = [chaos.somebody_cancels_leave, chaos.somebody_corrects_attendance,
            chaos.somebody_changes_a_document,
            chaos.somebody_checks_in_again_and_again,
            chaos.somebody_finishes_a_quest, chaos.somebody_leaves,
            chaos.somebody_leaves_while_the_bus_stalls]


@pytest.fixture(scope="module")
def mutant_stack(tmp_path_factory):
    # Access tokens would stop some of what these daemons do wrong before the checker sees it.
    own = OwnStack(tmp_path_factory.mktemp("mutants") / "stack", OFFSET, faulty=True,
                   settings={daemon: {"AUTH_MODE": "dev"} for daemon in DAEMONS})
    yield own.up()
    own.down()


def killed_by(rules, mutant, result):
    found = {one.rule for one in result.violations}
    assert found & rules, f"{mutant} survived; seen was:\n" + "\n".join(result.lines())


@contextlib.contextmanager
def by_hand(mutant_stack, daemon, mutant):
    """Nobody works by themselves; the daemon is wrong within, if there is a mutant."""
    if mutant:
        assert has_failpoints(daemon, mutant), f"{daemon} has no {mutant}"
        mutant_stack.arm(daemon, mutant)
    running = chaos.Run(mutant_stack, seed=5, workers=0)
    try:
        yield running.begin(drafters=1, approvers=1)
    except BaseException:
        running.flows.close()
        raise
    finally:
        if mutant:
            mutant_stack.disarm(daemon)


@pytest.mark.parametrize("meanwhile", HARMLESS, ids=lambda done: done.__name__)
def test_nothing_is_objected_to_when_no_daemon_is_wrong(mutant_stack, meanwhile):
    with chaos.run(mutant_stack, seed=5, workers=2, pause=0, rivals=1) as running:
        meanwhile(running)


@pytest.mark.parametrize("mutant", [None, "compare.no-fuse"], ids=["well", "compare.no-fuse"])
def test_a_comparison_with_an_empty_mongodb_forgets_nothing(mutant_stack, mutant):
    """After a restart of Redis everything is compared; without the fuse all tasks are gone."""
    daemon = "approval-processing"

    with by_hand(mutant_stack, daemon, mutant) as running:
        documents = waiting(running.flows.client(), running.flows.drafters[0],
                            running.flows.approvers[0], 25)  # more than the fuse takes for a few
        until(lambda: forgotten(mutant_stack, documents), "everything is told")
        before = chaos.metric(mutant_stack, daemon, "rebuilds_total")
        with chaos.empty_mongodb(running):
            mutant_stack.kill_and_wait("redis")
            until(lambda: chaos.metric(mutant_stack, daemon, "comparison_stopped_documents")
                  or chaos.metric(mutant_stack, daemon, "rebuilds_total") > before, "they are compared")
    if mutant:
        killed_by({"open_document_has_exactly_its_task"}, mutant,
                  running.inspect(deadline=8, grace=0))
    else:
        chaos.clean(running.inspect())


@pytest.mark.parametrize(("daemon", "mutant", "meanwhile", "rules"), MUTANTS,
                         ids=[mutant.split(":")[0] for _, mutant, _, _ in MUTANTS])
def test_the_checker_kills(mutant_stack, daemon, mutant, meanwhile, rules):
    assert has_failpoints(daemon, mutant), f"{daemon} has no {mutant}"
    wrong, _, death = mutant.partition(",")
    mutant_stack.arm(daemon, mutant)
    lives = len(mutant_stack.starts(daemon))
    # Few people, so that much happens to each of them at once.
    running = chaos.Run(mutant_stack, seed=5, workers=4, pause=0, rivals=1)
    try:
        running.begin(drafters=1, approvers=3)
        if death:  # some times: one that dies for ever would be started later and later
            until(lambda: len(mutant_stack.starts(daemon)) > lives + 3, f"{daemon} dies at {death}")
            mutant_stack.arm(daemon, wrong)
        until(lambda: running.flows.finished > 6, "people work")
        if meanwhile:
            meanwhile(running)
        done = running.flows.finished
        until(lambda: running.flows.finished > done + 4, "people go on")
        running.flows.stop()
        result = running.inspect(deadline=8, grace=0) if wrong in MADE_GOOD else None
    except BaseException:
        running.flows.close()
        raise
    finally:
        mutant_stack.disarm(daemon)  # what is wrong now is what the mutant left behind
    killed_by(rules, mutant, result or running.inspect(deadline=8, grace=0))


def test_the_checker_kills_a_comparison_of_inboxes_that_sends_nothing(mutant_stack):
    """The last one here: what the topic loses, it has lost for good. That nothing is missing when the
    daemon is well is what test_lost_bus shows."""
    with by_hand(mutant_stack, "approval-request", "inboxes.skip") as running:
        documents, _ = lose_final_notices(running, 5)
        mutant_stack.all_ready()
        until(lambda: compared(mutant_stack, documents), "they are compared with the inboxes", LONG)
    killed_by({"everybody_concerned_was_told_once"}, "inboxes.skip",
              running.inspect(deadline=8, grace=0))


def test_the_checker_kills_a_result_that_counts_in_any_epoch(mutant_stack):
    daemon, mutant = "approval-request", "record.any-epoch"
    assert has_failpoints(daemon, mutant) and has_failpoints("approval-processing", "bus.overtaken")
    mutant_stack.arm(daemon, mutant)
    running = chaos.Run(mutant_stack, seed=6, workers=0)
    try:
        running.begin(drafters=1, approvers=1)
        chaos.result_lands_late(running)
    except BaseException:
        running.flows.close()
        raise
    finally:
        mutant_stack.disarm(daemon)
        mutant_stack.disarm("approval-processing")
    result = running.inspect(deadline=8, grace=0)
    assert "confirmed_decision_holds" in {one.rule for one in result.violations}, \
        "survived; seen was:\n" + "\n".join(result.lines())


def faults():
    """All that the decorators of tests/faults know, as their sources have it."""
    return {name for source in (SOURCE / "tests" / "faults").rglob("*.[ch]*")
            for name in re.findall(r'Hit\("([^"]+)"\)', source.read_text(encoding="utf-8"))}


def test_every_fault_is_killed_by_a_test():
    assert faults() == BY_THEMSELVES | {mutant.partition(",")[0].split(":")[0]
                                        for _, mutant, _, _ in MUTANTS}


@pytest.mark.parametrize("daemon", DAEMONS)
def test_a_release_binary_has_no_fault(daemon):
    """Neither its name nor its decorator; the faulty twin shows that we would see both."""
    def known(binary):
        texts = texts_in(binary)
        return {name for name in (*faults(), "Faulty") if name in texts}
    assert not known(BINARIES / daemon)
    assert len(known(BINARIES / "faulty" / daemon)) > 1


@pytest.mark.parametrize("daemon", DAEMONS)
def test_a_release_binary_has_no_failpoints(daemon):
    """Its switch is not in it: nothing reads FAILPOINTS. The faulty twin shows that we would see."""
    assert "FAILPOINTS" not in texts_in(BINARIES / daemon)
    assert "FAILPOINTS" in texts_in(BINARIES / "faulty" / daemon)


@pytest.mark.parametrize("daemon", DAEMONS)
def test_a_release_binary_ignores_failpoints(daemon):
    """Even with every fault in its environment it answers as usual."""
    everything = ",".join(faults())
    done = subprocess.run([Path(BINARIES) / daemon, "--help"], capture_output=True, text=True,
                          env=os.environ | {"FAILPOINTS": everything}, check=False)
    assert done.returncode == 0 and "FAILPOINTS" not in done.stdout
