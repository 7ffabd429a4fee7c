"""The checker's own test: of a right state every rule says nothing, and each rule sees the wrong
that it is there for. A rule that cannot fail is a defect, so a rule without a spoiler here is one.

    .local/tools/venv/bin/python -m pytest tests/checker
"""
import datetime
import json

import pytest

from checker import history, rules, sample_world
from checker.rules import trail
from checker.sample_world import DRAFTER, FIRST, SECOND

SPOILERS = []


def spoils(*names):
    """The function makes of the right state one that the named rules must object to."""
    def keep(function):
        SPOILERS.extend((name, function) for name in names)
        return function
    return keep


def operation(world, what, request_id):
    return next(op for op in world.history.operations.values() if op.what == what and
                request_id in (op.request.get("requestId"), op.answer.get("requestId")))


def an_operation(world, what, request_id, event, answer):
    number = len(world.history.operations) + 1
    world.history.operations[number] = history.Operation(
        number, what, DRAFTER, f"x-{number}", {"requestId": request_id}, [(event, 200, answer)])


@spoils("acknowledged_create_is_one_document")
def an_acknowledged_document_is_lost(world):
    del world.documents[42]


@spoils("acknowledged_create_is_one_document")
def a_document_has_another_title(world):
    world.documents[42]["title"] = "바뀐 제목"


@spoils("acknowledged_create_is_one_document")
def a_document_has_another_due_date(world):
    world.documents[42]["fields"] = '{"dueDate":"2026-12-01"}'


@spoils("acknowledged_create_is_one_document")
def a_document_is_on_another_form(world):
    world.documents[42]["type"] = "EXPENSE"


@spoils("open_document_has_exactly_its_task")
def an_approver_sees_other_fields(world):
    world.tasks[42]["fields"] = "{}"


@spoils("what_is_signed_is_what_was_written")
def fields_were_changed_without_their_hash(world):
    world.documents[42]["fields"] = '{"dueDate":"2026-12-01"}'


@spoils("what_is_signed_is_what_was_written")
def an_edit_kept_the_hash_of_what_was_written_before(world):
    world.documents[42]["content"] = "다른 내용"


@spoils("what_is_signed_is_what_was_written")
def an_edit_that_was_not_submitted_kept_the_hash(world):
    document = world.documents[42]
    document["rounds"][-1]["about"] = {member: document[member] for member in
                                       ("title", "content", "contentHash")}
    document["content"] = "다른 내용"


@spoils("every_round_was_submitted")
def a_round_began_by_itself(world):
    rounds_ = world.documents[42]["rounds"]
    rounds_.append(rounds_[0] | {"round": 2})


@spoils("every_round_was_submitted")
def a_round_was_submitted_on_another_content(world):
    world.documents[42]["rounds"][0]["about"] = {"title": "문서", "content": "",
                                                 "contentHash": "d" * 64}


@spoils("acknowledged_moves_hold")
def an_acknowledged_edit_was_lost(world):
    an_operation(world, "edit", 42, "ok", {})


@spoils("acknowledged_moves_hold")
def an_acknowledged_round_was_lost(world):
    an_operation(world, "resubmit", 42, "ok", {"round": 2})


@spoils("no_move_without_an_invoke")
def an_edit_nobody_asked_for(world):
    document = world.documents[42]
    sample_world.Maker.audit(document, DRAFTER, "edited", 0, document["contentHash"])


@spoils("no_move_without_an_invoke", "every_round_was_submitted")
def a_document_was_submitted_twice(world):
    document = world.documents[42]
    sample_world.Maker.audit(document, DRAFTER, "submitted", 0, document["contentHash"])


@spoils("deleted_documents_never_were_under_way")
def a_document_under_way_was_deleted(world):
    document = world.documents[42]
    document |= {"deletedAt": sample_world.later(9), "state": "canceled"}
    sample_world.Maker.audit(document, DRAFTER, "deleted", 0, document["contentHash"])


