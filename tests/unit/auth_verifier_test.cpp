// Which tokens are believed, and how often an issuer is asked for its keys.
#include <atomic>
#include <map>
#include <thread>

#include <gtest/gtest.h>

#include "auth/token_verifier.h"
#include "auth_tokens.h"
#include "common/error.h"

namespace erp::auth {
namespace {

constexpr const char* kIssuer = "https://issuer.test";
const std::string kCognito = CognitoClaims()["iss"];

// Answers by URL what a test puts there; nothing is a server that is away.
class Pages {
 public:
  std::string operator()(const std::string& url) {
    const std::lock_guard lock(mutex_);
    ++fetches_;
    const auto found = pages_.find(url);
    if (found == pages_.end()) throw Unavailable("nobody answers");
    return found->second;
  }
  void Put(const std::string& url, const std::string& body) {
    const std::lock_guard lock(mutex_);
    pages_[url] = body;
  }
  void Remove(const std::string& url) {
    const std::lock_guard lock(mutex_);
    pages_.erase(url);
  }
  int fetches() {
    const std::lock_guard lock(mutex_);
    return fetches_;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> pages_;
  int fetches_ = 0;
};

constexpr const char* kKeysUrl = "https://issuer.test/keys";

class Tokens : public testing::Test {
 protected:
  Tokens() { pages_.Put(kKeysUrl, TestKeySet()); }

  IssuerOptions Options(const std::string& issuer) {
    return {.issuer = issuer, .keys_url = kKeysUrl};
  }
  Fetch Fetching() {
    return [this](const std::string& url) { return pages_(url); };
  }
  IssuerKeys::Now Steady() {
    return [this] { return std::chrono::steady_clock::time_point(std::chrono::seconds(steady_)); };
  }
  std::string Refused(const std::string& token) {
    const auto verified = verifier_.Verify(token);
    return verified ? "verified" : verified.error().slug;
  }
  double Counted(const char* result) {
    return registry_
        .GetCounter("jwt_verifications_total",
                    "Access tokens that were looked at, by what came of it", {{"result", result}})
        .Value();
  }
  // With one member of the claims changed, or of the header.
  static std::string With(const char* member, const json::Value& value) {
    auto claims = TestClaims();
    claims[member] = value;
    return Signed(TestHeader(), claims);
  }
  static std::string Without(const char* member) {
    auto claims = TestClaims();
    claims.erase(member);
    return Signed(TestHeader(), claims);
  }
  static std::string WithHeader(const char* member, const json::Value& value) {
    auto header = TestHeader();
    header[member] = value;
    return Signed(header, TestClaims());
  }

