// Sessions and the access tokens that they stand on: AUTH_MODE=oidc, an issuer of the test, and
// employee as a stand-in that knows the accounts.
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "common/clock.h"
#include "http/server.h"
#include "notification_fixture.h"
#include "support/barrier.h"
#include "support/stand_in.h"
#include "unit/auth_tokens.h"

namespace erp::notification {
namespace {

using test::StompClient;

constexpr const char* kIssuer = "https://issuer.test";
constexpr const char* kOwnToken = R"({"access_token":"of-notification","expires_in":600})";

// The issuer's keys and employee's accounts on one port.
class AccountsStandIn {
 public:
  AccountsStandIn() : server_({.name = "stand-in", .threads = 4}, Routes(), registry_) {
    server_.Start();
  }
  // Account "account-<id>" is that of the person with this id.
  void Know(std::int64_t person) {
    const std::lock_guard lock(mutex_);
    people_.insert({"account-" + std::to_string(person), person});
  }
  void Forget(std::int64_t person) {
    const std::lock_guard lock(mutex_);
    people_.erase("account-" + std::to_string(person));
  }
  // Somebody signs out of this session.
  void End(const std::string& session) {
    const std::lock_guard lock(mutex_);
    ended_.insert(session);
  }
  void GoAway(bool away) {
    const std::lock_guard lock(mutex_);
    away_ = away;
  }
  // The next question about this account waits until Release.
  void Hold(const std::string& account) {
    const std::lock_guard lock(mutex_);
    held_ = account;
  }
  void Release() { hold_.Open(); }
  bool WaitUntilHeld() { return hold_.WaitForInside(1); }
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(server_.port());
  }

 private:
  http::Router Routes() {
    http::Router router(test::Believing());
    test::Serve(router, "GET", "/keys", [](const http::Request&) {
      return http::Response{200, auth::TestKeySet()};
    });
    test::Serve(router, "GET", "/internal/principals",
                [this](const http::Request& request) { return Answer(request); },
                {"issuer", "subject", "session"});
    router.Add({.method = "POST",
                .pattern = "/auth/token",
                .access = auth::Access::Anyone(),
                .body = http::Body::kForm},
               [](const http::Call& call) {
                 const bool good =
                     call.body().find("client_id=notification&client_secret=s3cret") !=
                     std::string::npos;
                 return good ? http::Response{200, kOwnToken} : http::Response{401, "{}"};
               });
    return router;
  }
  http::Response Answer(const http::Request& request) {
    if (request.Header("authorization") != "Bearer of-notification") return {401, "{}"};
    std::unique_lock lock(mutex_);
    const auto account = request.query.find("subject")->second;
    if (account == held_) {
      held_.clear();
      lock.unlock();
      hold_.Enter();
      lock.lock();
    }
    if (away_) return {503, "{}", "application/problem+json"};
    const auto session = request.query.find("session");
    if (session != request.query.end() && ended_.contains(session->second)) {
      return {200, R"({"signedOut":true,"roles":[]})"};
    }
    const auto found = people_.find(account);
    if (found == people_.end()) return {404, "{}", "application/problem+json"};
    return {200, json::Dump({{"employeeId", found->second}, {"roles", json::Value::array()}})};
  }

  std::mutex mutex_;
  std::map<std::string, std::int64_t> people_;  // guarded by mutex_
  std::set<std::string> ended_;                 // guarded by mutex_
  bool away_ = false;                           // guarded by mutex_
  std::string held_;                            // guarded by mutex_
  test::Barrier hold_;
  metrics::Registry registry_;
  http::Server server_;
};

class NotificationTokenTest : public NotificationDaemonTest {
 protected:
  NotificationTokenTest() {
    for (const std::int64_t person : {7, 8}) accounts_.Know(person);
  }

  std::unique_ptr<test::Daemon> LaunchSigned(const test::Environment& changes = {}) const {
    test::Environment environment = {{"AUTH_MODE", "oidc"},
                                     {"OIDC_ISSUER", kIssuer},
                                     {"OIDC_KEYS_URL", accounts_.url() + "/keys"},
                                     {"SERVICE_TOKEN_URL", accounts_.url() + "/auth/token"},
                                     {"SERVICE_CLIENT", "notification"},
                                     {"SERVICE_SECRET", "s3cret"},
                                     {"EMPLOYEE_URL", accounts_.url()}};
    for (const auto& [name, value] : changes) environment[name] = value;
    return LaunchReady(environment);
  }

  // A header Authorization with a token of this person that is good for so long.
  static std::string Token(std::int64_t person,
                           seconds good_for = seconds(600),
                           const std::string& session = "s1") {
    auto claims = auth::TestClaims();
    const auto now =
        std::chrono::duration_cast<seconds>(SystemClock().Now().time_since_epoch()).count();
    claims["sub"] = "account-" + std::to_string(person);
    claims["sid"] = session;
    claims["iat"] = now;
    claims["exp"] = now + good_for.count();
    return "Bearer " + auth::Signed(auth::TestHeader(), claims);
  }

