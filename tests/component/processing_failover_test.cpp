// Two Redis servers behind one address, as a fail-over leaves them: whichever answers, a step is
// decided once.
#include <csignal>

#include "processing_fixture.h"
#include "support/gate.h"
#include "support/redis_server.h"

namespace erp::approval_processing {
namespace {

class ProcessingFailOverTest : public ProcessingDaemonTest {
 protected:
  test::Environment Behind() const {
    return {{"REDIS_URL", "redis://127.0.0.1:" + std::to_string(gate_.port()) + "/0"}};
  }
  // A daemon behind the address, with a task of 9 that A knows.
  std::unique_ptr<test::Daemon> LaunchWithTask(std::int64_t request) {
    auto daemon = LaunchReady(Behind());
    requests_.Opens(request, Event("approval.step-opened", request));
    Produce("approval.step-opened", request, Event("approval.step-opened", request).dump());
    EXPECT_TRUE(AwaitTask(*daemon, 9, request));
    return daemon;
  }
  static std::string PathOf(std::int64_t request) {
    return "/process/9/" + std::to_string(request);
  }
  redis::Reply At(const test::RedisServer& server, const redis::Command& command) {
    redis::PoolOptions options;
    options.url = redis::ParseUrl(server.Url()).value();
    return redis::Pool(options, registry_).Run(command);
  }
  std::string StateAtA(std::int64_t request) {
    const auto key = "ap:{" + tenant_ + "}:req:" + std::to_string(request);
    const auto state = At(a_, {"HGET", key, "state"});
    return state.IsNil() ? "" : state.AsText();
  }
  // As approval-request shows it after the decision was recorded.
  void Ends(std::int64_t request) {
    requests_.Ends(request, {{"state", "approved"},
                             {"closed",
                              {{"requestId", request},
                               {"round", 1},
                               {"order", 5},
                               {"outcome", "approved"},
                               {"closedAt", "2026-11-21T01:06:00.500Z"}}}});
  }
  static bool AwaitCompared(const test::Daemon& daemon) {
    return test::Eventually(
        seconds(20), [&] { return test::Send("GET", daemon.Url("/process/9")).status == 200; });
  }
  static std::string Code(const test::HttpAnswer& answer) {
    return json::Value::parse(answer.body).value("code", "");
  }

  test::RedisServer a_;
  test::RedisServer b_;
  test::Gate gate_{"127.0.0.1", a_.port()};
  const std::string approve_ = R"({"status":"approved"})";
  const std::string reject_ = R"({"status":"rejected","comment":"예산 초과"})";
};

TEST_F(ProcessingFailOverTest, ServerThatComesBackAsItWasDecidesNothingOnItsOldTasks) {
  const auto daemon = LaunchWithTask(351);
  gate_.SwitchTo(b_.port());
  ASSERT_TRUE(AwaitCompared(*daemon));
  ASSERT_TRUE(Accepted(Decide(daemon->Url(PathOf(351)), approve_, "on-b")));
  Ends(351);
  // B dies and A, which was only cut off, is promoted: the same run, its task still open.
  ASSERT_EQ(StateAtA(351), "open");
  gate_.SwitchTo(a_.port());
  const auto late = Decide(daemon->Url(PathOf(351)), reject_, "on-a");
  EXPECT_FALSE(Accepted(late)) << late.body;
  EXPECT_NE(StateAtA(351), "decided") << "nothing was decided on A";
}

TEST_F(ProcessingFailOverTest, FollowerThatIsPromotedIsComparedAndSoIsTheOneThatComesBack) {
  const auto daemon = LaunchWithTask(354);
  At(b_, {"REPLICAOF", "127.0.0.1", std::to_string(a_.port())});
  ASSERT_TRUE(test::Eventually(seconds(20), [&] {
    return At(b_, {"INFO", "replication"}).AsText().find("master_link_status:up") !=
           std::string::npos;
  }));
  ASSERT_TRUE(AwaitCompared(*daemon)) << "that somebody follows is another history";
  At(b_, {"REPLICAOF", "NO", "ONE"});
  gate_.SwitchTo(b_.port());
  ASSERT_TRUE(Accepted(Decide(daemon->Url(PathOf(354)), approve_, "on-b")));
  Ends(354);
  gate_.SwitchTo(a_.port());
  const auto late = Decide(daemon->Url(PathOf(354)), reject_, "on-a");
  EXPECT_FALSE(Accepted(late)) << late.body;
  EXPECT_NE(StateAtA(354), "decided");
}

TEST_F(ProcessingFailOverTest, ProcessThatSawNothingOfTheOtherServerDecidesNothingEither) {
  const auto first = LaunchWithTask(352);
  first->Signal(SIGSTOP);
  {
    const auto elsewhere = Launch({{"REDIS_URL", b_.Url()}});
    elsewhere->WaitReady();
    ASSERT_TRUE(Accepted(Decide(elsewhere->Url(PathOf(352)), approve_, "on-b")));
    Ends(352);
    elsewhere->Terminate();
  }
  first->Signal(SIGCONT);  // its connections to A stand as ever
  const auto late = Post(first->Url(PathOf(352)), "on-a", reject_);
  EXPECT_NE(late.status, 200) << late.body;
  EXPECT_NE(late.status, 202) << late.body;
  EXPECT_NE(StateAtA(352), "decided");
}

TEST_F(ProcessingFailOverTest, StoreThatIsReachedAnewDecidesNothingWhileNobodySaysWhichItIs) {
  const auto daemon = LaunchWithTask(353);
  requests_.GoAway(true);
  // What stood goes on, and is not certain.
  ASSERT_TRUE(test::Eventually(
      seconds(20), [&] { return Post(daemon->Url(PathOf(353)), "one", approve_).status == 202; }));
  gate_.SwitchTo(a_.port());
  test::HttpAnswer answer;
  ASSERT_TRUE(test::Eventually(seconds(20), [&] {
    answer = Post(daemon->Url(PathOf(353)), "one", approve_);
    return answer.status == 503 && Code(answer) == "store-unverified";
  })) << answer.body;
  requests_.GoAway(false);
  EXPECT_EQ(Settle(daemon->Url(PathOf(353)), approve_, "one").status, 200);
}

}  // namespace
}  // namespace erp::approval_processing
