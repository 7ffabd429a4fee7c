// The operator listener's routes: open steps, lag, notifications once more.
#include <map>

#include <gtest/gtest.h>

#include "approval-request/store/mongo_jobs.h"
#include "component/request_fixture.h"
#include "contract/request_store_fixture.h"

namespace erp::approval_request {
namespace {

class RequestInternal : public RequestDaemonTest {
 protected:
  static support::HttpAnswer GetInternal(const support::Daemon& daemon, const std::string& path) {
    return support::Send("GET", daemon.OperatorUrl("/internal/" + path));
  }
  static json::Value Steps(const support::Daemon& daemon, const std::string& query) {
    const auto answer = GetInternal(daemon, "open-steps" + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::Value::parse(answer.body);
  }
  static support::HttpAnswer ReEmit(const support::Daemon& daemon, const std::string& body) {
    return support::Send("POST", daemon.OperatorUrl("/internal/notifications/re-emit"), body);
  }
  // Starts a job and waits for its end.
  static json::Value Sent(const support::Daemon& daemon, const std::string& body) {
    const auto begun = ReEmit(daemon, body);
    EXPECT_EQ(begun.status, 202) << begun.body;
    const auto location = begun.Header("location").value_or("");
    EXPECT_EQ(location, "re-emit/" + json::Value::parse(begun.body).value("jobId", ""));
    json::Value job;
    EXPECT_TRUE(support::Eventually(seconds(20), [&] {
      job = json::Value::parse(GetInternal(daemon, "notifications/" + location).body);
      return job.value("state", "") != "running";
    })) << job;
    return job;
  }
  static json::Value JobOf(const support::Daemon& daemon, const std::string& id) {
    return json::Value::parse(GetInternal(daemon, "notifications/re-emit/" + id).body);
  }
  static json::Value Counts(const json::Value& job) {
    return {{"state", job["state"]},
            {"documents", job["documents"]},
            {"notifications", job["notifications"]},
            {"unreadable", job["unreadable"]}};
  }
  static json::Value Done(int documents, std::size_t notifications, int unreadable) {
    return {{"state", "done"},
            {"documents", documents},
            {"notifications", notifications},
            {"unreadable", unreadable}};
  }
  static std::string Span(const std::string& from, const std::string& to) {
    return json::Dump({{"from", from}, {"to", to}});
  }
  // Some days around now.
  static std::string Today() {
    const auto now = SystemClock().Now();
    return Span(FormatInstant(now - std::chrono::hours(24)),
                FormatInstant(now + std::chrono::hours(24)));
  }
};

TEST_F(RequestInternal, OpenStepsArePagedByIdInBothViews) {
  const auto daemon = LaunchReady();
  const auto requests = Read("approval-requests");
  for (int i = 0; i < 5; ++i) Submit(*daemon, {5, 9});
  Send(Decision(DocumentOf(*daemon, 2), 1, false));
  Send(Decision(DocumentOf(*daemon, 4), 1, true));
  ASSERT_TRUE(Becomes(*daemon, 2, "finalStatus", "rejected"));
  ASSERT_TRUE(Becomes(*daemon, 4, "currentStep", 2));

  std::vector<std::int64_t> seen;
  std::string query = "?limit=2";
  while (true) {
    const auto page = Steps(*daemon, query);
    for (const auto& step : page["steps"]) seen.push_back(step["requestId"]);
    if (page["next"].is_null()) break;
    query = "?limit=2&after=" + page["next"].dump();
  }
  EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 3, 4, 5}));

  const auto keys = Steps(*daemon, "?after=3&limit=1")["steps"][0];
  const auto document = DocumentOf(*daemon, 4);
  EXPECT_EQ(keys, (json::Value{{"requestId", 4},
                               {"round", 1},
                               {"step", 2},
                               {"attempt", 1},
                               {"order", 2},
                               {"resultBase", 1},
                               {"openedAt", document["steps"][1]["openedAt"]}}));
  const auto full = GetInternal(*daemon, "open-steps?view=full&after=3&limit=1");
  EXPECT_EQ(full.body,
            "{\"steps\":[" + requests->AwaitEvent("step:4:1:2:1").value + "],\"next\":4}");
  EXPECT_TRUE(Steps(*daemon, "?after=5")["steps"].empty());
}