@spoils("deleted_documents_never_were_under_way")
def a_document_vanished(world):
    world.documents[47]["deletedAt"] = sample_world.later(9)


@spoils("one_document_per_drafter_and_key")
def a_create_made_two_documents(world):
    world.documents[42]["idemKey"] = world.documents[41]["idemKey"]


@spoils("repeats_are_answered_alike")
def a_repeat_was_told_another_id(world):
    operation(world, "create", 42).answers.append(("ok", 201, {"requestId": 4711}))


@spoils("no_document_without_an_invoke")
def a_document_nobody_asked_for(world):
    world.documents[42]["idemKey"] = "unheard-of"


@spoils("refused_create_left_nothing")
def a_refused_create_left_a_document(world):
    operation(world, "create", 42).answers = [("fail", 400, {})]


@spoils("refused_create_left_nothing")
def a_refused_leave_went_on(world):
    world.documents[47]["state"] = "in_progress"


@spoils("open_document_has_exactly_its_task")
def a_task_is_lost(world):
    del world.tasks[42]


@spoils("open_document_has_exactly_its_task")
def a_task_is_that_of_an_earlier_step(world):
    world.tasks[42] |= {"step": "1"}


@spoils("open_document_has_exactly_its_task")
def a_task_is_not_in_its_queue(world):
    world.queues[SECOND] = []


@spoils("open_document_has_exactly_its_task", "queues_hold_nothing_else")
def a_task_is_in_two_queues(world):
    world.queues[FIRST].append(world.queues[SECOND][0])


@spoils("queues_hold_nothing_else", "ended_document_has_no_live_task")
def an_ended_document_still_asks(world):
    world.queues[FIRST].append((41, 0))
    world.tasks[41] = {"state": "open"}


@spoils("every_submit_came_to_an_answer")
def a_submit_is_stuck(world):
    world.documents[44]["state"] = "submitting"


@spoils("tasks_are_of_this_redis")
def redis_was_restarted_and_nobody_compared(world):
    world.run_id = "b" * 40


@spoils("tasks_are_of_this_redis")
def redis_was_wiped_and_nobody_compared(world):
    world.epoch = None


@spoils("tasks_are_of_this_redis")
def the_comparison_never_ended(world):
    world.epoch = "rebuilding:4a5b"


@spoils("steps_are_decided_in_order", "audit_shows_decisions_in_order")
def the_second_step_was_decided_first(world):
    document = world.documents[42]
    first, second = document["rounds"][0]["steps"]
    first["status"], second["status"] = "pending", "approved"
    document["audit"][1]["step"] = 2


@spoils("steps_are_decided_in_order")
def a_document_is_approved_before_its_last_step(world):
    world.documents[42]["state"] = "approved"


@spoils("audit_shows_decisions_in_order")
def something_was_decided_after_the_end(world):
    document = world.documents[43]
    sample_world.Maker.audit(document, SECOND, "step-approved", 2, "x")


@spoils("decisions_are_by_the_right_person")
def somebody_else_decided(world):
    world.documents[41]["audit"][1]["actor"] = SECOND


@spoils("decisions_are_by_the_right_person")
def a_step_carries_the_decision_of_another(world):
    steps = world.documents[41]["rounds"][0]["steps"]
    steps[0]["decisionId"], steps[1]["decisionId"] = (steps[1]["decisionId"],
                                                      steps[0]["decisionId"])


@spoils("acknowledged_decision_is_effective", "every_result_holds_or_was_refused")
def an_acknowledged_decision_was_lost(world):
    document = world.documents[42]
    step = document["rounds"][0]["steps"][0]
    step["status"] = "pending"
    del step["decisionId"]


@spoils("acknowledged_decision_is_effective")
def a_decision_that_was_answered_without_its_id_was_lost(world):
    an_acknowledged_decision_was_lost(world)
    operation(world, "decide", 42).answers = [("ok", 202, {"message": "승인했습니다."})]


