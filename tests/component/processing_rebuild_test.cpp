// The daemon after its Redis was wiped, restarted or frozen, with a real bus: what is compared,
// who compares, and what callers get meanwhile.

#include <csignal>

#include "processing_fixture.h"
#include "support/redis_server.h"

namespace erp::approval_processing {
namespace {

class ProcessingRebuildTest : public ProcessingDaemonTest {
 protected:
  static json::Value StepOf9(std::int64_t request, int order = 1) {
    return Event("approval.step-opened", request, {{"order", order}});
  }
  std::unique_ptr<test::Daemon> LaunchHere(const test::Environment& changes = {},
                                           const std::string& name = "approval-processing") {
    auto environment = changes;
    environment["REDIS_URL"] = server_.Url();
    return Launch(environment, name);
  }
  std::unique_ptr<test::Daemon> LaunchHereReady(const test::Environment& changes = {}) {
    auto daemon = LaunchReady({{"REDIS_URL", server_.Url()}});
    if (changes.empty()) return daemon;
    daemon->Terminate();
    daemon = LaunchHere(changes);
    daemon->WaitReady();
    return daemon;
  }
  redis::Reply Redis(const redis::Command& command) {
    redis::PoolOptions options;
    options.url = redis::ParseUrl(server_.Url()).value();
    return redis::Pool(options, registry_).Run(command);
  }
  std::string Epoch() {
    const auto epoch = Redis({"GET", "ap:{" + tenant_ + "}:epoch"});
    return epoch.IsNil() ? "" : epoch.AsText();
  }
  bool AwaitCompared(const test::Daemon& daemon) {
    return test::Eventually(
        seconds(20), [&] { return test::Send("GET", daemon.Url("/process/9")).status == 200; });
  }
  static std::string Code(const test::HttpAnswer& answer) {
    return json::Value::parse(answer.body).value("code", "");
  }

