// Signing in with a browser: what an application may ask for, what a code is good for, the page and
// its cookies, and the tokens that follow.
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auth/actor.h"
#include "common/digest_text.h"
#include "employee/api/identity/cookies.h"
#include "employee/api/identity/identity_json.h"
#include "employee/api/identity/sign_in_page.h"
#include "employee/api/identity/token_endpoint.h"
#include "employee/app/identity/authorize_browser.h"
#include "employee/app/identity/grant_tokens.h"
#include "employee/app/identity/keep_accounts.h"
#include "employee/domain/identity/authorization.h"
#include "employee_identity_fakes.h"
#include "json/json.h"

namespace erp::employee {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

constexpr Instant kNow{seconds(1'800'000'000)};
constexpr const char* kUri = "https://erp.test/callback";
constexpr const char* kPassword = "plums in the icebox";
// RFC 7636 appendix B.
constexpr const char* kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
constexpr const char* kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

class StandingClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return now; }
  Instant now = kNow;
};

AuthorizationRequest Right() {
  return {.response_type = "code",
          .client_id = "web",
          .redirect_uri = kUri,
          .scope = "openid",
          .state = "s",
          .nonce = "n",
          .code_challenge = kChallenge,
          .code_challenge_method = "S256",
          .prompt = ""};
}

const std::vector<Application> kApplications = {{"web", {"https://other.test/", kUri}},
                                                {"mobile", {"com.example.erp:/in"}}};

TEST(AuthorizationRule, WantsAKnownApplicationItsOwnAddressAndProof) {
  using Refusal = AuthorizationRefusal;
  const auto check = [](auto change) {
    auto request = Right();
    change(request);
    return CheckAuthorization(kApplications, request);
  };
  using Request = AuthorizationRequest;
  EXPECT_EQ(check([](Request&) {}), std::nullopt);
  EXPECT_EQ(check([](Request& r) { r.client_id = "nobody"; }), Refusal::kUnknownApplication);
  EXPECT_EQ(check([](Request& r) { r.client_id = "mobile"; }), Refusal::kUnknownApplication);
  EXPECT_EQ(check([](Request& r) { r.redirect_uri = std::string(kUri) + "/"; }),
            Refusal::kUnknownApplication);
  EXPECT_EQ(check([](Request& r) { r.redirect_uri = ""; }), Refusal::kUnknownApplication);
  EXPECT_EQ(check([](Request& r) { r.response_type = ""; }), Refusal::kInvalidRequest);
  EXPECT_EQ(check([](Request& r) { r.response_type = "token"; }),
            Refusal::kUnsupportedResponseType);
  EXPECT_EQ(check([](Request& r) { r.code_challenge_method = "plain"; }), Refusal::kInvalidRequest);
  EXPECT_EQ(check([](Request& r) { r.code_challenge_method = ""; }), Refusal::kInvalidRequest);
  EXPECT_EQ(check([](Request& r) { r.code_challenge = ""; }), Refusal::kInvalidRequest);
  EXPECT_EQ(check([](Request& r) { r.code_challenge += "A"; }), Refusal::kInvalidRequest);
  EXPECT_EQ(check([](Request& r) { r.code_challenge[4] = '='; }), Refusal::kInvalidRequest);
  EXPECT_EQ(check([](Request& r) { r.state = std::string(500, 's'); }), std::nullopt);
  EXPECT_EQ(check([](Request& r) { r.state = std::string(501, 's'); }), Refusal::kInvalidRequest);
  EXPECT_EQ(check([](Request& r) { r.nonce = std::string(501, 'n'); }), Refusal::kInvalidRequest);
  EXPECT_EQ(check([](Request& r) { r.scope = ""; }), std::nullopt);
  EXPECT_EQ(check([](Request& r) { r.scope = "openid profile"; }), Refusal::kInvalidScope);
  EXPECT_TRUE(WantsIdToken("openid"));
  EXPECT_FALSE(WantsIdToken(""));
  EXPECT_FALSE(WantsIdToken("openidx"));
}

TEST(CodeRule, IsGoodOnceWithinAMinuteForWhomItWasGivenTo) {
  const GivenCode given{"web", kUri, kChallenge, kNow};
  const PresentedCode right{"web", kUri, kVerifier};
  EXPECT_EQ(JudgeCode(given, right, kNow), CodeVerdict::kGood);
  EXPECT_EQ(JudgeCode(given, right, kNow + seconds(59)), CodeVerdict::kGood);
  EXPECT_EQ(JudgeCode(given, right, kNow + seconds(60)), CodeVerdict::kRefused);
  EXPECT_EQ(JudgeCode(given, {"mobile", kUri, kVerifier}, kNow), CodeVerdict::kRefused);
  EXPECT_EQ(JudgeCode(given, {"web", "https://other.test/", kVerifier}, kNow),
            CodeVerdict::kRefused);
  EXPECT_EQ(JudgeCode(given, {"web", kUri, std::string(43, 'a')}, kNow), CodeVerdict::kRefused);
  auto used = given;
  used.used = true;
  EXPECT_EQ(JudgeCode(used, right, kNow), CodeVerdict::kReplayed);
  EXPECT_EQ(JudgeCode(used, {"web", kUri, ""}, kNow + seconds(600)), CodeVerdict::kReplayed);
}

TEST(CodeRule, AVerifierHas43To128UnreservedCharacters) {
  const auto verdict = [](const std::string& verifier) {
    const GivenCode given{"web", kUri, Sha256Base64Url(verifier), kNow};
    return JudgeCode(given, {"web", kUri, verifier}, kNow);
  };
  EXPECT_EQ(verdict(std::string(42, 'a')), CodeVerdict::kRefused);
  EXPECT_EQ(verdict(std::string(39, 'a') + "-._~"), CodeVerdict::kGood);
  EXPECT_EQ(verdict(std::string(128, 'Z')), CodeVerdict::kGood);
  EXPECT_EQ(verdict(std::string(129, '9')), CodeVerdict::kRefused);
  EXPECT_EQ(verdict(std::string(43, '+')), CodeVerdict::kRefused);
}

class BrowserSignIn : public testing::Test {
 protected:
  BrowserSignIn() { EXPECT_TRUE(keep_.Add(EmployeeId(7), "kim", kPassword).ok()); }
  // The code, "asked", a refusal of the form, or a refusal of the request.
  static std::string Said(const BrowserOutcome& outcome) {
    if (const auto* back = std::get_if<SentBack>(&outcome)) return back->code;
    if (const auto* asked = std::get_if<AskedToSignIn>(&outcome)) {
      return asked->refused ? asked->refused->slug : "asked";
    }
    return std::get<AuthorizationRefusal>(outcome) == AuthorizationRefusal::kLoginRequired
               ? "login required"
               : "refused";
  }