TEST_F(RequestInternal, OnlyStepsThatAreOpenLongEnoughAreListed) {
  const auto daemon = LaunchReady();
  // One that was opened in 1970.
  MongoDocuments documents(database_.pool, database_.registry);
  ASSERT_EQ(documents.Insert(test::ThreeStepSubmission(900), {}, std::nullopt),
            Documents::Inserted::kYes);
  Submit(*daemon, {5});
  EXPECT_EQ(Steps(*daemon, "")["steps"].size(), 2U);
  const auto old = Steps(*daemon, "?minAgeMs=3600000");
  ASSERT_EQ(old["steps"].size(), 1U);
  EXPECT_EQ(old["steps"][0]["requestId"], 900);
}

TEST_F(RequestInternal, WithoutAnOpenStepItSaysHowTheDocumentEnded) {
  const auto daemon = LaunchReady();
  const auto requests = Read("approval-requests");
  const auto decided = Submit(*daemon, {5, 9});
  const auto document = DocumentOf(*daemon, decided);
  Send(Decision(document, 1, true));
  Send(Decision(document, 2, false));
  const auto recalled = Submit(*daemon, {5});
  Send(Recall(DocumentOf(*daemon, recalled)), "approval.recalled");
  ASSERT_TRUE(Becomes(*daemon, decided, "finalStatus", "rejected"));
  ASSERT_TRUE(Becomes(*daemon, recalled, "finalStatus", "recalled"));

  const auto answer = GetInternal(*daemon, "open-steps/1");
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.Header("content-type"), "application/problem+json");
  const auto problem = json::Value::parse(answer.body);
  EXPECT_EQ(problem["code"], "no-open-step");
  EXPECT_EQ(problem["state"], "rejected");
  EXPECT_EQ(problem["closed"], json::Value::parse(requests->AwaitEvent("closed:1:1").value));
  EXPECT_EQ(problem["approvers"], (json::Value{5, 9}));
  ASSERT_EQ(problem["decisions"].size(), 2U);
  EXPECT_EQ(problem["decisions"][0], (json::Value{{"decisionId", "decision:1"},
                                                  {"approverId", 5},
                                                  {"status", "approved"},
                                                  {"round", 1},
                                                  {"step", 1},
                                                  {"attempt", 1},
                                                  {"n", 1},
                                                  {"decidedAt", "2026-11-21T01:06:00.310Z"}}));
  EXPECT_EQ(problem["decisions"][1]["status"], "rejected");
  const auto other = json::Value::parse(GetInternal(*daemon, "open-steps/2").body);
  EXPECT_EQ(other["state"], "recalled");
  EXPECT_EQ(other["closed"]["outcome"], "recalled");
  EXPECT_EQ(other["decisions"][0], (json::Value{{"decisionId", "recall:1"},
                                                {"approverId", 3},
                                                {"status", "recalled"},
                                                {"round", 1},
                                                {"step", 1},
                                                {"attempt", 1},
                                                {"n", 1},
                                                {"decidedAt", "2026-11-21T01:04:00.310Z"}}));
  const auto unknown = GetInternal(*daemon, "open-steps/77");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(json::Value::parse(unknown.body)["code"], "document-not-found");
}

TEST_F(RequestInternal, TheLagCountsWhatIsNotRecordedYetAndGoesToZero) {
  const auto daemon = LaunchReady();
  const auto lag = [&] {
    const auto answer = GetInternal(*daemon, "results-lag");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::Value::parse(answer.body)["lag"].get<std::int64_t>();
  };
  EXPECT_EQ(lag(), 0);
  const auto request = SubmitUnreserved(*daemon, 5);
  Send(Decision(DocumentOf(*daemon, request), 1, true));  // waits for its round
  EXPECT_EQ(lag(), 1);
  const auto other = Submit(*daemon, {5});
  Send(Decision(DocumentOf(*daemon, other), 1, true));
  ASSERT_TRUE(Becomes(*daemon, other, "finalStatus", "approved"));
  EXPECT_GE(lag(), 1);
}

TEST_F(RequestInternal, TheLagIsZeroWhenEverythingIsRecorded) {
  const auto daemon = LaunchReady();
  const auto request = Submit(*daemon, {5, 9});
  const auto document = DocumentOf(*daemon, request);
  for (const int n : {1, 1, 2}) Send(Decision(document, n, true));
  EXPECT_TRUE(support::Eventually(
      seconds(20), [&] { return GetInternal(*daemon, "results-lag").body == R"({"lag":0})"; }));
  EXPECT_EQ(DocumentOf(*daemon, request)["finalStatus"], "approved");
}