  metrics::Registry registry_;
  SetClock clock_;
  Pages pages_;
  std::atomic<std::int64_t> steady_{1'000'000};
  IssuerKeys keys_{Options(kIssuer), Fetching(), registry_, Steady()};
  IssuerKeys cognito_keys_{Options(kCognito), Fetching(), registry_, Steady()};
  TokenVerifier verifier_{
      {{&keys_, {"erp"}}, {&cognito_keys_, {"1example23456789"}}}, clock_, registry_};
};

TEST_F(Tokens, OfOurIssuerAreBelieved) {
  const auto token = verifier_.Verify(Signed(TestHeader(), TestClaims()));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->issuer, kIssuer);
  EXPECT_EQ(token->subject, "account-7");
  EXPECT_EQ(token->client, "web");
  EXPECT_EQ(token->id, "t1");
  EXPECT_EQ(token->expires, Instant(std::chrono::seconds(1'800'000'300)));
  EXPECT_TRUE(token->Has("documents"));
  EXPECT_TRUE(token->Has("openid"));
  EXPECT_FALSE(token->Has("document"));
  EXPECT_FALSE(token->Has(""));
  EXPECT_EQ(Counted("verified"), 1);
}

TEST_F(Tokens, OfCognitoAreBelievedWithTheClaimsThatItWrites) {
  const auto token = verifier_.Verify(Signed(CognitoHeader(), CognitoClaims()));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->issuer, kCognito);
  EXPECT_EQ(token->subject, "a1b2c3d4-5678-90ab-cdef-111122223333");
  EXPECT_EQ(token->client, "1example23456789");
  auto identity = CognitoClaims();
  identity["token_use"] = "id";
  identity["aud"] = identity["client_id"];
  EXPECT_EQ(Refused(Signed(CognitoHeader(), identity)), "token-invalid");
  auto other = CognitoClaims();
  other["client_id"] = "another-app";
  EXPECT_EQ(Refused(Signed(CognitoHeader(), other)), "token-invalid");
}

TEST_F(Tokens, ThatAreNotSignedByTheIssuersKeyAreRefused) {
  const auto good = Signed(TestHeader(), TestClaims());
  const auto none = Unsigned({{"alg", "none"}, {"kid", "k1"}, {"typ", "at+jwt"}}, TestClaims());
  EXPECT_EQ(Refused(none + "."), "token-invalid");
  for (const auto* algorithm : {"none", "None", "HS256", "RS512", "PS256", "ES256", "rs256", ""}) {
    EXPECT_EQ(Refused(WithHeader("alg", algorithm)), "token-invalid") << algorithm;
  }
  EXPECT_EQ(Refused(Signed(TestHeader(), TestClaims(), RsaPrivateKey::Generate(2048))),
            "token-invalid");
  auto changed = TestClaims();
  changed["sub"] = "account-8";
  const auto body = Unsigned(TestHeader(), changed);
  EXPECT_EQ(Refused(body + good.substr(good.rfind('.'))), "token-invalid");
  EXPECT_EQ(Refused(good.substr(0, good.rfind('.') + 1)), "token-invalid");
  EXPECT_EQ(Refused("garbage"), "token-invalid");
  EXPECT_EQ(Refused(""), "token-invalid");
  EXPECT_EQ(Counted("algorithm"), 9);
  EXPECT_EQ(Counted("signature"), 3);
  EXPECT_EQ(Counted("malformed"), 2);
}

TEST_F(Tokens, SayNothingAboutTheKeyTheyAreCheckedWithButItsName) {
  auto header = TestHeader();
  const auto attacker = RsaPrivateKey::Generate(2048);
  header["jwk"] = json::Parse(PrintKey("k1", attacker)).value();
  header["jku"] = "https://attacker.test/keys";
  header["x5u"] = "https://attacker.test/certificate";
  pages_.Put("https://attacker.test/keys", "{\"keys\":[" + PrintKey("k1", attacker) + "]}");
  EXPECT_EQ(Refused(Signed(header, TestClaims(), attacker)), "token-invalid");
  EXPECT_EQ(Refused(Signed(header, TestClaims())), "verified") << "they are not looked at";
  EXPECT_EQ(Refused(WithHeader("kid", "")), "token-invalid");
  EXPECT_EQ(Refused(WithHeader("kid", "k2")), "token-invalid");
}

TEST_F(Tokens, OfAnotherIssuerAudienceOrKindAreRefused) {
  for (const auto* issuer : {"https://issuer.test/", "https://other.test", ""}) {
    EXPECT_EQ(Refused(With("iss", issuer)), "token-invalid") << issuer;
  }
  EXPECT_EQ(Refused(Without("iss")), "token-invalid");
  EXPECT_EQ(Refused(With("aud", "other")), "token-invalid");
  EXPECT_EQ(Refused(With("aud", {"other", "erp"})), "verified");
  EXPECT_EQ(Refused(With("aud", json::Value::array())), "token-invalid")
      << "the client is no audience";
  EXPECT_EQ(Refused(With("client_id", "erp")), "verified");
  auto claims = TestClaims();
  claims["aud"] = "1example23456789";
  EXPECT_EQ(Refused(Signed(TestHeader(), claims)), "token-invalid")
      << "the other issuer's audience";
  EXPECT_EQ(Refused(WithHeader("typ", "JWT")), "token-invalid");
  EXPECT_EQ(Refused(WithHeader("typ", "")), "token-invalid");
  EXPECT_EQ(Refused(WithHeader("typ", "application/AT+JWT")), "verified");
  EXPECT_EQ(Refused(With("token_use", "id")), "token-invalid");
  EXPECT_EQ(Refused(With("sub", "")), "token-invalid");
  EXPECT_EQ(Refused(Without("sub")), "token-invalid");
  EXPECT_EQ(Refused(Without("exp")), "token-invalid");
  EXPECT_EQ(Refused(Without("iat")), "token-invalid");
}

TEST_F(Tokens, AreBelievedWhileTheirTimeRunsWithHalfAMinuteForClocks) {
  const auto at = [&](std::int64_t second) { clock_.now = Instant(std::chrono::seconds(second)); };
  const auto good = Signed(TestHeader(), TestClaims());
  at(1'800'000'329);
  EXPECT_EQ(Refused(good), "verified");
  at(1'800'000'330);
  EXPECT_EQ(Refused(good), "token-expired");
  at(1'799'999'970);
  EXPECT_EQ(Refused(good), "verified");
  at(1'799'999'969);
  EXPECT_EQ(Refused(good), "token-invalid") << "issued in the future";
  at(1'800'000'000);
  EXPECT_EQ(Refused(With("nbf", 1'800'000'030)), "verified");
  EXPECT_EQ(Refused(With("nbf", 1'800'000'031)), "token-invalid");
  at(1'800'000'330);
  EXPECT_EQ(Refused(With("aud", "other")), "token-invalid") << "only the time being over is said";
}

TEST_F(Tokens, WithKeysThatNobodyHasCostTheIssuerOneFetchInHalfAMinute) {
  EXPECT_EQ(Refused(Signed(TestHeader(), TestClaims())), "verified");
  const int before = pages_.fetches();
  steady_ += 29;
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(Refused(WithHeader("kid", "k" + std::to_string(i + 2))), "token-invalid");
  }
  EXPECT_EQ(pages_.fetches(), before) << "the first fetch was less than half a minute ago";
  steady_ += 1;
  std::vector<std::jthread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(Refused(WithHeader("kid", "x" + std::to_string(caller))), "token-invalid");
      }
    });
  }
  callers.clear();
  EXPECT_EQ(pages_.fetches(), before + 1);
  EXPECT_EQ(Counted("key"), 1800);
}

TEST_F(Tokens, WithANewKeyAreBelievedAsSoonAsItIsPublished) {
  EXPECT_EQ(Refused(Signed(TestHeader(), TestClaims())), "verified");
  const auto next = RsaPrivateKey::Generate(2048);
  auto header = TestHeader();
  header["kid"] = "k2";
  const auto token = Signed(header, TestClaims(), next);
  pages_.Put(kKeysUrl,
             "{\"keys\":[" + PrintKey("k1", TestKey()) + "," + PrintKey("k2", next) + "]}");
  steady_ += 30;
  EXPECT_EQ(Refused(token), "verified") << "the caller waits for the fetch";
  pages_.Put(kKeysUrl, "{\"keys\":[" + PrintKey("k2", next) + "]}");
  steady_ += 600;
  EXPECT_EQ(Refused(token), "verified");
  while (Refused(Signed(TestHeader(), TestClaims())) == "verified") std::this_thread::yield();
}

TEST_F(Tokens, AreBelievedByOldKeysWhileTheIssuerIsAway) {
  const auto good = Signed(TestHeader(), TestClaims());
  EXPECT_EQ(Refused(good), "verified");
  pages_.Remove(kKeysUrl);
  for (int minutes = 0; minutes < 60; ++minutes) {
    steady_ += 60;
    ASSERT_EQ(Refused(good), "verified");
  }
  pages_.Put(kKeysUrl, "{}");
  steady_ += 60;
  EXPECT_EQ(Refused(good), "verified") << "a set without keys takes none away";
}

TEST_F(Tokens, AreNeitherBelievedNorRefusedBeforeTheIssuerHasAnswered) {
  pages_.Remove(kKeysUrl);
  const auto good = Signed(TestHeader(), TestClaims());
  EXPECT_THROW((void)verifier_.Verify(good), Unavailable);
  const int before = pages_.fetches();
  EXPECT_THROW((void)verifier_.Verify(good), Unavailable);
  EXPECT_EQ(pages_.fetches(), before);
  pages_.Put(kKeysUrl, TestKeySet());
  steady_ += 30;
  EXPECT_EQ(Refused(good), "verified");
}

TEST_F(Tokens, KeysAreFoundByTheDescriptionOfTheIssuer) {
  const auto* description = "https://issuer.test/.well-known/openid-configuration";
  IssuerKeys keys({.issuer = kIssuer}, Fetching(), registry_, Steady());
  pages_.Put(description,
             R"({"issuer":"https://other.test","jwks_uri":"https://issuer.test/keys"})");
  EXPECT_THROW((void)keys.Find("k1"), Unavailable) << "of another issuer";
  pages_.Put(description,
             R"({"issuer":"https://issuer.test","jwks_uri":"https://issuer.test/keys"})");
  steady_ += 30;
  EXPECT_TRUE(keys.Find("k1"));
  EXPECT_FALSE(keys.Find("k2"));
  IssuerKeys elsewhere({.issuer = kIssuer, .discovery_url = "http://employee/description"},
                       Fetching(), registry_, Steady());
  EXPECT_THROW((void)elsewhere.Find("k1"), Unavailable);
}

}  // namespace
}  // namespace erp::auth
