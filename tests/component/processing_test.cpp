// approval-processing as others meet it: events in, HTTP, results out.
#include "processing_fixture.h"

namespace erp::approval_processing {
namespace {

TEST_F(ProcessingDaemonTest, OpenedStepBecomesATaskIsDecidedAndPublished) {
  const auto daemon = LaunchReady();
  TopicReader results(brokers_, prefix_ + "approval-results", *producer_, registry_);
  Produce("approval.step-opened", 41, Event("approval.step-opened", 41).dump());
  ASSERT_TRUE(AwaitTask(*daemon, 9, 41));
  const auto task = Tasks(*daemon, 9).at(0);
  EXPECT_EQ(task["requesterName"], "김민수");
  EXPECT_EQ(task["steps"].size(), 2U);

  const std::string request = R"({"status":"approved","comment":"확인했습니다"})";
  const auto answer = Decide(daemon->Url("/process/9/41"), request, "one");
  ASSERT_TRUE(Accepted(answer)) << answer.body;
  const auto body = json::Value::parse(answer.body);
  EXPECT_EQ(body["requestId"], 41);
  EXPECT_EQ(body["status"], "approved");
  EXPECT_EQ(body["step"], 2);
  EXPECT_FALSE(HasTask(*daemon, 9, 41));

  const auto record = results.AwaitKey("41");
  ASSERT_TRUE(record);
  const auto told = json::Value::parse(record->value);
  EXPECT_EQ(told["comment"], "확인했습니다");
  EXPECT_EQ(told["decisionId"], body["decisionId"]);
  EXPECT_EQ(told["decidedAt"], body["decidedAt"]);
  EXPECT_EQ(record->Header("ce_specversion"), "1.0");
  EXPECT_EQ(record->Header("ce_id"), body["decisionId"]);
  EXPECT_EQ(record->Header("ce_type"), "approval.step-decided");
  EXPECT_EQ(record->Header("ce_time"), body["decidedAt"]);
  EXPECT_EQ(record->Header("ce_source"), "/approval-processing");
  EXPECT_EQ(record->Header("content-type"), "application/json");
  EXPECT_TRUE(record->Header("traceparent").starts_with("00-"));
}

TEST_F(ProcessingDaemonTest, RepeatGetsTheSameAnswerAndALaterDecisionLearnsOfTheFirst) {
  const auto daemon = LaunchReady();
  TopicReader results(brokers_, prefix_ + "approval-results", *producer_, registry_);
  requests_.Opens(42, Event("approval.step-opened", 42));
  const auto url = daemon->Url("/process/9/42");
  const std::string approve = R"({"status":"approved"})";
  const std::string reject = R"({"status":"rejected"})";
  const auto first = Decide(url, approve, "one");
  ASSERT_TRUE(Accepted(first)) << first.body;
  EXPECT_FALSE(first.Header("idempotency-replayed"));
  const auto again = Settle(url, approve, "one");
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.Header("idempotency-replayed"), "true");
  const auto internal = Decide(daemon->OperatorUrl("/internal/process/9/42"), approve, "one");
  EXPECT_EQ(internal.body, first.body) << "the same route for other services";

