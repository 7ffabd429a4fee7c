// GET and POST /auth/authorize: the endpoint of RFC 6749 section 3.1, which people see.
#include <array>
#include <map>
#include <string>
#include <utility>

#include "auth/secret.h"
#include "common/same_secret.h"
#include "common/sha256.h"
#include "employee/api/handlers.h"
#include "employee/api/identity/client_address.h"
#include "employee/api/identity/cookies.h"
#include "employee/api/identity/routes.h"
#include "employee/api/identity/sign_in_page.h"
#include "http/client.h"
#include "http/form.h"

namespace erp::employee {
namespace {

// Of a browser session, and of a form that was shown.
constexpr const char* kSessionCookie = "erp_session";
constexpr const char* kFormCookie = "erp_sign_in";
constexpr std::chrono::minutes kFormValid{30};
constexpr std::size_t kLongestName = 100;
constexpr std::size_t kLongestTyped = 1000;

// What a request is made of, wherever it stands: query or form.
struct Asked {
  AuthorizationRequest request;
  std::string ui_locales;
};

// The parameters of an authorization request, by their names there.
template <typename Get>
Asked ReadAsked(const Get& get) {
  return {{.response_type = get("response_type"),
           .client_id = get("client_id"),
           .redirect_uri = get("redirect_uri"),
           .scope = get("scope"),
           .state = get("state"),
           .nonce = get("nonce"),
           .code_challenge = get("code_challenge"),
           .code_challenge_method = get("code_challenge_method"),
           .prompt = get("prompt")},
          get("ui_locales")};
}

std::vector<std::pair<std::string, std::string>> FieldsOf(const Asked& asked) {
  const auto& request = asked.request;
  return {{"response_type", request.response_type},
          {"client_id", request.client_id},
          {"redirect_uri", request.redirect_uri},
          {"scope", request.scope},
          {"state", request.state},
          {"nonce", request.nonce},
          {"code_challenge", request.code_challenge},
          {"code_challenge_method", request.code_challenge_method},
          {"ui_locales", asked.ui_locales}};
}

// Binds a form to the cookie that came with it and to what it is for: nobody else's page has made
// it.
std::string FormProof(const std::string& cookie, const Asked& asked) {
  std::string text = cookie;
  for (const auto& [name, value] : FieldsOf(asked)) {
    text.append("\n").append(name).append("=").append(std::to_string(value.size()));
    text.append(":").append(value);
  }
  return Sha256Hex(text);
}

const char* ErrorOf(AuthorizationRefusal refusal) {
  switch (refusal) {
    case AuthorizationRefusal::kUnsupportedResponseType:
      return "unsupported_response_type";
    case AuthorizationRefusal::kInvalidScope:
      return "invalid_scope";
    case AuthorizationRefusal::kLoginRequired:
      return "login_required";
    case AuthorizationRefusal::kInvalidRequest:
    case AuthorizationRefusal::kUnknownApplication:
      break;
  }
  return "invalid_request";
}

// Section 4.1.2; "iss" is RFC 9207's.
http::Response Redirect(const UseCases& app,
                        const AuthorizationRequest& request,
                        const std::string& name,
                        const std::string& value) {
  auto target = request.redirect_uri;
  target.append(target.find('?') == std::string::npos ? "?" : "&");
  target.append(name).append("=").append(http::PercentEncoded(value));
  if (!request.state.empty()) target.append("&state=").append(http::PercentEncoded(request.state));
  target.append("&iss=").append(http::PercentEncoded(app.issuer));
  http::Response response{303, "", ""};
  response.headers.emplace_back("Location", target);
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  return response;
}

http::Response Refuse(const UseCases& app,
                      const Asked& asked,
                      AuthorizationRefusal refusal,
                      http::Language language) {
  if (refusal == AuthorizationRefusal::kUnknownApplication) {
    return ShowMistake(
        "The application that sent you here is not known, or wants you back at an "
        "address that it may not.",
        language);
  }
  return Redirect(app, asked.request, "error", ErrorOf(refusal));
}

// The form with a cookie of its own.
http::Response Ask(const UseCases& app,
                   const Asked& asked,
                   const AskedToSignIn& outcome,
                   const std::string& username,
                   http::Language language) {
  const auto cookie = auth::NewSecret();
  SignInPage page{.action = PathOf(app.issuer) + "/authorize",
                  .hidden = FieldsOf(asked),
                  .username = username,
                  .redirect_uri = asked.request.redirect_uri};
  page.hidden.emplace_back("proof", FormProof(cookie, asked));
  int status = 200;
  if (outcome.refused) {
    page.refused = outcome.refused->message;
    status = http::StatusOf(outcome.refused->code);
  }
  auto response = ShowSignIn(page, language, status);
  response.headers.push_back(SetCookie(app.issuer, kFormCookie, cookie, kFormValid));
  if (status == 429) response.headers.emplace_back("Retry-After", "1");
  return response;
}

http::Response Answer(const UseCases& app,
                      const Asked& asked,
                      const BrowserOutcome& outcome,
                      const std::string& username,
                      http::Language language) {
  if (const auto* refusal = std::get_if<AuthorizationRefusal>(&outcome)) {
    return Refuse(app, asked, *refusal, language);
  }
  if (const auto* ask = std::get_if<AskedToSignIn>(&outcome)) {
    return Ask(app, asked, *ask, username, language);
  }
  const auto& back = std::get<SentBack>(outcome);
  auto response = Redirect(app, asked.request, "code", back.code);
  if (!back.cookie.empty()) {
    response.headers.push_back(SetCookie(app.issuer, kSessionCookie, back.cookie, kBrowserSession));
    response.headers.push_back(SetCookie(app.issuer, kFormCookie, "", std::chrono::seconds(0)));
  }
  return response;
}

http::Language LanguageIn(const http::Call& call, const Asked& asked) {
  return LanguageOf(asked.ui_locales, call.request.Header("accept-language").value_or(""));
}

http::Response Begin(UseCases& app, const http::Call& call) {
  if (app.issuer.empty()) throw Unavailable("nobody signs in here: ISSUER_KEY is empty");
  const auto asked = ReadAsked([&](const char* name) { return call.query(name).value_or(""); });
  const auto cookie = CookieIn(call.request, kSessionCookie);
  const auto outcome = app.authorize_browser.Begin(asked.request, cookie);
  return Answer(app, asked, outcome, "", LanguageIn(call, asked));
}

http::Response Submit(UseCases& app, const http::Call& call) {
  if (app.issuer.empty()) throw Unavailable("nobody signs in here: ISSUER_KEY is empty");
  auto form = http::ParseForm(call.body()).value_or(http::Form());
  const auto asked = ReadAsked([&](const char* name) { return form[name]; });
  const auto language = LanguageIn(call, asked);
  const auto cookie = CookieIn(call.request, kFormCookie);
  if (cookie.empty() || !SameSecret(FormProof(cookie, asked), form["proof"])) {
    return ShowMistake("This form is out of date: go back to the application and sign in again.",
                       language);
  }
  const auto& name = form["username"];
  if (name.size() > kLongestName * 4 || form["password"].size() > kLongestTyped * 4) {
    return ShowMistake("The user name or the password is too long.", language);
  }
  const auto outcome = app.authorize_browser.Run(
      asked.request, {name, form["password"], form["totp"]}, ClientAddress(call));
  return Answer(app, asked, outcome, name, language);
}

}  // namespace

void AddAuthorizeRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "GET",
              .pattern = "/auth/authorize",
              .access = auth::Access::Anyone(),
              .query = {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce",
                        "code_challenge", "code_challenge_method", "prompt", "ui_locales"},
              .ignores_query = true},
             http::On(app, Begin));
  router.Add({.method = "POST",
              .pattern = "/auth/authorize",
              .access = auth::Access::Anyone(),
              .body = http::Body::kForm},
             http::On(app, Submit));
}

}  // namespace erp::employee