TEST_F(RequestInternal, NotificationsAreSentAgainWithTheBytesOfTheFirstTime) {
  const auto daemon = LaunchReady();
  const auto notifications = Read("approval-notifications");
  const auto finished = Submit(*daemon, {5, 9});
  const auto refused = Submit(*daemon, {5});
  const auto recalled = Submit(*daemon, {5});
  const auto document = DocumentOf(*daemon, finished);
  auto decision = Decision(document, 1, true);
  decision["comment"] = "확인";
  Send(decision);
  auto rejection = Decision(document, 2, false);
  rejection["comment"] = "예산 초과";
  Send(rejection);
  auto foreign = Decision(DocumentOf(*daemon, refused), 1, true);
  foreign["approverId"] = 7;
  Send(foreign);
  Send(Recall(DocumentOf(*daemon, recalled)), "approval.recalled");
  ASSERT_TRUE(Becomes(*daemon, finished, "finalStatus", "rejected"));
  ASSERT_TRUE(Becomes(*daemon, refused, "version", 2));
  ASSERT_TRUE(Becomes(*daemon, recalled, "finalStatus", "recalled"));
  const std::vector<std::string> ids = {
      "n:step:1:1:1:1:5",         "n:step:1:1:2:1:9",         "settled:n:step:1:1:1:1:5",
      "settled:n:step:1:1:2:1:9", "n:closed:1:1:3",           "n:closed:1:1:5",
      "n:step:2:1:1:1:5",         "settled:n:step:2:1:1:1:5", "n:step:2:1:1:2:5",
      "n:refused:decision:1:7",   "n:step:3:1:1:1:5",         "settled:n:step:3:1:1:1:5"};
  std::map<std::string, kafka::Record> first;
  for (const auto& id : ids) first[id] = notifications->AwaitEvent(id);

  EXPECT_EQ(Counts(Sent(*daemon, Today())), Done(3, ids.size(), 0));
  for (const auto& id : ids) {
    ASSERT_TRUE(support::Eventually(seconds(20), [&] { return notifications->Count(id) == 2; }))
        << id;
    for (const auto& record : notifications->All()) {
      if (record.Header("ce_id") != id) continue;
      EXPECT_EQ(record.value, first[id].value) << id;
      EXPECT_EQ(record.key, first[id].key) << id;
      EXPECT_EQ(record.Header("ce_time"), first[id].Header("ce_time")) << id;
      EXPECT_EQ(record.Header("ce_type"), first[id].Header("ce_type")) << id;
    }
  }
}

TEST_F(RequestInternal, OnlyTheNotificationsOfTheTimeAreSentAgain) {
  const auto daemon = LaunchReady();
  MongoDocuments documents(database_.pool, database_.registry);
  ASSERT_EQ(documents.Insert(test::ThreeStepSubmission(900), {}, std::nullopt),
            Documents::Inserted::kYes);
  Submit(*daemon, {5});
  const auto old = Sent(*daemon, Span("1970-01-01T00:00:00Z", "1970-01-01T00:00:02Z"));
  EXPECT_EQ(Counts(old), Done(1, 1, 0));
  const auto before = Sent(*daemon, Span("1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z"));
  EXPECT_EQ(Counts(before), Done(0, 0, 0));
}

TEST_F(RequestInternal, ATrailThatWasTamperedWithIsCountedAndStopsNobody) {
  const auto daemon = LaunchReady();
  const auto request = Submit(*daemon, {5, 9});
  Send(Decision(DocumentOf(*daemon, request), 1, true));
  ASSERT_TRUE(Becomes(*daemon, request, "currentStep", 2));
  Submit(*daemon, {5});
  database_.pool.Acquire().UpdateOne(
      kApprovals, mongo::Document{{"_id", request}},
      mongo::Document{{"$set", mongo::Document{{"audit.1.reference", "decision:other"}}}});
  EXPECT_EQ(Counts(Sent(*daemon, Today())), Done(1, 1, 1));
}