  const auto other = Decide(url, reject, "one");
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(json::Value::parse(other.body)["code"], "idempotency-key-reused");
  const auto late = Decide(url, reject, "two");
  EXPECT_EQ(late.status, 409);
  const auto problem = json::Value::parse(late.body);
  EXPECT_EQ(problem["code"], "already-decided");
  EXPECT_EQ(problem["decidedBy"], 9);
  EXPECT_EQ(problem["decidedStatus"], "approved");
  EXPECT_EQ(problem["decidedAt"], json::Value::parse(first.body)["decidedAt"]);
  ASSERT_TRUE(results.AwaitKey("42"));
  EXPECT_EQ(results.Of("42").size(), 1U);
}

TEST_F(ProcessingDaemonTest, ApproverMayActBeforeTheEventArrives) {
  const auto daemon = LaunchReady();
  EXPECT_EQ(Decide(daemon->Url("/process/9/43")).status, 404);
  requests_.Opens(43, Event("approval.step-opened", 43));
  EXPECT_EQ(Decide(daemon->Url("/process/5/43")).status, 409) << "not their turn";
  EXPECT_EQ(Decide(daemon->Url("/process/77/43")).status, 404) << "not on the line";
  EXPECT_TRUE(Accepted(Decide(daemon->Url("/process/9/43"))));
}

TEST_F(ProcessingDaemonTest, NextApproverMayBeFasterThanTheEventOfTheirStep) {
  const auto daemon = LaunchReady();
  const json::Value first{
      {"step", 1},
      {"order", 1},
      {"resultBase", 0},
      {"approvers",
       {{{"approverId", 5}, {"name", "이영희"}, {"position", "과장"}, {"department", "개발팀"}}}}};
  requests_.Opens(44, Event("approval.step-opened", 44, first));
  EXPECT_TRUE(Accepted(Decide(daemon->Url("/process/5/44"))));
  requests_.Opens(44, Event("approval.step-opened", 44));
  EXPECT_TRUE(Accepted(Decide(daemon->Url("/process/9/44"))));
}

TEST_F(ProcessingDaemonTest, ClosedRoundLeavesTheQueue) {
  const auto daemon = LaunchReady();
  Produce("approval.step-opened", 45, Event("approval.step-opened", 45).dump());
  ASSERT_TRUE(AwaitTask(*daemon, 9, 45));
  Produce("approval.closed", 45, Event("approval.closed", 45).dump());
  EXPECT_TRUE(test::Eventually(seconds(10), [&] { return !HasTask(*daemon, 9, 45); }));
  EXPECT_EQ(Decide(daemon->Url("/process/9/45")).status, 409);
}

TEST_F(ProcessingDaemonTest, QueueComesInPages) {
  const auto daemon = LaunchReady();
  for (std::int64_t request = 101; request <= 105; ++request) {
    Produce("approval.step-opened", request, Event("approval.step-opened", request).dump());
  }
  ASSERT_TRUE(test::Eventually(seconds(20), [&] { return Tasks(*daemon, 9).size() == 5; }));
  std::vector<int> seen;
  std::string query = "?limit=2";
  while (!query.empty() && seen.size() < 10) {
    const auto page = test::Send("GET", daemon->Url("/process/9" + query));
    ASSERT_EQ(page.status, 200) << page.body;
    for (const auto& task : json::Value::parse(page.body)) seen.push_back(task["requestId"]);
    const auto link = page.Header("link").value_or("");
    query = link.empty() ? "" : link.substr(1, link.find('>') - 1);
    EXPECT_TRUE(link.empty() || link.starts_with("<?")) << link;
  }
  EXPECT_EQ(seen, (std::vector<int>{101, 102, 103, 104, 105}));
}

TEST_F(ProcessingDaemonTest, BadRequestsAreRefusedAndChangeNothing) {
  const auto daemon = LaunchReady();
  requests_.Opens(46, Event("approval.step-opened", 46));
  const struct {
    const char* method;
    const char* path;
    const char* body;
    int status;
  } table[] = {{"POST", "/process/9/46", "", 400},
               {"POST", "/process/9/46", "{}", 400},
               {"POST", "/process/9/46", R"({"status":"returned"})", 400},
               {"POST", "/process/9/46", R"({"status":"approved","extra":1})", 400},
               {"POST", "/process/9/46?x=1", R"({"status":"approved"})", 400},
               {"POST", "/process/0/46", R"({"status":"approved"})", 404},
               {"POST", "/process/9/-1", R"({"status":"approved"})", 404},
               {"POST", "/process/9/9223372036854775808", R"({"status":"approved"})", 404},
               {"POST", "/process/9", R"({"status":"approved"})", 405},
               {"DELETE", "/process/9/46", "", 405},
               {"GET", "/process/9?limit=0", "", 400},
               {"GET", "/process/9?limit=201", "", 400},
               {"GET", "/process/9?cursor=x", "", 400},
               {"GET", "/process/9?state=open", "", 400},
               {"GET", "/process/abc", "", 404},
               {"GET", "/internal/process/9/46", "", 404}};
  for (const auto& row : table) {
    const auto answer = test::Send(row.method, daemon->Url(row.path), row.body);
    EXPECT_EQ(answer.status, row.status) << row.method << ' ' << row.path << ' ' << row.body;
    EXPECT_TRUE(answer.Header("content-type").value_or("").starts_with("application/problem+json"));
  }
  const auto url = daemon->Url("/process/9/46");
  const std::string approve = R"({"status":"approved"})";
  EXPECT_EQ(Post(url, "with space", approve).status, 400);
  EXPECT_EQ(Post(url, std::string(201, 'k'), approve).status, 400);
  EXPECT_TRUE(Accepted(Decide(url))) << "still undecided";
}

TEST_F(ProcessingDaemonTest, RejectionNeedsACommentWhereTheFormDemandsOne) {
  const auto daemon = LaunchReady();
  requests_.Opens(47, Event("approval.step-opened", 47, {{"reasonRequired", true}}));
  const auto url = daemon->Url("/process/9/47");
  const auto bare = Decide(url, R"({"status":"rejected","comment":"  "})");
  EXPECT_EQ(bare.status, 400);
  EXPECT_EQ(json::Value::parse(bare.body)["code"], "reason-required");
  EXPECT_TRUE(Accepted(Decide(url, R"({"status":"rejected","comment":"서류 미비"})")));
}

TEST_F(ProcessingDaemonTest, PoisonIsPutAsideOnceAndTheRestGoesOn) {
  const auto daemon = LaunchReady();
  TopicReader letters(brokers_, prefix_ + "approval-requests.dlq", *producer_, registry_);
  Produce("approval.step-opened", 48, "not JSON");
  Produce("approval.step-opened", 49, Event("approval.step-opened", 49, {{"round", 0}}).dump());
  Produce("approval.step-reopened", 50, "of a type that is not known: ignored");
  Produce("approval.step-opened", 51, Event("approval.step-opened", 52).dump());
  Produce("approval.step-opened", 50, Event("approval.step-opened", 50).dump());
  EXPECT_TRUE(AwaitTask(*daemon, 9, 50));
  for (const std::int64_t request : {48, 49, 51}) {
    Produce("approval.step-opened", request, Event("approval.step-opened", request).dump());
    EXPECT_TRUE(AwaitTask(*daemon, 9, request));
    ASSERT_TRUE(letters.AwaitKey(std::to_string(request)));
    EXPECT_EQ(letters.Of(std::to_string(request)).size(), 1U);
  }
  EXPECT_TRUE(letters.Of("48")[0].Header("dlq_reason").starts_with("malformed-json"));
  EXPECT_TRUE(letters.Of("49")[0].Header("dlq_reason").starts_with("invalid-body"));
  EXPECT_TRUE(letters.Of("51")[0].Header("dlq_reason").starts_with("wrong-key"));
  EXPECT_TRUE(letters.Of("50").empty());
}

TEST_F(ProcessingDaemonTest, AnOperatorListsDeadLettersAndSendsThemOnceMore) {
  const auto daemon = LaunchReady();
  const auto url = daemon->OperatorUrl("/internal/dead-letters");
  const auto place = [](const json::Value& letter) {
    return letter["partition"].dump() + ":" + letter["offset"].dump();
  };
  // Other tests have left letters of their own.
  std::string since;
  const auto list = [&](const std::string& query = "") {
    const auto answer = test::Send("GET", url + "?limit=500" + since + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::Value::parse(answer.body);
  };
  const auto replay = [&](const json::Value& body) {
    return test::Send("POST", url + "/replay", body.dump());
  };
  if (const auto before = list("&state=all")["letters"]; !before.empty()) {
    since = "&after=" + place(before.back());
  }
  EXPECT_EQ(list()["letters"], json::Value::array());
  Produce("approval.step-opened", 81, "not JSON");
  ASSERT_TRUE(test::Eventually(seconds(20), [&] { return list()["letters"].size() == 1; }));
  Produce("approval.step-opened", 82, Event("approval.step-opened", 83).dump());
  ASSERT_TRUE(test::Eventually(seconds(20), [&] { return list()["letters"].size() == 2; }));
  const auto page = json::Value::parse(test::Send("GET", url + "?view=full&limit=1" + since).body);
  EXPECT_EQ(page["topic"], prefix_ + "approval-requests");
  EXPECT_EQ(page["left"], 1);
  const auto one = page["letters"][0];
  EXPECT_EQ(one["key"], "81");
  EXPECT_EQ(one["value"], "not JSON");
  EXPECT_TRUE(one["reason"].get<std::string>().starts_with("malformed-json"));
  EXPECT_EQ(page["next"], place(one));
  const auto next = json::Value::parse(test::Send("GET", url + "?after=" + place(one)).body);
  ASSERT_EQ(next["letters"].size(), 1U);
  EXPECT_EQ(next["letters"][0]["key"], "82");
  EXPECT_FALSE(next["letters"][0].contains("value"));
  EXPECT_TRUE(next["next"].is_null());

  EXPECT_EQ(replay({{"partition", one["partition"]}, {"offset", one["offset"]}}).body,
            R"({"left":0,"replayed":1})");
  // It can still not be read: a letter once more, which names where it comes from.
  ASSERT_TRUE(
      test::Eventually(seconds(20), [&] { return list("&state=all")["letters"].size() == 3; }));
  const auto waiting = list("&view=full")["letters"];
  ASSERT_EQ(waiting.size(), 2U);
  EXPECT_EQ(waiting[1]["headers"]["dlq_replayed_from"],
            prefix_ + "approval-requests.dlq:" + place(one));
  EXPECT_EQ(json::Value::parse(replay({{"reason", "wrong-key"}}).body)["left"], 0);
  EXPECT_EQ(list("&state=all")["letters"][1]["replayed"], true);
  EXPECT_EQ(replay({{"reason", "no-such-reason"}}).body, R"({"left":0,"replayed":0})");
  EXPECT_EQ(replay({{"partition", 0}, {"offset", 99999}}).status, 404);
  for (const auto& wrong :
       {json::Value{{"partition", 0}}, json::Value{{"offset", 1}, {"partition", -1}},
        json::Value{{"limit", 0}}, json::Value{{"limit", 501}}, json::Value{{"reason", ""}},
        json::Value{{"offset", 1}, {"partition", 0}, {"reason", "x"}},
        json::Value{{"all", true}}}) {
    EXPECT_EQ(replay(wrong).status, 400) << wrong;
  }
  for (const char* query :
       {"?after=1", "?after=a:b", "?limit=0", "?state=some", "?view=x", "?x=1"}) {
    EXPECT_EQ(test::Send("GET", url + query).status, 400) << query;
  }
}

TEST_F(ProcessingDaemonTest, MetricsMove) {
  const auto daemon = LaunchReady();
  requests_.Opens(53, Event("approval.step-opened", 53));
  const std::string approve = R"({"status":"approved"})";
  ASSERT_TRUE(Accepted(Decide(daemon->Url("/process/9/53"), approve, "one")));
  ASSERT_TRUE(Accepted(Decide(daemon->Url("/process/9/53"), approve, "one")));
  ASSERT_EQ(Decide(daemon->Url("/process/9/54")).status, 404);
  const auto shows = [&](const char* line) {
    const auto text = test::Send("GET", daemon->OperatorUrl("/metrics")).body;
    return text.find(line) != std::string::npos;
  };
  for (const auto* line :
       {"decisions_total{status=\"approved\"} 1", "decisions_total{status=\"repeated\"} 1",
        "decisions_total{status=\"refused\"} 1", "task_events_total{outcome=\"opened\"} 1",
        "outbox_relayed_total{target=\"bus\"} 1", "redis_round_trip_seconds_count",
        "redis_pool_in_use"}) {
    EXPECT_TRUE(test::Eventually(seconds(10), [&] { return shows(line); })) << line;
  }
}

}  // namespace
}  // namespace erp::approval_processing