  test::RedisServer server_;
  const std::string approve_ = R"({"status":"approved"})";
};

TEST_F(ProcessingRebuildTest, WipedRedisIsRebuiltFromOpenSteps) {
  const auto daemon = LaunchHereReady();
  for (std::int64_t request = 201; request <= 240; ++request) {
    requests_.Opens(request, StepOf9(request));
  }
  Redis({"FLUSHALL"});
  ASSERT_TRUE(AwaitCompared(*daemon));
  EXPECT_EQ(Tasks(*daemon, 9).size(), 40U);
  EXPECT_TRUE(Accepted(Decide(daemon->Url("/process/9/201"))));
  EXPECT_NE(daemon->Output().find("rebuild ended"), std::string::npos);
}

TEST_F(ProcessingRebuildTest, RestartedRedisIsComparedBothWays) {
  const auto daemon = LaunchHereReady();
  for (const auto request : {241, 242, 243, 244}) {
    requests_.Opens(request, StepOf9(request));
    Produce("approval.step-opened", request, StepOf9(request).dump());
    ASSERT_TRUE(AwaitTask(*daemon, 9, request));
  }
  requests_.Ends(242, {{"state", "recalled"},
                       {"closed",
                        {{"requestId", 242},
                         {"round", 1},
                         {"order", 5},
                         {"outcome", "recalled"},
                         {"closedAt", "2026-11-21T01:06:00.500Z"}}}});
  requests_.Opens(245, StepOf9(245));
  Redis({"DEL", "ap:{" + tenant_ + "}:req:243"});
  server_.Restart();
  ASSERT_TRUE(AwaitCompared(*daemon));
  std::vector<int> queue;
  for (const auto& task : Tasks(*daemon, 9)) queue.push_back(task["requestId"]);
  EXPECT_EQ(queue, (std::vector<int>{241, 243, 244, 245}));
}

TEST_F(ProcessingRebuildTest, DecisionThatWasNotAppliedIsPublishedAgain) {
  const auto daemon = LaunchHereReady();
  requests_.Opens(251, StepOf9(251));
  const auto decided = Settle(daemon->Url("/process/9/251"), approve_, "one");
  ASSERT_EQ(decided.status, 200);
  TopicReader results(brokers_, prefix_ + "approval-results", *producer_, registry_);
  const std::string id = json::Value::parse(decided.body)["decisionId"];
  ASSERT_TRUE(test::Eventually(seconds(20), [&] { return results.Count(id) == 1; }));
  server_.Restart();  // approval-request still shows the step as open: it has lost the result
  ASSERT_TRUE(AwaitCompared(*daemon));
  ASSERT_TRUE(test::Eventually(seconds(20), [&] { return results.Count(id) == 2; }));
  const auto told = results.Of("251");
  EXPECT_EQ(told[0].value, told[1].value);
  EXPECT_EQ(told[0].Header("ce_time"), told[1].Header("ce_time"));
  EXPECT_EQ(Settle(daemon->Url("/process/9/251"), approve_, "one").body, decided.body);
}

TEST_F(ProcessingRebuildTest, DecisionsAnswer503WhileRebuilding) {
  const auto daemon = LaunchHereReady();
  requests_.Opens(261, StepOf9(261));
  requests_.SetLag(3);  // approval-request has not applied everything yet
  Redis({"FLUSHALL"});
  for (const auto& answer : {Post(daemon->Url("/process/9/261"), "one", approve_),
                             Post(daemon->OperatorUrl("/internal/recalls/3/261"), "two", "{}"),
                             test::Send("GET", daemon->Url("/process/9"))}) {
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(Code(answer), "rebuilding") << answer.body;
    EXPECT_EQ(answer.Header("retry-after"), "1");
  }
  ASSERT_TRUE(test::Eventually(seconds(10), [&] {
    const auto ready = test::Send("GET", daemon->OperatorUrl("/readyz"));
    return ready.status == 200 && ready.body.find("applied every result") != std::string::npos;
  })) << "degraded, and it says what it waits for";
  EXPECT_TRUE(Epoch().starts_with("rebuilding:"));
  requests_.SetLag(0);
  ASSERT_TRUE(AwaitCompared(*daemon));
  EXPECT_TRUE(Accepted(Decide(daemon->Url("/process/9/261"), approve_, "one")));
}

TEST_F(ProcessingRebuildTest, KilledInTheMiddleAnotherReplicaStartsAgain) {
  { LaunchHereReady(); }
  Redis({"FLUSHALL"});
  for (std::int64_t request = 301; request <= 306; ++request) {
    requests_.Opens(request, StepOf9(request));
  }
  {
    auto faulty = LaunchHere({{"FAILPOINTS", "rebuild.half:3"}}, "faulty/approval-processing");
    EXPECT_EQ(faulty->WaitExit(seconds(30)), -SIGKILL);
  }
  EXPECT_TRUE(Epoch().starts_with("rebuilding:"));
  const auto daemon = LaunchHere();
  ASSERT_TRUE(daemon->WaitForReadyz(503)) << "the lease of the dead one has not expired";
  EXPECT_EQ(Code(Post(daemon->Url("/process/9/301"), "one", approve_)), "rebuilding");
  daemon->WaitReady();
  EXPECT_EQ(Tasks(*daemon, 9).size(), 6U);
}

TEST_F(ProcessingRebuildTest, TwoReplicasRebuildOnce) {
  const auto first = LaunchHereReady();
  const auto second = LaunchHere();
  second->WaitReady();
  requests_.Opens(311, StepOf9(311));
  Redis({"FLUSHALL"});
  ASSERT_TRUE(AwaitCompared(*first));
  ASSERT_TRUE(AwaitCompared(*second));
  const auto rebuilt = [](const test::Daemon& daemon) {
    const auto text = test::Send("GET", daemon.OperatorUrl("/metrics")).body;
    const auto at = text.find("\nrebuilds_total ");
    return at == std::string::npos ? 0 : std::stoi(text.substr(at + 16));
  };
  EXPECT_EQ(rebuilt(*first) + rebuilt(*second), 2) << "once at the start, once now";
  EXPECT_TRUE(HasTask(*second, 9, 311));
}

TEST_F(ProcessingRebuildTest, WhatWaitsForDeliveryIsPublishedBeforeAnythingIsCompared) {
  { LaunchHereReady(); }
  requests_.Opens(321, StepOf9(321));
  {
    auto faulty = LaunchHere({{"FAILPOINTS", "decide.stored"}}, "faulty/approval-processing");
    faulty->WaitReady();
    EXPECT_THROW(Post(faulty->Url("/process/9/321"), "one", approve_), std::runtime_error);
    EXPECT_EQ(faulty->WaitExit(seconds(10)), -SIGKILL);
  }
  server_.Restart();
  const auto daemon = LaunchHere();
  daemon->WaitReady();
  TopicReader results(brokers_, prefix_ + "approval-results", *producer_, registry_);
  ASSERT_TRUE(results.AwaitKey("321"));
  EXPECT_EQ(Settle(daemon->Url("/process/9/321"), approve_, "one").status, 200);
}

TEST_F(ProcessingRebuildTest, OutboxEntryThatNobodyCanReadHoldsUpNoRebuild) {
  const auto daemon = LaunchHereReady();
  const auto out = "ap:{" + tenant_ + "}:out";
  const auto place = Redis({"XADD", out, "*", "x", "y"}).AsText();
  requests_.Opens(322, StepOf9(322));
  server_.Restart();
  ASSERT_TRUE(AwaitCompared(*daemon));
  EXPECT_TRUE(Accepted(Decide(daemon->Url("/process/9/322"))));
  const auto listed = json::Value::parse(
      test::Send("GET", daemon->OperatorUrl("/internal/outbox/unreadable")).body);
  EXPECT_EQ(listed["count"], 1);
  EXPECT_EQ(listed["entries"][0]["place"], place);
  EXPECT_EQ(listed["entries"][0]["fields"], json::Value({"x", "y"}));
  EXPECT_TRUE(test::Eventually(seconds(10), [&] {
    const auto ready = test::Send("GET", daemon->OperatorUrl("/readyz"));
    return ready.status == 200 &&
           ready.body.find("1 entries could not be read") != std::string::npos;
  })) << "degraded, and it names the route that lists them";
  const auto path = "/internal/outbox/unreadable/" + place;
  EXPECT_EQ(test::Send("DELETE", daemon->OperatorUrl(path)).status, 204);
  EXPECT_EQ(test::Send("DELETE", daemon->OperatorUrl(path)).status, 404);
}

TEST_F(ProcessingRebuildTest, DocumentWithAMissingResultIsSetAsideAndTheOthersAreDecided) {
  const auto daemon = LaunchHereReady();
  auto waiting = StepOf9(323);
  waiting["missingResult"] = 2;
  requests_.Opens(323, waiting);
  requests_.Opens(324, StepOf9(324));
  Redis({"FLUSHALL"});
  ASSERT_TRUE(AwaitCompared(*daemon));
  EXPECT_TRUE(Accepted(Decide(daemon->Url("/process/9/324"))));
  const auto refused = Post(daemon->Url("/process/9/323"), "one", approve_);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(Code(refused), "document-set-aside");
  EXPECT_EQ(refused.Header("retry-after"), "5");
  const auto listed =
      json::Value::parse(test::Send("GET", daemon->OperatorUrl("/internal/set-aside")).body);
  ASSERT_EQ(listed["documents"].size(), 1U);
  EXPECT_EQ(listed["documents"][0]["requestId"], 323);
  EXPECT_EQ(listed["documents"][0]["why"], "result-missing");
  EXPECT_TRUE(test::Eventually(seconds(10), [&] {
    const auto ready = test::Send("GET", daemon->OperatorUrl("/readyz"));
    return ready.status == 200 && ready.body.find("1 documents are set aside") != std::string::npos;
  }));
  const auto retry = [&] {
    return json::Value::parse(
        test::Send("POST", daemon->OperatorUrl("/internal/set-aside/323/retry")).body)["state"];
  };
  EXPECT_EQ(retry(), "result-missing");
  requests_.Opens(323, StepOf9(323));
  EXPECT_EQ(retry(), "open");
  EXPECT_TRUE(Accepted(Decide(daemon->Url("/process/9/323"), approve_, "one")));
}

TEST_F(ProcessingRebuildTest, EmptyApprovalRequestStopsTheComparisonUntilAnOperatorConfirms) {
  const auto daemon = LaunchHereReady({{"RECONCILE_PERIOD", "200"}, {"RECONCILE_AGE", "100"}});
  for (std::int64_t request = 401; request <= 430; ++request) {
    requests_.Opens(request, StepOf9(request));
  }
  ASSERT_TRUE(test::Eventually(seconds(20), [&] { return Tasks(*daemon, 9).size() == 30; }));
  requests_.Empty();
  const auto says = [&](const std::string& what) {
    return test::Eventually(seconds(20), [&] {
      const auto ready = test::Send("GET", daemon->OperatorUrl("/readyz"));
      return ready.status == 200 && ready.body.find(what) != std::string::npos;
    });
  };
  ASSERT_TRUE(says("30 of 30 documents are not open at approval-request"));
  EXPECT_EQ(Tasks(*daemon, 9).size(), 30U) << "nothing is forgotten";
  EXPECT_EQ(Code(Post(daemon->Url("/process/9/405"), "one", approve_)), "document-set-aside");
  Redis({"DEL", "ap:{" + tenant_ + "}:epoch"});  // and a rebuild stops as well
  ASSERT_TRUE(says("rebuilding: stopped: 30 of 30"));
  EXPECT_EQ(Code(Post(daemon->Url("/process/9/405"), "one", approve_)), "rebuilding");
  const auto confirm = [&](const std::string& body) {
    return test::Send("POST", daemon->OperatorUrl("/internal/comparison/confirm"), body).status;
  };
  EXPECT_EQ(confirm(R"({"most":0})"), 400);
  EXPECT_EQ(confirm(R"({"most":30})"), 200);
  ASSERT_TRUE(AwaitCompared(*daemon));
  EXPECT_TRUE(Tasks(*daemon, 9).empty());
  EXPECT_TRUE(says("\"status\":\"ready\""));
}

TEST_F(ProcessingRebuildTest, ComparisonRepairsWhatEventsNeverBrought) {
  const auto daemon = LaunchHereReady({{"RECONCILE_PERIOD", "200"}, {"RECONCILE_AGE", "100"}});
  requests_.Opens(331, StepOf9(331));
  ASSERT_TRUE(AwaitTask(*daemon, 9, 331)) << "its event was lost";
  requests_.Ends(331, {{"closed",
                        {{"requestId", 331},
                         {"round", 1},
                         {"order", 5},
                         {"outcome", "approved"},
                         {"closedAt", "2026-11-21T01:06:00.500Z"}}}});
  EXPECT_TRUE(test::Eventually(seconds(20), [&] { return !HasTask(*daemon, 9, 331); }));
  const auto metrics = test::Send("GET", daemon->OperatorUrl("/metrics")).body;
  EXPECT_NE(metrics.find("reconcile_repairs_total{kind=\"opened\"} 1"), std::string::npos);
  EXPECT_NE(metrics.find("reconcile_repairs_total{kind=\"closed\"} 1"), std::string::npos);
}

TEST_F(ProcessingRebuildTest, WithoutApprovalRequestANewRedisIsNotReadyAndSaysWhy) {
  { LaunchHereReady(); }
  requests_.GoAway(true);
  Redis({"FLUSHALL"});
  const auto daemon = LaunchHere();
  ASSERT_TRUE(daemon->WaitForReadyz(503));
  ASSERT_TRUE(test::Eventually(seconds(10), [&] {
    const auto ready = test::Send("GET", daemon->OperatorUrl("/readyz")).body;
    return ready.find("approval-request answered 503") != std::string::npos;
  }));
  requests_.GoAway(false);
  daemon->WaitReady();
}

TEST_F(ProcessingRebuildTest, RedisThatMayLoseDecisionsIsNotReadyAndNamed) {
  { LaunchHereReady(); }
  Redis({"CONFIG", "SET", "appendfsync", "everysec"});
  auto daemon = LaunchHere();
  ASSERT_TRUE(daemon->WaitForReadyz(503));
  ASSERT_TRUE(test::Eventually(seconds(10), [&] {
    const auto ready = test::Send("GET", daemon->OperatorUrl("/readyz")).body;
    return ready.find("appendfsync everysec") != std::string::npos;
  }));
  daemon = LaunchHere({{"REDIS_DURABILITY", "off"}});
  daemon->WaitReady();
}

TEST_F(ProcessingRebuildTest, FrozenRedisIsAnsweredWith503) {
  const auto daemon = LaunchHereReady();
  server_.Signal(SIGSTOP);
  EXPECT_EQ(Post(daemon->Url("/process/9/341"), "one", approve_).status, 503);
  EXPECT_EQ(test::Send("GET", daemon->Url("/process/9")).status, 503);
  server_.Signal(SIGCONT);
  EXPECT_TRUE(AwaitCompared(*daemon));
}

}  // namespace
}  // namespace erp::approval_processing
