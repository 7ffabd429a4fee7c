"""What an outside reader of the core found, and what the containers met, as a list: what is right
now, and the tests that hold it. The tests run with the others; here is held that none of them goes
missing."""
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]

# row: (what is right, {file without its ending: names of tests or of whole suites})
ROWS = {
    "R1": ("an entry of an outbox that nobody can read is set aside, shown and holds nothing up", {
        "contract/processing_outbox_test": ["EntryThatNobodyCanReadIsSetAsideAndHoldsUpNothing",
                                            "RepeatWhoseMessageCannotBeReadIsNotCalledDelivered"],
        "contract/request_outbox_test": ["UnreadableEntry"],
        "component/processing_rebuild_test": ["OutboxEntryThatNobodyCanReadHoldsUpNoRebuild"]}),
    "R2": ("a Redis that comes back as it was, after another was compared, decides nothing", {
        "component/processing_failover_test": ["ProcessingFailOverTest"],
        "contract/processing_rebuild_test": [
            "ServerThatFollowedAnotherAndIsPromotedAgainDecidesNothingUntilItWasCompared",
            "OnlyWhoKnowsTheEpochOfTheStoreIsAnswered"],
        "unit/processing_epoch_test": ["EpochWatchTest", "EpochWatchOfABrokenStore"]}),
    "R3": ("what Redis refuses for now is an outage (503, records wait), by a table", {
        "contract/redis_faults_test": ["RedisRefusal"]}),
    "R4": ("sending again is a job that one can ask about, one at a time", {
        "component/request_internal_test": ["OneJobRunsAtATimeOfAllReplicasAndADeadOneIsTakenOver",
                                            "NotificationsAreSentAgainWithTheBytesOfTheFirstTime"]}),
    "R5": ("every public route asks who acts", {
        "hostile/test_endpoints": ["test_every_operation_has_a_correct_request"]}),
    "R6": ("a start that fails destroys nothing that threads still use", {
        "component/request_leave_test": ["AStartThatFailsLetsWhatIsBeingAskedComeToItsEnd"]}),
    "R7": ("what recognises a repeat is remembered longer than Kafka keeps the record", {
        "unit/retention_test": ["Retention"]}),
    "R8": ("an answer may be read slowly; without progress, or too slowly, its reader is cut", {
        "component/http_limits_test": ["AClientThatKeepsReadingIsNotCutHoweverLongItTakes",
                                       "AClientThatReadsSlowerThanTheSlowestAllowedIsCut"]}),
    "R9": ("one entry that always fails does not make its target down", {
        "unit/outbox_relay_test": ["AnEntryThatAlwaysFailsHoldsNoOtherOfItsTarget",
                                   "ATargetIsDownWhenDifferentEntriesFailOneAfterTheOther"]}),
    "R10": ("what waits is counted in the index of the store", {
        "contract/request_outbox_test": ["TheBacklogIsCountedInItsIndexUpToItsLimit"],
        "unit/outbox_pace_test": ["TheBacklogIsMeasuredOnlyWhileItIsNeeded"]}),
    "R11": ("readiness asks on connections of its own", {
        "contract/mongo_test": ["APingNeitherWaitsForAFullPoolNorTakesAConnectionOfIt"]}),
    "R12": ("a result that cannot be applied stops its own document only, and that for a time", {
        "component/processing_rebuild_test": [
            "DocumentWithAMissingResultIsSetAsideAndTheOthersAreDecided"],
        "unit/request_held_test": ["HeldTest"]}),
    "R13": ("each unapplied result of a document is kept until the document has passed it", {
        "contract/processing_rebuild_test": ["EachOfTwoUnappliedResultsIsPublishedAgainByteForByte",
                                             "CopyOfAResultIsKeptUntilTheBaseHasPassedIt"]}),
    "R14": ("a comparison that would forget too much stops and waits for an operator", {
        "contract/processing_rebuild_test": ["TooManyThatAreNotOpenThereAreSetAsideAndNotForgotten"],
        "component/processing_rebuild_test": [
            "EmptyApprovalRequestStopsTheComparisonUntilAnOperatorConfirms"]}),
    "R15": ("after a restore of MongoDB an operator makes both sides one; what is lost is listed", {
        "system/test_restore": [
            "test_after_a_restore_both_sides_are_one_again_and_the_lost_is_listed"],
        "unit/request_reconciliation_test": ["ReconciliationTest"],
        "contract/request_ids_test": ["GoOnAboveWhatTheyWereRaisedToAndNeverBelow"]}),
    "R16": ("dead letters are listed, shown and sent once more with their ids", {
        "contract/kafka_replay_test": ["KafkaReplay"]}),
    "R17": ("a result in flight when Redis is lost displaces no decision that was confirmed", {
        "system/test_outages": [
            "test_result_that_lands_after_redis_was_filled_again_counts_no_more",
            "test_decisions_in_flight_when_redis_is_lost_are_decided_once"],
        "system/test_mutants": ["test_the_checker_kills_a_result_that_counts_in_any_epoch"],
        "unit/request_app_test": [
            "AResultOfAnEpochThatIsOverCountsNoMoreAndStandsInNobodysWay"]}),
    "R18": ("a repeated ADJUST counts once, whatever order the optimiser reads in", {
        "contract/employee_leave_test": ["RepeatedAdjustmentCountsOnce",
                                         "RefusedAdjustmentIsStoredAndAnswersTheSameForEver"]}),
    "R19": ("what the bus lost is noticed and sent again by itself, to everybody once", {
        "system/test_lost_bus": ["test_final_notices_that_the_bus_lost_arrive_once",
                                 "test_decisions_that_the_bus_lost_reach_their_documents",
                                 "test_steps_that_the_bus_lost_are_opened"],
        "unit/request_inbox_reconciler_test": ["InboxReconcilerTest", "BusLoss"]}),
    "C1": ("replicas come and go at 50 requests a second and none fails", {
        "system/test_gateway_replicas": [
            "test_replicas_come_and_vanish_at_50_a_second_and_no_request_fails",
            "test_a_request_that_nobody_took_is_said_to_be_undelivered"]}),
    "C2": ("the page of the gateway may open sockets, whatever its port", {
        "system/test_gateway": [
            "test_a_websocket_from_the_page_of_the_gateway_is_accepted_whatever_its_port"]}),
    "C3": ("a time zone that does not exist is refused at the start", {
        "unit/time_zone_test": ["TimeZone"]}),
    "C4": ("a health check starts no shell of a database", {
        "system/test_compose": ["test_a_health_check_starts_no_shell_of_a_database"]}),
    "C5": ("a first start needs nothing; a lost password is said to be one", {
        "system/test_compose": ["test_nothing_has_to_be_set_before_the_first_start",
                                "test_a_password_is_made_once_and_kept",
                                "test_a_database_whose_password_was_lost_is_said_to_be_one",
                                "test_a_wrong_password_for_an_older_database_can_be_put_right"]}),
    "C6": ("no unnamed volumes; containers are replaced one at a time; sockets hold no gateway", {
        "system/test_compose": [
            "test_no_container_leaves_an_unnamed_volume_behind",
            "test_new_containers_take_the_place_of_old_ones_one_at_a_time",
            "test_the_gateway_ends_well_within_its_grace",
            "test_a_gateway_that_ends_has_the_sessions_asked_to_reconnect"],
        "system/test_gateway_limits": ["test_open_sockets_do_not_hold_a_gateway_that_stops"]}),
}


@cache
def names(stem):
    """The tests of a file and the suites that they belong to."""
    path = next(path for path in (TESTS / f"{stem}.cpp", TESTS / f"{stem}.py") if path.exists())
    text = path.read_text(encoding="utf-8")
    found = set(re.findall(r"^def (test_\w+)", text, re.MULTILINE))
    for suite, name in re.findall(r"^TEST(?:_[FP])?\((\w+),\s*(\w+)\)", text, re.MULTILINE):
        found |= {suite, name}
    return found


@pytest.mark.parametrize("row", ROWS)
def test_what_a_review_found_is_held_by_tests(row):
    right, held_by = ROWS[row]
    missing = [f"{stem}: {name}" for stem, wanted in held_by.items()
               for name in wanted if name not in names(stem)]
    assert held_by and not missing, f"{row} ({right}) is not held any more: {missing}"