  static void Connect(StompClient& client, const std::string& authorization) {
    client.Send(
        "CONNECT",
        {{"accept-version", "1.2"}, {"heart-beat", "0,0"}, {"Authorization", authorization}});
  }
  static std::unique_ptr<StompClient> OpenWith(const test::Daemon& daemon,
                                               const std::string& authorization,
                                               const std::string& last_seq = "") {
    auto client = std::make_unique<StompClient>(daemon.port("WS_PORT"));
    Connect(*client, authorization);
    client->Expect("CONNECTED");
    client->Subscribe(last_seq);
    return client;
  }
  static void Renew(StompClient& client, const std::string& authorization) {
    client.Send(
        "SEND",
        {{"destination", "/app/renew"}, {"Authorization", authorization}, {"receipt", "renewed"}});
  }
  // How it ends: close code and reason.
  static std::string EndOf(StompClient& client) {
    client.Expect("ERROR", seconds(20));
    while (client.Receive(seconds(20))) {
    }
    return client.close() ? std::to_string(client.close()->code) + " " + client.close()->reason
                          : "no close frame";
  }

  AccountsStandIn accounts_;
};

TEST_F(NotificationTokenTest, SessionEndsWithItsTokenAndTheNextOneHasNoGap) {
  const auto daemon = LaunchSigned();
  const auto first = OpenWith(*daemon, Token(7, seconds(5)));
  Request("n:1", 7);
  const auto seen = Next(*first);
  EXPECT_EQ(EndOf(*first), "4401 token-expired");
  Request("n:2", 7);
  Request("n:3", 7);
  const auto next =
      OpenWith(*daemon, Token(7), seen["epoch"].get<std::string>() + ":" + json::Dump(seen["seq"]));
  EXPECT_EQ(Next(*next)["id"], "n:2");
  EXPECT_EQ(Next(*next)["id"], "n:3");
  Request("n:4", 7);
  EXPECT_EQ(Next(*next)["id"], "n:4");
}

TEST_F(NotificationTokenTest, RenewedSessionOutlivesItsFirstTokenWithoutAGap) {
  const auto daemon = LaunchSigned();
  const auto token = Token(7, seconds(6));
  const auto renewed = OpenWith(*daemon, token);
  const auto other = OpenWith(*daemon, token);
  Request("n:1", 7);
  EXPECT_EQ(Next(*renewed)["id"], "n:1");
  Renew(*renewed, Token(7));
  EXPECT_EQ(renewed->Expect("RECEIPT").headers.at("receipt-id"), "renewed");
  EXPECT_EQ(Next(*other)["id"], "n:1");
  EXPECT_EQ(EndOf(*other), "4401 token-expired");
  Request("n:2", 7);
  EXPECT_EQ(Next(*renewed)["id"], "n:2");
  EXPECT_FALSE(renewed->close().has_value());
}

TEST_F(NotificationTokenTest, SessionIsRenewedByTheSamePersonAlone) {
  const auto daemon = LaunchSigned();
  const std::vector<std::pair<std::string, std::string>> cases = {
      {Token(8), "4403 other-person"},
      {Token(9), "4403 account-unknown"},
      {Token(7, seconds(-60)), "4401 token-expired"},
      {Token(7) + "x", "4401 token-invalid"},
      {"", "4401 token-missing"}};
  for (const auto& [authorization, end] : cases) {
    const auto client = OpenWith(*daemon, Token(7));
    Renew(*client, authorization);
    EXPECT_EQ(EndOf(*client), end);
  }
}

TEST_F(NotificationTokenTest, WhoHasNoGoodTokenIsNotConnected) {
  const auto daemon = LaunchSigned();
  auto foreign = auth::TestClaims();
  foreign["iss"] = "https://evil.example";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "4401 token-missing"},
      {"Bearer garbage", "4401 token-invalid"},
      {"Bearer " + auth::Signed(auth::TestHeader(), foreign), "4401 token-invalid"},
      {Token(7, seconds(-60)), "4401 token-expired"},
      {Token(7, seconds(-1)), "4401 token-expired"},
      {Token(9), "4403 account-unknown"}};
  for (const auto& [authorization, end] : cases) {
    StompClient client(daemon->port("WS_PORT"));
    Connect(client, authorization);
    EXPECT_EQ(EndOf(client), end);
  }
  StompClient spoofing(daemon->port("WS_PORT"));
  spoofing.Send("CONNECT",
                {{"accept-version", "1.2"}, {"login", "8"}, {"Authorization", Token(7)}});
  EXPECT_EQ(EndOf(spoofing), "4403 other-person");
  accounts_.GoAway(true);
  StompClient unknown(daemon->port("WS_PORT"));
  Connect(unknown, Token(8));
  EXPECT_EQ(EndOf(unknown).substr(0, 4), "1013");
}

