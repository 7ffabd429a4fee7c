// The token by which a daemon calls others: kept, renewed ahead, and missed when it has ended.
#include <atomic>
#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "auth/service_token.h"
#include "common/error.h"

namespace erp::auth {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ServiceTokens : public testing::Test {
 protected:
  ServiceToken Make() {
    return ServiceToken(
        [this] {
          if (away) throw Unavailable("nobody answers");
          return IssuedToken{"token " + std::to_string(++asked), seconds(600)};
        },
        {.retry_after = milliseconds(1), .wait = milliseconds(2000)},
        [this] { return std::chrono::steady_clock::time_point(seconds(now)); });
  }
  // Until it gives this one.
  static bool Becomes(ServiceToken& token, const std::string& wanted) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(10);
    while (std::chrono::steady_clock::now() < deadline) {
      if (token.Get() == wanted) return true;
    }
    return false;
  }

  std::atomic<int> asked = 0;
  std::atomic<bool> away = false;
  std::atomic<int> now = 1000;
};

TEST_F(ServiceTokens, AreAskedForOnceAndKept) {
  auto token = Make();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(token.Get(), "token 1");
  now = 1299;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(token.Get(), "token 1");
  EXPECT_EQ(asked, 1);
}

TEST_F(ServiceTokens, AreRenewedWhenHalfOfTheirTimeIsOver) {
  auto token = Make();
  EXPECT_EQ(token.Get(), "token 1");
  now = 1300;
  EXPECT_TRUE(Becomes(token, "token 2"));
  now = 1599;
  EXPECT_EQ(token.Get(), "token 2");
  now = 1600;
  EXPECT_TRUE(Becomes(token, "token 3"));
}

TEST_F(ServiceTokens, LastUntilTheirEndWhileTheIssuerIsAway) {
  auto token = Make();
  EXPECT_EQ(token.Get(), "token 1");
  away = true;
  now = 1599;
  EXPECT_EQ(token.Get(), "token 1");
  now = 1600;
  EXPECT_THROW((void)token.Get(), Unavailable);
  away = false;
  const auto deadline = std::chrono::steady_clock::now() + seconds(10);
  bool back = false;
  while (!back && std::chrono::steady_clock::now() < deadline) {
    try {
      back = token.Get() == "token 2";
    } catch (const Unavailable&) {
    }
  }
  EXPECT_TRUE(back);
}

TEST_F(ServiceTokens, TheFirstOneIsWaitedForAndNotForEver) {
  away = true;
  ServiceToken impatient([]() -> IssuedToken { throw Unavailable("nobody answers"); },
                         {.retry_after = milliseconds(1), .wait = milliseconds(5)});
  EXPECT_THROW((void)impatient.Get(), Unavailable);
  auto token = Make();
  away = false;
  EXPECT_EQ(token.Get(), "token 1") << "within its wait";
}

}  // namespace
}  // namespace erp::auth