@spoils("confirmed_decision_holds")
def a_confirmed_decision_was_refused_later(world):
    world.history.losses.append("redis")
    an_acknowledged_decision_was_lost(world)
    decision = operation(world, "decide", 42).answer["decisionId"]
    sample_world.Maker.audit(world.documents[42], FIRST, "result-refused", 1, decision)


@spoils("results_are_refused_only_after_a_loss")
def a_result_was_refused_after_it_was_applied(world):
    world.history = None
    document = world.documents[41]
    decision = document["rounds"][0]["steps"][0]["decisionId"]
    sample_world.Maker.audit(document, FIRST, "result-refused", 1, decision)
    document["audit"][-1]["reason"] = "earlier-epoch"


@spoils("acknowledged_decision_is_effective")
def the_opposite_was_stored(world):
    world.documents[43]["rounds"][0]["steps"][0]["status"] = "approved"


@spoils("refused_decision_has_no_effect")
def a_refused_decision_holds(world):
    operation(world, "decide", 42).answers = [("fail", 409, {})]


@spoils("no_decision_without_an_invoke")
def a_decision_nobody_made(world):
    operation(world, "decide", 42).key = "another"


@spoils("results_are_refused_only_after_a_loss")
def a_second_winner_was_refused(world):
    sample_world.Maker.audit(world.documents[42], FIRST, "result-refused", 1, "decision:other")


@spoils("results_are_refused_only_after_a_loss")
def a_repeat_was_taken_for_another_result(world):
    world.history = None
    document = world.documents[41]
    decision = document["rounds"][0]["steps"][0]["decisionId"]
    sample_world.Maker.audit(document, FIRST, "result-refused", 1, decision)


@spoils("what_is_given_up_is_nowhere", "results_are_refused_only_after_a_loss")
def a_result_was_given_up_though_it_came(world):
    document = world.documents[41]
    rows = world.records["approval-results"]
    row = next(row for row in rows if json.loads(row.value)["requestId"] == 41)
    for number, late in ((9, "decision:held"), (8, "decision:late")):
        body = json.loads(row.value) | {"decisionId": late, "n": number}
        rows.append(row._replace(offset=90 + number, value=json.dumps(body).encode(),
                                 headers=row.headers | {"ce_id": late}))
    sample_world.Maker.audit(document, FIRST, "result-refused", 1, "decision:held",
                             reason="predecessor-missing")
    sample_world.Maker.audit(document, FIRST, "result-refused", 1, "decision:late",
                             reason="result-number-taken")


@spoils("every_decision_was_published", "every_result_holds_or_was_refused")
def a_result_was_changed_on_the_way(world):
    rows = world.records["approval-results"]
    rows[0] = rows[0]._replace(value=rows[0].value.replace(b"decision:41", b"decision:14"))


@spoils("one_decision_per_step")
def two_people_won_the_same_step(world):
    rows = world.records["approval-results"]
    other = rows[0].value.replace(b'"decision:41', b'"decision:other:41')
    rows.append(rows[0]._replace(offset=99, value=other, headers={"ce_id": "other"}))


@spoils("open_step_is_for_somebody_active")
def the_approver_has_left(world):
    world.people[SECOND]["active"] = 0


@spoils("nobody_decides_after_leaving")
def somebody_decided_long_after_leaving(world):
    world.people[FIRST] |= {"active": 0, "deactivated_at": sample_world.later(-60)}


@spoils("task_moves_once", "equal_ids_are_equal_bytes")
def a_task_was_moved_twice(world):
    rows = world.records["approval-results"]
    row = next(row for row in rows if row.id.startswith("move:"))
    rows.append(row._replace(offset=99, value=row.value.replace(b'"n": 1', b'"n": 2')))


@spoils("task_moves_once", "every_result_holds_or_was_refused")
def another_move_is_shown(world):
    handovers = world.documents[48]["rounds"][0]["steps"][0]["handovers"]
    handovers[0]["move"] = "move:48:1:1:7"


