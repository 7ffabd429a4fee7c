// Browser sessions and authorization codes on the real database.
#include "auth/issuer_keys.h"
#include "auth/token_verifier.h"
#include "common/digest_text.h"
#include "contract/employee_fixture.h"

namespace erp::employee {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr const char* kUri = "https://erp.test/callback";
const std::string kVerifier(43, 'v');

class BrowserSignInStore : public EmployeeStore {
 protected:
  LocalAccount Add(EmployeeId person, const std::string& name) {
    return accounts_.Add(person, name, "subject-" + name, "hash", at_).value();
  }
  std::string Code(const BrowserSession& session, Instant now) {
    return browsers_.GiveCode(session,
                              {.client_id = "web",
                               .redirect_uri = kUri,
                               .code_challenge = Sha256Base64Url(kVerifier),
                               .scope = "openid",
                               .nonce = "n"},
                              now);
  }
  static PresentedCode Right() { return {"web", kUri, kVerifier}; }
  BrowserSession SignIn(const LocalAccount& account) {
    return browsers_.Find(browsers_.Begin(account.account.id, at_), at_).value();
  }

  const Instant at_{seconds(1'800'000'000)};
};

TEST_F(BrowserSignInStore, ABrowserIsKnownForEightHours) {
  const auto added = Add(Hire(), "kim");
  const auto cookie = browsers_.Begin(added.account.id, at_);
  const auto session = browsers_.Find(cookie, at_ + hours(8) - seconds(1));
  ASSERT_TRUE(session);
  EXPECT_EQ(session->account.subject, "subject-kim");
  EXPECT_EQ(session->signed_in, at_);
  EXPECT_FALSE(browsers_.Find(cookie, at_ + hours(8)));
  EXPECT_FALSE(browsers_.Find("another", at_));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM browser_sessions WHERE LENGTH(hash) <> 64"), 0);
  (void)browsers_.Begin(added.account.id, at_ + hours(17));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM browser_sessions"), 1) << "old ones go";
}

TEST_F(BrowserSignInStore, ALockANewPasswordLeavingAndSigningOutEndIt) {
  const auto id = Hire();
  const auto added = Add(id, "kim");
  auto cookie = browsers_.Begin(added.account.id, at_);
  const auto known = [&] { return browsers_.Find(cookie, at_ + seconds(2)).has_value(); };
  ASSERT_TRUE(accounts_.SetLocked("kim", true, at_));
  EXPECT_FALSE(known());
  ASSERT_TRUE(accounts_.SetLocked("kim", false, at_));
  EXPECT_FALSE(known()) << "unlocking brings nothing back";
  cookie = browsers_.Begin(added.account.id, at_);
  const auto session = *browsers_.Find(cookie, at_);
  const auto redeemed = browsers_.Redeem(Code(session, at_), Right(), at_);
  ASSERT_TRUE(redeemed);
  const auto waiting = Code(session, at_);
  refresh_tokens_.End(redeemed->refresh_token, at_ + seconds(1));
  EXPECT_FALSE(known()) << "signed out";
  EXPECT_FALSE(browsers_.Redeem(waiting, Right(), at_ + seconds(2)));
  const auto second = browsers_.Begin(added.account.id, at_);
  ASSERT_TRUE(accounts_.SetPassword("kim", "other", "", at_ + seconds(1)));
  EXPECT_FALSE(browsers_.Find(second, at_ + seconds(2)));
  const auto third = browsers_.Begin(added.account.id, at_ + seconds(1));
  EXPECT_TRUE(browsers_.Find(third, at_ + seconds(2)));
  ASSERT_TRUE(Leave(id));
  EXPECT_FALSE(browsers_.Find(third, at_ + seconds(2)));
}

TEST_F(BrowserSignInStore, ACodeGivesARefreshTokenOfItsApplication) {
  const auto added = Add(Hire(), "kim");
  const auto session = SignIn(added);
  const auto redeemed = browsers_.Redeem(Code(session, at_), Right(), at_ + seconds(5));
  ASSERT_TRUE(redeemed);
  EXPECT_EQ(redeemed->account.employee, added.account.employee);
  EXPECT_EQ(redeemed->scope, "openid");
  EXPECT_EQ(redeemed->nonce, "n");
  EXPECT_EQ(redeemed->signed_in, at_);
  EXPECT_FALSE(refresh_tokens_.Use(redeemed->refresh_token, "", at_)) << "not of scripts";
  EXPECT_FALSE(refresh_tokens_.Use(redeemed->refresh_token, "mobile", at_));
  EXPECT_TRUE(refresh_tokens_.Use(redeemed->refresh_token, "web", at_));
  EXPECT_EQ(
      Count("SELECT COUNT(*) FROM authorization_codes WHERE LENGTH(hash) = 64 AND used_at IS NOT "
            "NULL AND family_id IS NOT NULL"),
      1);
}

TEST_F(BrowserSignInStore, ACodeThatIsUsedAgainEndsWhatItGave) {
  const auto session = SignIn(Add(Hire(), "kim"));
  const auto code = Code(session, at_);
  const auto redeemed = browsers_.Redeem(code, Right(), at_);
  ASSERT_TRUE(redeemed);
  const auto next = refresh_tokens_.Use(redeemed->refresh_token, "web", at_);
  ASSERT_TRUE(next);
  EXPECT_FALSE(browsers_.Redeem(code, {"web", kUri, "nothing"}, at_ + hours(1)));
  EXPECT_FALSE(refresh_tokens_.Use(next->next, "web", at_));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM refresh_families WHERE stolen = 1"), 1);
}

TEST_F(BrowserSignInStore, OfManyWhoPresentACodeAtOnceOneGetsTokensAndAllAreEnded) {
  const auto session = SignIn(Add(Hire(), "kim"));
  const auto code = Code(session, at_);
  std::atomic<int> redeemed = 0;
  InParallel([&](int) { redeemed += browsers_.Redeem(code, Right(), at_) ? 1 : 0; });
  EXPECT_EQ(redeemed, 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM refresh_families"), 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM refresh_families WHERE ended_at IS NOT NULL"), 1);
}

TEST_F(BrowserSignInStore, ACodeThatWasPresentedWronglyIsSpent) {
  const auto session = SignIn(Add(Hire(), "kim"));
  const auto code = Code(session, at_);
  EXPECT_FALSE(browsers_.Redeem(code, {"web", kUri, std::string(43, 'x')}, at_));
  EXPECT_FALSE(browsers_.Redeem(code, Right(), at_));
  EXPECT_FALSE(browsers_.Redeem("nobody's", Right(), at_));
  const auto late = Code(session, at_);
  EXPECT_FALSE(browsers_.Redeem(late, Right(), at_ + seconds(60)));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM refresh_families"), 0);
}

TEST_F(BrowserSignInStore, AnIdTokenOpensNothing) {
  constexpr const char* kIssuer = "https://erp.test/api/auth";
  SigningKeys keys(pool_, auth::Sealer::OfHex(std::string(64, '7')), clock_,
                   {.issuer = kIssuer, .audience = "web"});
  const auto now = clock_.Now();
  const auto token = keys.WriteId(
      {.subject = "s", .client = "web", .nonce = "n", .signed_in = now, .issued = now});
  metrics::Registry registry;
  auth::IssuerKeys published(
      {.issuer = kIssuer, .keys_url = "keys"},
      [&](const std::string&) { return keys.PublishedKeys(); }, registry);
  const auth::TokenVerifier verifier({{&published, {"web"}}}, clock_, registry);
  EXPECT_EQ(verifier.Verify(token).error().slug, "token-invalid");
  const auto jwt = auth::ParseJwt(token);
  ASSERT_TRUE(jwt);
  EXPECT_EQ(jwt->audiences, std::vector<std::string>{"web"});
  EXPECT_EQ(jwt->media_type, "JWT");
  const auto key = published.Find(jwt->key);
  ASSERT_TRUE(key);
  EXPECT_TRUE(key->Verifies(jwt->signed_text, jwt->signature));
}

}  // namespace
}  // namespace erp::employee
