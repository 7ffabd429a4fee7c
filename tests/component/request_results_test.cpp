// Results through the real daemon: what it applies, what it refuses, and what dying in between
// does.
#include <csignal>

#include <gtest/gtest.h>

#include "component/request_fixture.h"
#include "contract/request_store_fixture.h"

namespace erp::approval_request {
namespace {

class RequestResults : public RequestDaemonTest {
 protected:
  static json::Value As(json::Value result, const std::string& id) {
    result["decisionId"] = id;
    return result;
  }

  [[nodiscard]] std::vector<AuditEntry> Audit(std::int64_t request) const {
    const auto raw =
        database_.pool.Acquire().FindOne(kApprovals, mongo::Document{{"_id", request}});
    const auto entries = AuditOf(raw->view());
    EXPECT_EQ(FirstBroken(RequestId(request), raw->view().Integer("ver"),
                          raw->view().Text("auditHead"), entries),
              std::nullopt);
    return entries;
  }
  [[nodiscard]] std::vector<std::string> Actions(std::int64_t request) const {
    std::vector<std::string> actions;
    for (const auto& entry : Audit(request)) actions.push_back(entry.action);
    return actions;
  }
};

using Strings = std::vector<std::string>;

TEST_F(RequestResults, OnlyUnknownDocumentsAndUnreadableRecordsBecomeDeadLetters) {
  const auto daemon = LaunchReady();
  const auto dead = Read("approval-results.dlq");
  const auto request = Submit(*daemon, {5});
  const auto document = DocumentOf(*daemon, request);
  auto unknown = As(Decision(document, 1, true), "decision:unknown");
  unknown["requestId"] = 999;
  Send(unknown);
  auto shapeless = As(Decision(document, 1, true), "decision:shapeless");
  shapeless.erase("status");
  Send(shapeless);
  Send(As(Decision(document, 1, true), "decision:typeless"), "approval.unheard-of");
  auto foreign = As(Decision(document, 1, true), "decision:foreign");
  foreign["approverId"] = 7;
  Send(foreign);
  ASSERT_TRUE(Becomes(*daemon, request, "version", 2));
  EXPECT_EQ(dead->AwaitEvent("decision:unknown").Header("dlq_topic"), Topic("approval-results"));
  EXPECT_FALSE(dead->AwaitEvent("decision:shapeless").Header("dlq_reason").empty());
  EXPECT_EQ(dead->Count("decision:typeless"), 0U) << "a type that is not known is ignored";
  EXPECT_EQ(dead->Count("decision:foreign"), 0U);
  EXPECT_EQ(Metric(*daemon, "approval_results_total{outcome=\"dead\"}"), 2);
  EXPECT_EQ(Metric(*daemon, "kafka_consumer_ignored_total"), 1);
}

TEST_F(RequestResults, ARefusedResultIsAuditedNotifiedAndTheStepOpenedAgain) {
  const auto daemon = LaunchReady();
  const auto requests = Read("approval-requests");
  const auto notifications = Read("approval-notifications");
  const auto request = Submit(*daemon, {5, 9});
  const auto document = DocumentOf(*daemon, request);
  auto foreign = As(Decision(document, 1, true), "decision:foreign");
  foreign["approverId"] = 7;
  for (int i = 0; i < 3; ++i) Send(foreign);
  ASSERT_TRUE(Becomes(*daemon, request, "version", 2));

  const auto again = json::Value::parse(requests->AwaitEvent("step:1:1:1:2").value);
  EXPECT_EQ(again["attempt"], 2);
  EXPECT_EQ(again["order"], 2);
  EXPECT_EQ(again["resultBase"], 1) << "its number is used up";
  EXPECT_EQ(again["recallable"], true);
  const auto notice = notifications->AwaitEvent("n:refused:decision:foreign:7");
  EXPECT_EQ(notice.key, "7");
  const auto body = json::Value::parse(notice.value);
  EXPECT_EQ(body["type"], "DECISION_REFUSED");
  EXPECT_EQ(body["status"], "refused");
  notifications->AwaitEvent("settled:n:step:1:1:1:1:5");
  notifications->AwaitEvent("n:step:1:1:1:2:5");
  ASSERT_TRUE(support::Eventually(seconds(20), [&] {
    return Metric(*daemon, "approval_results_total{outcome=\"duplicate\"}") == 2;
  }));
  EXPECT_EQ(Actions(request), (Strings{"submitted", "result-refused"}));
  EXPECT_EQ(Audit(request)[1].reason, "approver-mismatch");

  // The old attempt is over; the new one is decided under the next number.
  Send(As(Decision(document, 1, true), "decision:late"));
  auto second = As(Decision(document, 1, true), "decision:right");
  second["n"] = 2;
  second["attempt"] = 2;
  Send(second);
  ASSERT_TRUE(Becomes(*daemon, request, "version", 4));
  // The late one came under a number that was taken, which opened a third attempt.
  EXPECT_EQ(Audit(request)[2].reason, "result-number-taken");
  EXPECT_EQ(Audit(request)[3].reason, "step-not-open");
  auto third = As(Decision(document, 1, true), "decision:third");
  third["n"] = 3;
  third["attempt"] = 4;
  Send(third);
  ASSERT_TRUE(Becomes(*daemon, request, "currentStep", 2));
  EXPECT_EQ(json::Value::parse(requests->AwaitEvent("step:1:1:2:1").value)["resultBase"], 3);
}

TEST_F(RequestResults, AfterTheEndARefusedResultHasTheRoundClosedAgain) {
  const auto daemon = LaunchReady();
  const auto requests = Read("approval-requests");
  const auto notifications = Read("approval-notifications");
  const auto request = Submit(*daemon, {5});
  const auto document = DocumentOf(*daemon, request);
  Send(Decision(document, 1, true));
  auto late = As(Decision(document, 1, false), "decision:late");
  late["n"] = 2;
  Send(late);
  const auto again = json::Value::parse(requests->AwaitEvent("closed:1:1:3").value);
  EXPECT_EQ(again["order"], 3);
  EXPECT_EQ(again["outcome"], "approved");
  auto first = json::Value::parse(requests->AwaitEvent("closed:1:1").value);
  first["order"] = 3;
  first["resultBase"] = 2;
  EXPECT_EQ(again, first);
  notifications->AwaitEvent("n:refused:decision:late:5");
  EXPECT_EQ(DocumentOf(*daemon, request)["finalStatus"], "approved");
  EXPECT_EQ(Actions(request), (Strings{"submitted", "step-approved", "result-refused"}));
}

TEST_F(RequestResults, AResultThatOvertookTheOneBeforeKeepsNothingWaiting) {
  const auto daemon = LaunchReady();
  const auto request = Submit(*daemon, {5, 9});
  const auto document = DocumentOf(*daemon, request);
  Send(Decision(document, 2, true));
  ASSERT_TRUE(support::Eventually(seconds(20), [&] {
    return Metric(*daemon, "approval_results_total{outcome=\"held\"}") == 1;
  }));
  const auto open = "/internal/open-steps/" + std::to_string(request);
  const auto shown = json::Value::parse(support::Send("GET", daemon->OperatorUrl(open)).body);
  EXPECT_EQ(shown["missingResult"], 1) << "the arbiter must not decide it now";
  const auto listed =
      json::Value::parse(support::Send("GET", daemon->OperatorUrl("/internal/open-steps")).body);
  EXPECT_EQ(listed["steps"][0]["missingResult"], 1);
  Send(Decision(document, 1, true));  // under the same key, behind it
  ASSERT_TRUE(Becomes(*daemon, request, "finalStatus", "approved"));
  EXPECT_EQ(Actions(request), (Strings{"submitted", "step-approved", "step-approved"}));
}

TEST_F(RequestResults, AResultWhosePredecessorNeverComesIsRefusedAndNotified) {
  const auto daemon = LaunchReady({{"HELD_RESULT_TIMEOUT", "2000"}});
  const auto requests = Read("approval-requests");
  const auto notifications = Read("approval-notifications");
  const auto request = Submit(*daemon, {5, 9});
  const auto document = DocumentOf(*daemon, request);
  Send(As(Decision(document, 2, true), "decision:orphan"));
  notifications->AwaitEvent("n:refused:decision:orphan:9");
  EXPECT_EQ(Audit(request).back().reason, "predecessor-missing");
  const auto again =
      json::Value::parse(requests->AwaitEvent("step:" + std::to_string(request) + ":1:1:2").value);
  EXPECT_EQ(again["resultBase"], 2) << "the missing number is used up";
  const auto open = "/internal/open-steps/" + std::to_string(request);
  const auto shown = json::Value::parse(support::Send("GET", daemon->OperatorUrl(open)).body);
  EXPECT_FALSE(shown.contains("missingResult"));
}

TEST_F(RequestResults, AHeldResultOutlivesTheDaemon) {
  std::int64_t request = 0;
  json::Value document;
  {
    const auto daemon = LaunchFaulty("record.held");
    request = Submit(*daemon, {5, 9});
    document = DocumentOf(*daemon, request);
    Send(Decision(document, 2, true));
    EXPECT_EQ(daemon->WaitExit(seconds(30)), -SIGKILL);
  }
  const auto daemon = LaunchReady({{"KAFKA_INSTANCE_ID", "request-0"}});
  Send(Decision(document, 1, true));
  ASSERT_TRUE(Becomes(*daemon, request, "finalStatus", "approved"));
  EXPECT_EQ(Actions(request), (Strings{"submitted", "step-approved", "step-approved"}));
}

TEST_F(RequestResults, RepeatsAtAnyTimeChangeNothing) {
  const auto daemon = LaunchReady();
  const auto request = Submit(*daemon, {5, 9, 11});
  const auto document = DocumentOf(*daemon, request);
  for (const int n : {1, 1, 2, 1, 3, 2}) Send(Decision(document, n, true));
  ASSERT_TRUE(Becomes(*daemon, request, "finalStatus", "approved"));
  ASSERT_TRUE(support::Eventually(seconds(20), [&] {
    return Metric(*daemon, "approval_results_total{outcome=\"duplicate\"}") == 3;
  }));
  EXPECT_EQ(Actions(request),
            (Strings{"submitted", "step-approved", "step-approved", "step-approved"}));
}

TEST_F(RequestResults, AResultIsAppliedOnceWhenTheDaemonDiesBeforeItsAcknowledgement) {
  for (const char* point : {"record.stored", "record.published"}) {
    const auto notifications = Read("approval-notifications");
    std::int64_t request = 0;
    {
      const auto daemon = LaunchFaulty(point);
      request = Submit(*daemon, {5, 9});
      Send(Decision(DocumentOf(*daemon, request), 1, true));
      EXPECT_EQ(daemon->WaitExit(seconds(30)), -SIGKILL) << point;
    }
    const auto daemon = LaunchReady({{"KAFKA_INSTANCE_ID", "request-0"}});
    ASSERT_TRUE(support::Eventually(seconds(30), [&] {
      return Metric(*daemon, "approval_results_total{outcome=\"duplicate\"}") == 1;
    })) << point;
    notifications->AwaitEvent("n:step:" + std::to_string(request) + ":1:2:1:9");
    EXPECT_EQ(Actions(request), (Strings{"submitted", "step-approved"})) << point;
  }
}

TEST_F(RequestResults, WithoutDedupARepeatIsSeen) {
  const auto daemon = LaunchFaulty("record.skip-dedup");
  const auto request = Submit(*daemon, {5, 9});
  const auto document = DocumentOf(*daemon, request);
  Send(Decision(document, 1, true));
  Send(Decision(document, 1, true));
  ASSERT_TRUE(Becomes(*daemon, request, "version", 3));
  EXPECT_EQ(Actions(request), (Strings{"submitted", "step-approved", "result-refused"}));
}

TEST_F(RequestResults, WithTheOffsetCommittedFirstAnUnfinishedResultSeemsDone) {
  const auto daemon = LaunchFaulty("consumer.commit-first");
  const auto request = SubmitUnreserved(*daemon, 5);
  const auto document = DocumentOf(*daemon, request);
  // Waits for its round to begin, so it is not done; TheLagCountsWhatIsNotRecordedYet is the same
  // without the fault.
  Send(Decision(document, 1, true));
  EXPECT_TRUE(support::Eventually(seconds(20), [&] {
    const auto committed = support::Send("GET", daemon->OperatorUrl("/internal/results-lag"));
    return Metric(*daemon, "kafka_consumer_done_total{group=\"" + Topic("approval-request-group") +
                               "\",topic=\"" + Topic("approval-results") + "\"}") > 0 &&
           committed.body == R"({"lag":0})";
  }));
  EXPECT_EQ(DocumentOf(*daemon, request)["version"], document["version"]);
}

}  // namespace
}  // namespace erp::approval_request