@spoils("applied_counts_every_result")
def a_move_was_not_counted(world):
    world.documents[48]["applied"] = 0


@spoils("drafter_decides_nothing")
def the_drafter_stands_in(world):
    world.documents[48]["rounds"][0]["steps"][0]["approverId"] = DRAFTER


@spoils("ledger_sums_fit")
def an_update_of_the_account_was_lost(world):
    world.accounts[DRAFTER]["reserved_minutes"] -= 960


@spoils("ledger_sums_fit")
def a_balance_does_not_follow(world):
    world.ledger[2]["balance_after"] += 480


@spoils("ledger_sums_fit")
def an_entry_is_missing(world):
    del world.ledger[1]


@spoils("nobody_is_overdrawn")
def more_was_reserved_than_there_was(world):
    world.ledger[1] |= {"minutes": 8000, "balance_after": -800}


@spoils("operations_happen_once", "ledger_says_what_documents_say")
def leave_was_taken_twice(world):
    world.ledger.append(dict(world.ledger[3]) | {"number": 8})


@spoils("operations_happen_once")
def leave_was_held_twice_by_another_name(world):
    held = next(row for row in world.ledger if row["kind"] == "RESERVE")
    world.ledger.append(dict(held) | {"number": 8, "op_id": held["op_id"] + ":again"})


@spoils("ledger_says_what_documents_say")
def an_approved_leave_was_not_taken(world):
    world.ledger[3]["outcome"] = "REFUSED"


@spoils("ledger_says_what_documents_say")
def a_rejected_leave_is_still_held(world):
    del world.ledger[5]


@spoils("ledger_says_what_documents_say")
def leave_in_progress_is_not_held(world):
    del world.ledger[1]


def milestone(world):
    return next(row for row in world.ledger if row["op_id"].startswith("attendance:"))


@spoils("approved_corrections_are_entered_once")
def a_correction_was_entered_twice(world):
    world.corrections.append(dict(world.corrections[0]))


@spoils("approved_corrections_are_entered_once")
def a_correction_was_entered_for_somebody_else(world):
    world.corrections[0]["employee_id"] = SECOND


@spoils("approved_corrections_are_entered_once")
def a_correction_of_a_missing_day_was_lost(world):
    world.corrections.clear()
    world.documents[51]["attendance"] = world.documents[51]["attendance"].replace("2026", "2025")


@spoils("approved_corrections_are_entered_once")
def a_correction_was_entered_that_was_not_approved(world):
    world.documents[51]["state"] = "in_progress"


@spoils("a_date_is_one_record")
def a_date_has_two_records(world):
    world.attendance.append(dict(world.attendance[-1]))


@spoils("attendance_counts_its_dates")
def a_check_in_counted_twice(world):
    world.attendance_accounts[SECOND]["dates"] += 1


@spoils("attendance_counts_its_dates")
def a_voided_date_still_counts(world):
    world.attendance_accounts[DRAFTER]["dates"] = 31


@spoils("every_thirty_dates_earn_one_day")
def thirty_dates_earned_nothing(world):
    world.attendance[0]["status"] = "CHECKED_OUT"
    world.ledger.remove(milestone(world))
    world.attendance_accounts[DRAFTER]["milestones"] = 0


@spoils("every_thirty_dates_earn_one_day")
def a_day_was_earned_without_thirty_dates(world):
    world.ledger.append(milestone(world) | {"employee_id": SECOND, "op_id": f"attendance:{SECOND}:1"})
    world.attendance_accounts[SECOND]["milestones"] = 1


@spoils("every_thirty_dates_earn_one_day")
def a_date_that_was_voided_earned_again(world):
    world.ledger.append(milestone(world) | {"op_id": f"attendance:{DRAFTER}:2"})
    world.attendance_accounts[DRAFTER]["milestones"] = 2


@spoils("every_thirty_dates_earn_one_day")
def a_milestone_was_noted_and_not_paid(world):
    world.attendance_accounts[DRAFTER]["milestones"] = 2