TEST_F(NotificationTokenTest, SessionOfAnAccountThatEndsIsEndedAndOthersStay) {
  const auto daemon = LaunchSigned();
  const auto gone = OpenWith(*daemon, Token(7));
  const auto too = OpenWith(*daemon, Token(7));
  const auto stays = OpenWith(*daemon, Token(8));
  accounts_.Forget(7);
  EXPECT_EQ(EndOf(*gone), "4403 account-unknown");
  EXPECT_EQ(EndOf(*too), "4403 account-unknown");
  Request("n:1", 7);
  Request("n:2", 8);
  EXPECT_EQ(Next(*stays)["id"], "n:2") << "one's own queue and no other";
}

TEST_F(NotificationTokenTest,
       SessionEndsWithinFiveSecondsAfterSigningOutAndThatOfAnotherSignInStays) {
  const auto daemon = LaunchSigned();
  const auto gone = OpenWith(*daemon, Token(7, seconds(600), "s1"));
  const auto stays = OpenWith(*daemon, Token(7, seconds(600), "s2"));
  accounts_.End("s1");
  const auto from = std::chrono::steady_clock::now();
  EXPECT_EQ(EndOf(*gone), "4401 token-invalid");
  EXPECT_LT(std::chrono::steady_clock::now() - from, seconds(5));
  Request("n:1", 7);
  EXPECT_EQ(Next(*stays)["id"], "n:1");
}

TEST_F(NotificationTokenTest, WhileAccountsCannotBeAskedSessionsGoOnUntilTheirTokensEnd) {
  const auto daemon = LaunchSigned();
  const auto goes_on = OpenWith(*daemon, Token(7));
  const auto expires = OpenWith(*daemon, Token(8, seconds(6)));
  accounts_.GoAway(true);
  EXPECT_EQ(EndOf(*expires), "4401 token-expired");
  Request("n:1", 7);
  EXPECT_EQ(Next(*goes_on)["id"], "n:1");
}

TEST_F(NotificationTokenTest, WhoConnectsWhileAccountsAreSlowHoldsNobodyUp) {
  const auto daemon = LaunchSigned();
  const auto live = OpenWith(*daemon, Token(7));
  accounts_.Hold("account-8");
  StompClient slow(daemon->port("WS_PORT"));
  Connect(slow, Token(8));
  ASSERT_TRUE(accounts_.WaitUntilHeld());
  Request("n:1", 7);
  EXPECT_EQ(Next(*live)["id"], "n:1");
  accounts_.Release();
}

TEST_F(NotificationTokenTest, SessionsOfAPersonAreBoundedWhateverTheirTokens) {
  const auto daemon = LaunchSigned({{"WS_MAX_PER_PERSON", "2"}});
  const auto first = OpenWith(*daemon, Token(7));
  const auto second = OpenWith(*daemon, Token(7, seconds(300)));
  StompClient third(daemon->port("WS_PORT"));
  Connect(third, Token(7, seconds(200)));
  EXPECT_EQ(EndOf(third).substr(0, 4), "1013");
  const auto somebody_else = OpenWith(*daemon, Token(8));
  Renew(*first, Token(7));
  EXPECT_EQ(first->Expect("RECEIPT").headers.at("receipt-id"), "renewed") << "it has its place";
}

TEST_F(NotificationTokenTest, TokensAreTakenFromNoAddressAndWrittenIntoNoLog) {
  const auto daemon = LaunchSigned({{"LOG_LEVEL", "debug"}});
  const auto good = Token(7);
  const auto token = good.substr(7);
  for (const char* name : {"token", "access_token", "ticket", "x"}) {
    const test::WebSocket socket(daemon->port("WS_PORT"),
                                 {.path = std::string("/ws/notifications?") + name + "=" + token});
    EXPECT_EQ(socket.status(), 400) << name;
    EXPECT_EQ(json::Value::parse(socket.refusal())["code"], "invalid-query");
    EXPECT_EQ(socket.refusal().find(token), std::string::npos);
  }
  const auto client = OpenWith(*daemon, good);
  const auto renewal = Token(7, seconds(700));
  Renew(*client, renewal);
  client->Expect("RECEIPT");
  Renew(*client, good + "x");
  EXPECT_EQ(EndOf(*client), "4401 token-invalid");
  const auto output = daemon->Output();
  EXPECT_NE(output.find("\"debug\""), std::string::npos);
  for (const auto& secret : {token, renewal.substr(7)}) {
    EXPECT_EQ(output.find(secret.substr(secret.rfind('.'))), std::string::npos) << "signature";
    EXPECT_EQ(output.find(secret.substr(0, secret.rfind('.'))), std::string::npos);
  }
}

}  // namespace
}  // namespace erp::notification
