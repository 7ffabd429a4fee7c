// Who connects and who may stay is found out on threads of its own.
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/error.h"
#include "notification/api/caller_checks.h"
#include "support/barrier.h"
#include "support/environment.h"

namespace erp::notification {
namespace {

// Runs at once; the tests wait for what it has run.
class AtOnce final : public Executor {
 public:
  void Post(std::function<void()> task) override {
    const std::lock_guard lock(mutex_);
    task();
    ++done_;
    changed_.notify_all();
  }
  bool WaitFor(int tasks) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return done_ >= tasks; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int done_ = 0;
};

// The header is a word that says what becomes of it.
class Words final : public auth::ActorSource {
 public:
  Result<auth::Caller> Determine(const auth::Access& access,
                                 std::string_view authorization,
                                 std::optional<EmployeeId> claimed) const override {
    EXPECT_EQ(access.kind(), auth::Access::Kind::kActor);
    {
      const std::lock_guard lock(mutex);
      asked.emplace_back(authorization);
    }
    if (authorization == "wait") barrier.Enter();
    if (authorization == "away") throw Unavailable("nobody answers");
    if (authorization == "broken") throw std::logic_error("a bug");
    if (authorization == "gone") {
      return Error{ErrorCode::kForbidden, "account-unknown", "Nobody."};
    }
    return auth::Caller{.person = claimed};
  }
  mutable std::mutex mutex;
  mutable std::vector<std::string> asked;
  mutable test::Barrier barrier;
};

class CallerChecksTest : public testing::Test {
 protected:
  static CallerChecks::Open Of(SessionId session, const std::string& word) {
    return {session, EmployeeId(7), std::make_shared<const std::string>(word)};
  }
  CallerChecks::Round RoundOf(std::vector<CallerChecks::Open> sessions) {
    return {std::move(sessions), [this](const CallerChecks::Open& open, const Error& error) {
              refused_[open.session] = error.slug;
            }};
  }

  Words words_;
  AtOnce executor_;
  std::map<SessionId, std::string> refused_;
};

TEST_F(CallerChecksTest, AnswersWhoItIsOrWhyNotOrThatNobodyKnows) {
  CallerChecks checks(words_, executor_, 2);
  std::map<std::string, std::string> answers;
  for (const std::string word : {"good", "gone", "away", "broken"}) {
    const auto done = [&answers, word](std::optional<Result<auth::Caller>> caller) {
      answers[word] = !caller   ? "nobody knows"
                      : *caller ? (*caller)->person->str()
                                : caller->error().slug;
    };
    ASSERT_TRUE(checks.Ask({word, EmployeeId(7), done}));
  }
  ASSERT_TRUE(executor_.WaitFor(4));
  const std::map<std::string, std::string> expected = {{"good", "7"},
                                                       {"gone", "account-unknown"},
                                                       {"away", "nobody knows"},
                                                       {"broken", "nobody knows"}};
  EXPECT_EQ(answers, expected);
}

TEST_F(CallerChecksTest, ARoundTellsThoseThatMayNotGoOnAndLeavesTheOthers) {
  CallerChecks checks(words_, executor_, 1);
  ASSERT_TRUE(checks.AskAgain(
      RoundOf({Of(1, "gone"), Of(2, "away"), Of(3, "good"), Of(4, "broken"), Of(5, "gone")})));
  ASSERT_TRUE(executor_.WaitFor(2));
  const std::map<SessionId, std::string> expected = {{1, "account-unknown"},
                                                     {5, "account-unknown"}};
  EXPECT_EQ(refused_, expected);
}

TEST_F(CallerChecksTest, WhoConnectsDoesNotStandBehindARound) {
  CallerChecks checks(words_, executor_, 1);
  ASSERT_TRUE(checks.AskAgain(RoundOf({Of(1, "wait"), Of(2, "gone")})));
  ASSERT_TRUE(words_.barrier.WaitForInside(1));
  ASSERT_TRUE(checks.Ask({"good", EmployeeId(7), [](auto) {}}));
  EXPECT_TRUE(executor_.WaitFor(1));
  EXPECT_TRUE(checks.AskAgain(RoundOf({Of(3, "gone")}))) << "one round may wait";
  EXPECT_FALSE(checks.AskAgain(RoundOf({Of(4, "gone")})));
  words_.barrier.Open();
  ASSERT_TRUE(executor_.WaitFor(3));
  EXPECT_FALSE(refused_.contains(4));
}

TEST_F(CallerChecksTest, ThatManyQuestionsWaitAtMost) {
  CallerChecks checks(words_, executor_, 1);
  ASSERT_TRUE(checks.Ask({"wait", EmployeeId(7), [](auto) {}}));
  ASSERT_TRUE(words_.barrier.WaitForInside(1));
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(checks.Ask({"good", EmployeeId(7), [](auto) {}}));
  EXPECT_FALSE(checks.Ask({"good", EmployeeId(7), [](auto) {}}));
  words_.barrier.Open();
}

TEST_F(CallerChecksTest, StoppingLeavesOutWhatWaits) {
  std::thread stopping;
  {
    CallerChecks checks(words_, executor_, 1);
    ASSERT_TRUE(checks.AskAgain(RoundOf({Of(1, "wait"), Of(2, "gone")})));
    ASSERT_TRUE(checks.Ask({"wait", EmployeeId(7), [](auto) {}}));
    ASSERT_TRUE(words_.barrier.WaitForInside(2));
    ASSERT_TRUE(checks.Ask({"later", EmployeeId(7), [](auto) {}}));
    stopping = std::thread([&] { checks.Stop(); });
    ASSERT_TRUE(test::Eventually(std::chrono::seconds(20), [&] {
      return !checks.Ask({"later", EmployeeId(7), [](auto) {}});
    }));
    words_.barrier.Open();
    stopping.join();
  }
  EXPECT_EQ(words_.asked, (std::vector<std::string>{"wait", "wait"}));
  EXPECT_TRUE(refused_.empty());
}

}  // namespace
}  // namespace erp::notification