@spoils("every_thirty_dates_earn_one_day")
def a_milestone_went_into_another_bucket(world):
    milestone(world)["bucket"] = "statutory"


@spoils("a_claim_is_one_grant")
def a_claim_was_not_paid(world):
    world.ledger = [row for row in world.ledger if row["op_id"] != "quest:1"]


@spoils("a_claim_is_one_grant")
def a_reward_was_paid_without_a_claim(world):
    world.participations[0]["state"] = "APPROVED"


@spoils("a_claim_is_one_grant", "operations_happen_once")
def a_claim_was_paid_twice(world):
    world.ledger.append(next(row for row in world.ledger if row["op_id"] == "quest:1"))


@spoils("a_claim_is_one_grant")
def the_reward_of_today_was_paid(world):
    next(row for row in world.ledger if row["op_id"] == "quest:1")["minutes"] = 480


@spoils("a_claim_is_one_grant")
def a_reward_went_to_somebody_else(world):
    next(row for row in world.ledger if row["op_id"] == "quest:1")["employee_id"] = SECOND


@spoils("quests_keep_their_slots")
def more_took_a_quest_than_there_were_slots(world):
    world.quests[5]["slots"] = 1


@spoils("quests_keep_their_slots", "one_takes_a_quest_once")
def a_slot_was_taken_without_counting(world):
    world.participations.append(dict(world.participations[2]) | {"id": 4})


@spoils("quests_keep_their_slots", "work_on_quests_of_who_has_left_has_ended")
def work_of_who_has_left_did_not_end(world):
    world.participations[3]["state"] = "SUBMITTED"


@spoils("moves_of_quests_are_told_once", "inbox_numbers_have_no_gap")
def nobody_was_told_that_work_ended_with_a_leaving(world):
    inbox = world.inboxes[FIRST]
    inbox.entries = [(seq, notice) for seq, notice in inbox.entries
                     if ":participant-left:" not in notice]


@spoils("what_is_approved_was_reviewed_by_another")
def work_was_approved_without_a_review(world):
    world.attempts[0]["verdict"] = "REJECTED"


@spoils("what_is_approved_was_reviewed_by_another")
def somebody_approved_their_own_work(world):
    world.attempts[0]["reviewer_id"] = DRAFTER


@spoils("moves_of_quests_are_told_once", "inbox_numbers_have_no_gap")
def a_claim_was_not_told(world):
    inbox = world.inboxes[DRAFTER]
    inbox.entries = [(seq, notice) for seq, notice in inbox.entries if ":claimed:" not in notice]


@spoils("moves_of_quests_are_told_to_nobody_else", "inbox_numbers_have_no_gap")
def the_participant_learned_what_the_creator_should(world):
    inbox = world.inboxes[SECOND]
    inbox.entries.append((inbox.head + 1, f"n:quest:3:1:accepted:{SECOND}"))


@spoils("promotions_of_leave_are_told_once", "inbox_numbers_have_no_gap")
def a_notice_about_leave_was_not_told(world):
    inbox = world.inboxes[SECOND]
    inbox.entries = [(seq, notice) for seq, notice in inbox.entries if ":promotion:" not in notice]


@spoils("promotions_of_leave_are_told_to_nobody_else", "inbox_numbers_have_no_gap")
def a_notice_that_was_missed_was_told(world):
    inbox = world.inboxes[FIRST]
    inbox.entries.append((inbox.head + 1, f"n:promotion:13:{FIRST}"))


@spoils("recounts_are_told_to_whose_leave_it_is", "inbox_numbers_have_no_gap")
def a_recount_was_told_that_nobody_entered(world):
    inbox = world.inboxes[FIRST]
    inbox.entries.append((inbox.head + 1, "n:recount:leave:41:1:2026-12-01:2:1"))


def _canceled(world, source):
    return next(row for row in world.ledger
                if row["kind"] == "CANCEL" and row["source"] == source)