  StandingClock clock_;
  MemoryAccounts accounts_;
  MemoryClients clients_;
  MemoryFailures failures_;
  PlainPasswords passwords_;
  PlainTokens tokens_;
  PlainRefreshTokens refresh_tokens_;
  PlainBrowsers browsers_;
  const IssuerPolicy policy_{.issuer = "https://erp.test/api/auth", .valid_for = seconds(600)};
  KeepAccounts keep_{accounts_, passwords_, clock_};
  PlainTotp totp_;
  SignIn sign_in_{{accounts_, failures_, passwords_, tokens_, refresh_tokens_, totp_,
                   [](EmployeeId) { return std::vector<std::string>(); }},
                  clock_,
                  policy_};
  AuthorizeBrowser authorize_{sign_in_, browsers_, clock_, kApplications};
  GrantTokens grant_{{clients_, failures_, tokens_, refresh_tokens_, browsers_}, clock_, policy_};
};

TEST_F(BrowserSignIn, AsksOnceAndThenTheBrowserIsKnown) {
  EXPECT_EQ(Said(authorize_.Begin(Right(), "")), "asked");
  EXPECT_EQ(Said(authorize_.Begin(Right(), "cookie")), "asked") << "of nobody";
  const auto back = authorize_.Run(Right(), {"kim", kPassword}, "10.0.0.1");
  ASSERT_EQ(Said(back), "code of web");
  EXPECT_EQ(std::get<SentBack>(back).cookie, "cookie");
  EXPECT_EQ(browsers_.given.redirect_uri, kUri);
  EXPECT_EQ(browsers_.given.code_challenge, kChallenge);
  EXPECT_EQ(browsers_.given.scope, "openid");
  EXPECT_EQ(browsers_.given.nonce, "n");
  const auto again = authorize_.Begin(Right(), "cookie");
  EXPECT_EQ(Said(again), "code of web");
  EXPECT_EQ(std::get<SentBack>(again).cookie, "");
  EXPECT_EQ(Said(authorize_.Begin(Right(), "other cookie")), "asked");
  auto request = Right();
  request.prompt = "login";
  EXPECT_EQ(Said(authorize_.Begin(request, "cookie")), "asked");
  request.prompt = "none";
  EXPECT_EQ(Said(authorize_.Begin(request, "cookie")), "code of web");
  EXPECT_EQ(Said(authorize_.Begin(request, "")), "login required");
}

TEST_F(BrowserSignIn, RefusesBeforeAPasswordIsLookedAt) {
  auto request = Right();
  request.redirect_uri = "https://thief.test/";
  EXPECT_EQ(Said(authorize_.Begin(request, "")), "refused");
  EXPECT_EQ(Said(authorize_.Run(request, {"kim", kPassword}, "10.0.0.1")), "refused");
  EXPECT_EQ(passwords_.verified, 0);
  EXPECT_EQ(Said(authorize_.Run(Right(), {"kim", "wrong"}, "10.0.0.1")), "sign-in-refused");
  EXPECT_EQ(Said(authorize_.Run(Right(), {"nobody", "wrong"}, "10.0.0.1")), "sign-in-refused");
  EXPECT_EQ(browsers_.session, std::nullopt);
  browsers_.usable = false;
  EXPECT_EQ(Said(authorize_.Run(Right(), {"kim", kPassword}, "10.0.0.1")), "asked") << "gone since";
}

TEST_F(BrowserSignIn, ACodeGivesTokensAndAnIdTokenWhereItWasAskedFor) {
  (void)authorize_.Run(Right(), {"kim", kPassword}, "10.0.0.1");
  clock_.now += seconds(5);
  const TokenRequest right{.grant_type = "authorization_code",
                           .client_id = "web",
                           .code = "code of web",
                           .redirect_uri = kUri,
                           .code_verifier = kVerifier};
  const auto outcome = grant_.Run(right);
  const auto& granted = std::get<GrantedTokens>(outcome);
  EXPECT_EQ(granted.access_token, "token of s7");
  EXPECT_EQ(tokens_.last.client, "web");
  EXPECT_EQ(granted.refresh_token, "first refresh");
  EXPECT_EQ(granted.id_token, "id token of s7");
  EXPECT_EQ(tokens_.last_id.client, "web");
  EXPECT_EQ(tokens_.last_id.nonce, "n");
  EXPECT_EQ(tokens_.last_id.signed_in, kNow);
  EXPECT_EQ(tokens_.last_id.issued, kNow + seconds(5));
  EXPECT_EQ(browsers_.last.redirect_uri, kUri);
  EXPECT_EQ(browsers_.last.code_verifier, kVerifier);
  EXPECT_THAT(AnswerGrant(outcome).body, HasSubstr("\"scope\":\"openid\""));
  EXPECT_THAT(AnswerGrant(outcome).body, HasSubstr("\"id_token\":\"id token of s7\""));
  browsers_.given.scope = "";
  const auto plain = grant_.Run(right);
  EXPECT_EQ(std::get<GrantedTokens>(plain).id_token, "");
  EXPECT_THAT(AnswerGrant(plain).body, Not(HasSubstr("scope")));
  EXPECT_THAT(AnswerGrant(plain).body, HasSubstr("\"refresh_token\":\"first refresh\""));
}

TEST_F(BrowserSignIn, RefusesGrantsThatAreNotWhole) {
  (void)authorize_.Run(Right(), {"kim", kPassword}, "10.0.0.1");
  const TokenRequest right{.grant_type = "authorization_code",
                           .client_id = "web",
                           .code = "code of web",
                           .redirect_uri = kUri,
                           .code_verifier = kVerifier};
  const auto refusal = [&](auto change) {
    auto request = right;
    change(request);
    const auto outcome = grant_.Run(request);
    return std::get<GrantRefusal>(outcome);
  };
  using Request = TokenRequest;
  EXPECT_EQ(refusal([](Request& r) { r.code = ""; }), GrantRefusal::kInvalidRequest);
  EXPECT_EQ(refusal([](Request& r) { r.client_id = ""; }), GrantRefusal::kInvalidRequest);
  EXPECT_EQ(refusal([](Request& r) { r.redirect_uri = ""; }), GrantRefusal::kInvalidRequest);
  EXPECT_EQ(refusal([](Request& r) { r.code_verifier = ""; }), GrantRefusal::kInvalidRequest);
  EXPECT_EQ(refusal([](Request& r) { r.code = "another"; }), GrantRefusal::kInvalidGrant);
  EXPECT_EQ(refusal([](Request& r) { r.client_secret = "x"; }), GrantRefusal::kInvalidClient);
  EXPECT_EQ(AnswerGrant(GrantRefusal::kInvalidGrant).status, 400);
  EXPECT_THAT(AnswerGrant(GrantRefusal::kInvalidGrant).body, HasSubstr("invalid_grant"));
}

TEST_F(BrowserSignIn, ARefreshTokenIsOfItsApplication) {
  const auto run = [&](const std::string& client) {
    return grant_.Run({.grant_type = "refresh_token", .client_id = client, .refresh_token = "r1"});
  };
  const auto script = run("");
  EXPECT_EQ(std::get<GrantedTokens>(script).access_token, "token of subject of r1");
  EXPECT_EQ(std::get<GrantedTokens>(script).refresh_token, "next of r1");
  EXPECT_EQ(tokens_.last.client, "first-party");
  EXPECT_EQ(std::get<GrantRefusal>(run("web")), GrantRefusal::kInvalidGrant);
  refresh_tokens_.application = "web";
  EXPECT_TRUE(std::holds_alternative<GrantedTokens>(run("web")));
  EXPECT_EQ(tokens_.last.client, "web");
  EXPECT_EQ(std::get<GrantRefusal>(grant_.Run({.grant_type = "refresh_token"})),
            GrantRefusal::kInvalidRequest);
}

TEST(SignInPages, AreWholeWithoutScriptsAndSayNothingThatWasNotEscaped) {
  SignInPage page{
      .action = "/api/auth/authorize",
      .hidden = {{"state", "\"><script>&'"}},
      .username = "<kim>",
      .refused = Message("The user name or the password is wrong, or the account cannot be used."),
      .redirect_uri = "https://app.test:8443/cb?x=1"};
  const auto shown = ShowSignIn(page, http::Language::kEnglish, 401);
  EXPECT_EQ(shown.status, 401);
  EXPECT_EQ(shown.content_type, "text/html; charset=utf-8");
  const auto& body = shown.body;
  EXPECT_THAT(body, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(body, HasSubstr("action=\"/api/auth/authorize\""));
  EXPECT_THAT(body, HasSubstr("name=\"state\" value=\"&quot;&gt;&lt;script&gt;&amp;&#39;\""));
  EXPECT_THAT(body, HasSubstr("value=\"&lt;kim&gt;\""));
  EXPECT_THAT(body, Not(HasSubstr("<script")));
  EXPECT_THAT(body, HasSubstr("<label for=\"username\">User name</label>"));
  EXPECT_THAT(body, HasSubstr("<label for=\"password\">Password</label>"));
  EXPECT_THAT(body, HasSubstr("<p role=\"alert\" id=\"refused\">The user name or"));
  EXPECT_THAT(body, HasSubstr("aria-describedby=\"refused\""));
  std::string headers;
  for (const auto& [name, value] : shown.headers) headers += name + ": " + value + "\n";
  EXPECT_THAT(headers, HasSubstr("Cache-Control: no-store\n"));
  EXPECT_THAT(headers, HasSubstr("Referrer-Policy: no-referrer\n"));
  EXPECT_THAT(headers, HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(headers, HasSubstr("default-src 'none'"));
  EXPECT_THAT(headers, HasSubstr("form-action 'self' https://app.test:8443\n"));
  EXPECT_THAT(headers, HasSubstr("Content-Language: en\n"));
  const auto style =
      body.substr(body.find("<style>") + 7, body.find("</style>") - body.find("<style>") - 7);
  auto digest = Sha256Base64Url(style);
  for (auto& c : digest) c = c == '-' ? '+' : c == '_' ? '/' : c;
  EXPECT_THAT(headers, HasSubstr("style-src 'sha256-" + digest + "='"));
  page.refused.reset();
  page.redirect_uri = "com.example.erp:/in";
  const auto korean = ShowSignIn(page, http::Language::kKorean);
  EXPECT_EQ(korean.status, 200);
  EXPECT_THAT(korean.body, HasSubstr("<html lang=\"ko\">"));
  EXPECT_THAT(korean.body, Not(HasSubstr("role=\"alert\"")));
  EXPECT_THAT(korean.body, Not(HasSubstr("aria-describedby")));
  headers.clear();
  for (const auto& [name, value] : korean.headers) headers += name + ": " + value + "\n";
  EXPECT_THAT(headers, HasSubstr("form-action 'self' com.example.erp:\n"));
  const auto mistake =
      ShowMistake("The user name or the password is too long.", http::Language::kEnglish);
  EXPECT_EQ(mistake.status, 400);
  EXPECT_THAT(mistake.body, Not(HasSubstr("<form")));
}

TEST(SignInPages, SpeakTheLanguageOfTheApplicationThenOfTheBrowser) {
  using http::Language;
  EXPECT_EQ(LanguageOf("en", "ko"), Language::kEnglish);
  EXPECT_EQ(LanguageOf("fr-CA ko-KR en", "en"), Language::kKorean);
  EXPECT_EQ(LanguageOf("fr", "en"), Language::kEnglish);
  EXPECT_EQ(LanguageOf("", "en"), Language::kEnglish);
  EXPECT_EQ(LanguageOf("", ""), Language::kKorean);
}

TEST(Cookies, AreOfTheIssuersPathAlone) {
  EXPECT_EQ(PathOf("https://erp.test/api/auth"), "/api/auth");
  EXPECT_EQ(PathOf("https://erp.test"), "");
  EXPECT_EQ(PathOf(""), "");
  EXPECT_EQ(SetCookie("https://erp.test/api/auth", "a", "b", seconds(60)).second,
            "a=b; Path=/api/auth; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
  EXPECT_EQ(SetCookie("http://127.0.0.1:8080", "a", "", seconds(0)).second,
            "a=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
  http::Request request;
  EXPECT_EQ(CookieIn(request, "a"), "");
  request.headers["cookie"] = "b=1; a=2;c=3; aa=4";
  EXPECT_EQ(CookieIn(request, "a"), "2");
  EXPECT_EQ(CookieIn(request, "b"), "1");
  EXPECT_EQ(CookieIn(request, "c"), "3");
  EXPECT_EQ(CookieIn(request, "d"), "");
  request.headers["cookie"] = "a=1; a=2";
  EXPECT_EQ(CookieIn(request, "a"), "") << "one of them is somebody else's";
}

TEST(Discovery, NamesWhatIsServed) {
  const auto issuer = *json::Parse(PrintIssuer("https://erp.test/api/auth"));
  EXPECT_EQ(issuer.at("authorization_endpoint"), "https://erp.test/api/auth/authorize");
  EXPECT_EQ(issuer.at("token_endpoint"), "https://erp.test/api/auth/token");
  EXPECT_EQ(issuer.at("revocation_endpoint"), "https://erp.test/api/auth/revoke");
  EXPECT_EQ(issuer.at("jwks_uri"), "https://erp.test/api/auth/keys");
  EXPECT_EQ(issuer.at("grant_types_supported"),
            json::Value::parse(R"(["authorization_code","refresh_token","client_credentials"])"));
  EXPECT_EQ(issuer.at("code_challenge_methods_supported"), json::Value::parse(R"(["S256"])"));
}

}  // namespace
}  // namespace erp::employee