TEST_F(RequestInternal, OneJobRunsAtATimeOfAllReplicasAndADeadOneIsTakenOver) {
  const auto first = LaunchReady();
  const auto second = LaunchReady();
  MongoReEmitJobs jobs(database_.pool);
  const Instant now = SystemClock().Now();
  ReEmitJob running{.id = "of-a-third", .started = now, .changed = now};
  ASSERT_FALSE(jobs.Begin(running));
  for (const auto* daemon : {first.get(), second.get()}) {
    const auto refused = ReEmit(*daemon, Today());
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_EQ(json::Value::parse(refused.body)["code"], "job-running");
    EXPECT_EQ(json::Value::parse(refused.body)["jobId"], "of-a-third");
    EXPECT_EQ(JobOf(*daemon, "of-a-third")["state"], "running");
  }
  running.changed = now - ReEmitJobStore::kLease - seconds(1);  // nobody has worked on it since
  ASSERT_TRUE(jobs.Note(running));
  EXPECT_EQ(JobOf(*second, "of-a-third")["state"], "interrupted");
  EXPECT_EQ(Sent(*first, Today())["state"], "done");
  EXPECT_EQ(JobOf(*second, "of-a-third")["state"], "interrupted");
  EXPECT_FALSE(jobs.Note(running)) << "its place is taken";
}

TEST_F(RequestInternal, WithoutABusItIsDegradedTheLagIsUnavailableAndTheRepeatFailsAsAJob) {
  const auto daemon = Launch({{"KAFKA_BROKERS", "127.0.0.1:9"}});
  ASSERT_TRUE(daemon->WaitForReadyz(200));
  ASSERT_TRUE(support::Eventually(seconds(20), [&] {
    const auto ready = support::Send("GET", daemon->OperatorUrl("/readyz"));
    return ready.status == 200 && json::Value::parse(ready.body)["status"] == "degraded";
  }));
  ASSERT_TRUE(
      support::Eventually(seconds(20), [&] { return Post(*daemon, Body({5})).status == 201; }));
  const auto job = Sent(*daemon, Today());
  EXPECT_EQ(job["state"], "failed") << job;
  EXPECT_FALSE(job["detail"].get<std::string>().empty());
  EXPECT_EQ(GetInternal(*daemon, "results-lag").status, 503);
}

TEST_F(RequestInternal, BadRequestsAreNamed) {
  const auto daemon = LaunchReady();
  for (const char* query : {"?limit=0", "?limit=501", "?limit=x", "?limit=", "?after=0",
                            "?after=-1", "?after=9223372036854775808", "?view=all", "?minAgeMs=-1",
                            "?minAgeMs=1e3", "?minAgeMs=31622400001", "?page=2", "?view="}) {
    const auto answer = GetInternal(*daemon, std::string("open-steps") + query);
    EXPECT_EQ(answer.status, 400) << query;
    EXPECT_EQ(json::Value::parse(answer.body)["code"], "invalid-query") << query;
  }
  EXPECT_EQ(GetInternal(*daemon, "results-lag?x=1").status, 400);
  EXPECT_EQ(GetInternal(*daemon, "open-steps/1?x=1").status, 400);
  for (const char* id : {"0", "-1", "9223372036854775808", "x"}) {
    EXPECT_EQ(GetInternal(*daemon, std::string("open-steps/") + id).status, 404) << id;
  }
  const std::string day = "2026-11-21T00:00:00Z";
  const auto refused = [&](const std::string& body, const std::string& pointer) {
    const auto answer = ReEmit(*daemon, body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(json::Value::parse(answer.body)["errors"][0]["pointer"], pointer) << body;
  };
  refused("{}", "/from");
  refused(R"({"from":"yesterday","to":"2026-11-21T00:00:00Z"})", "/from");
  refused(R"({"from":1,"to":"2026-11-21T00:00:00Z"})", "/from");
  refused(Span(day, day), "/to");
  refused(Span(day, "2026-11-20T00:00:00Z"), "/to");
  refused(Span(day, "2026-12-22T00:00:00.001Z"), "/to");
  refused(R"({"from":"2026-11-21T00:00:00Z","to":"2026-11-22T00:00:00Z","userId":3})", "/userId");
  EXPECT_EQ(ReEmit(*daemon, "").status, 400);
  EXPECT_EQ(GetInternal(*daemon, "notifications/re-emit/none").status, 404);
}

}  // namespace
}  // namespace erp::approval_request