@spoils("ledger_says_what_documents_say")
def a_canceled_leave_was_not_given_back(world):
    _canceled(world, "leave:50:1")["outcome"] = "REFUSED"


@spoils("ledger_says_what_documents_say")
def more_was_given_back_than_was_canceled(world):
    _canceled(world, "leave:49:1")["minutes"] = 960


@spoils("ledger_says_what_documents_say")
def leave_was_given_back_that_nobody_canceled(world):
    del world.documents[50]["rounds"][0]["cancellation"]
    world.documents[50]["state"] = "approved"


@spoils("ledger_sums_fit")
def leave_was_given_back_that_was_not_taken(world):
    _canceled(world, "leave:50:1")["source"] = "leave:44:1"


@spoils("cancellations_are_what_was_asked_for", "nobody_else_was_told")
def an_acknowledged_cancellation_was_lost(world):
    del world.documents[49]["rounds"][0]["cancellation"]


@spoils("cancellations_are_what_was_asked_for")
def somebody_else_canceled_it(world):
    world.documents[49]["rounds"][0]["cancellation"]["by"] = SECOND


@spoils("cancellations_are_what_was_asked_for")
def leave_of_somebody_who_is_there_was_canceled_by_nobody(world):
    world.documents[49]["rounds"][0]["cancellation"]["by"] = 0


@spoils("cancellations_are_what_was_asked_for")
def nobody_asked_for_a_cancellation(world):
    operations = world.history.operations
    for number in [n for n, op in operations.items() if op.what == "cancel-leave"]:
        del operations[number]


@spoils("canceled_dates_are_free")
def a_canceled_date_is_still_taken(world):
    world.takings[0]["date"] += datetime.timedelta(days=1)


@spoils("canceled_dates_are_free")
def a_date_that_was_taken_is_free(world):
    world.takings.clear()


@spoils("leave_moves_only_for_documents")
def leave_is_held_for_nothing(world):
    world.ledger[1]["source"] = "leave:4711:1"


@spoils("everybody_concerned_was_told_once", "inbox_numbers_have_no_gap",
        "sockets_show_everything_and_nothing_else")
def a_notice_is_stored_twice(world):
    inbox = world.inboxes[DRAFTER]
    inbox.entries.append((inbox.head + 1, inbox.entries[0][1]))
    inbox.meta["seq"] = str(inbox.head + 1)


@spoils("everybody_concerned_was_told_once", "inbox_numbers_have_no_gap")
def a_notice_is_missing(world):
    del world.inboxes[DRAFTER].entries[0]


@spoils("late_refusals_were_told")
def a_late_refusal_was_kept_secret(world):
    operation(world, "create", 47).answers = [("ok", 201, {"requestId": 47})]


@spoils("nobody_else_was_told")
def a_notice_is_in_anothers_inbox(world):
    world.inboxes[SECOND].entries.append(world.inboxes[DRAFTER].entries[0])


@spoils("what_is_over_is_settled", "inbox_numbers_have_no_gap")
def what_is_decided_still_asks(world):
    world.inboxes[FIRST].settled.clear()


@spoils("sockets_show_each_once_and_in_order")
def a_frame_came_twice(world):
    frames = world.history.sessions["tab"][1]
    frames.insert(1, frames[0])


@spoils("sockets_show_each_once_and_in_order")
def frames_came_out_of_order(world):
    world.history.sessions["tab"][1].reverse()


@spoils("sockets_show_everything_and_nothing_else")
def a_frame_never_came(world):
    world.history.sessions["tab"][1].pop()


def settle_the_drafters_last(world, before_it_came):
    """Its session does not show it."""
    world.history.sessions["tab"][1].pop()
    _, notice = world.inboxes[DRAFTER].entries[-1]
    records = world.records["approval-notifications"]
    at = next(n for n, record in enumerate(records) if record.id == notice)
    records.insert(at if before_it_came else len(records), records[at]._replace(
        headers=records[at].headers | {"ce_id": f"settled:{notice}"}))
    records[:] = [record._replace(offset=n) for n, record in enumerate(records)]


@spoils("sockets_show_everything_and_nothing_else")
def a_frame_of_what_was_settled_later_never_came(world):
    settle_the_drafters_last(world, before_it_came=False)


@spoils("sockets_show_everything_and_nothing_else")
def a_frame_of_somebody_else_came(world):
    frames = world.history.sessions["tab"][1]
    frames[0] = frames[0] | {"id": world.inboxes[FIRST].entries[0][1]}


@spoils("audit_chains_are_whole")
def an_audit_entry_was_changed(world):
    world.documents[41]["audit"][1]["comment"] = "d" * 64


@spoils("audit_chains_are_whole")
def the_audits_tail_was_cut(world):
    world.documents[41]["audit"].pop()


@spoils("audit_begins_with_the_drafter")
def somebody_else_submitted(world):
    world.documents[41]["audit"][0]["actor"] = FIRST


@spoils("equal_ids_are_equal_bytes")
def a_repeat_says_something_else(world):
    rows = world.records["approval-notifications"]
    rows.append(rows[0]._replace(value=b"{}{}"))


@spoils("every_event_was_published")
def an_event_was_never_said(world):
    world.records["approval-requests"].pop()


@spoils("every_event_was_published")
def a_notice_was_never_said(world):
    world.records["approval-notifications"].pop(0)


@spoils("orders_of_a_document_are_its_own")
def two_events_have_the_same_number(world):
    rows = world.records["approval-requests"]
    rows[1] = rows[1]._replace(value=rows[0].value)


@spoils("outboxes_are_empty")
def an_outbox_is_not_empty(world):
    world.documents[41]["outbox"] = [{"id": "closed:41:1"}]


@spoils("outboxes_are_empty")
def a_result_is_still_in_the_stream(world):
    world.stream = ["1-0"]


@spoils("consumers_have_caught_up")
def a_consumer_is_behind(world):
    world.lags["notification-group", "approval-notifications", 0] = 2


@spoils("dead_letters_are_the_poison")
def clean_work_went_to_the_dead_letters(world):
    world.records["approval-results.dlq"].append(
        world.records["approval-results"][0]._replace(headers={}))


@spoils("dead_letters_are_the_poison")
def poison_was_swallowed(world):
    world.poison = [("approval-results", b"poison")]


@spoils("replicas_answer_alike", "answers_are_what_is_stored")
def a_replica_says_something_else(world):
    world.answers["/approvals/41"]["http://two"] = (200, {"finalStatus": "in_progress"})


def test_of_the_right_state_no_rule_says_anything():
    assert rules.check(sample_world.right()) == []


@pytest.mark.parametrize(("rule", "spoiler"), SPOILERS, ids=lambda v: getattr(v, "__name__", v))
def test_the_rule_sees(rule, spoiler):
    world = sample_world.right()
    spoiler(world)
    found = rules.check(world, [rule])
    assert found, f"{rule} does not see that {spoiler.__name__.replace('_', ' ')}"
    assert all(one.rule == rule and one.where and one.what for one in found)


@pytest.mark.parametrize("rule", rules.RULES)
def test_every_rule_has_a_wrong_that_it_sees(rule):
    assert any(rule == name for name, _ in SPOILERS)


def test_what_was_settled_before_it_came_need_not_be_shown_at_once():
    world = sample_world.right()
    settle_the_drafters_last(world, before_it_came=True)
    assert "sockets_show_everything_and_nothing_else" not in {one.rule for one in rules.check(world)}


def test_the_audit_hash_is_that_of_the_service():
    """The text that is hashed, byte for byte as the service writes it."""
    assert trail.canonical("f", [("a", "한"), ("b", 12)]) == trail.hashlib.sha256(
        "f\na:3:한\nb:2:12\n".encode()).hexdigest()


def test_without_a_history_the_stores_are_checked_alone():
    world = sample_world.right()
    world.history = world.poison = None
    assert rules.check(world) == []
