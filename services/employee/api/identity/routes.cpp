#include "employee/api/identity/routes.h"

#include "employee/api/handlers.h"
#include "employee/api/identity/client_address.h"
#include "employee/api/identity/identity_json.h"
#include "employee/api/identity/token_endpoint.h"
#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

constexpr std::int64_t kLongestName = 255;

// Tokens are kept by nobody on the way (RFC 6749 section 5.1).
http::Response NotStored(http::Response response) {
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

http::Response Login(UseCases& app, const http::Call& call) {
  const auto credentials = ReadCredentials(call.body());
  if (!credentials) return NotStored(http::Problem(credentials.error()));
  const auto signed_in = app.sign_in.Run(*credentials, ClientAddress(call));
  if (!signed_in) return NotStored(http::Problem(signed_in.error()));
  return NotStored(http::Json(PrintSignedIn(*signed_in)));
}

http::Response BeginTotp(UseCases& app, const http::Call& call) {
  const auto credentials = ReadCredentials(call.body());
  if (!credentials) return NotStored(http::Problem(credentials.error()));
  const auto key = app.keep_totp.Begin(*credentials, ClientAddress(call));
  if (!key) return NotStored(http::Problem(key.error()));
  return NotStored(http::Json(PrintTotpKey(*key)));
}

// What is done to one-time codes with the password and a code.
template <Result<void> (KeepTotp::*Do)(const Credentials&, const std::string&)>
http::Response ChangeTotp(UseCases& app, const http::Call& call) {
  const auto credentials = ReadCredentials(call.body());
  if (!credentials) return NotStored(http::Problem(credentials.error()));
  const auto done = (app.keep_totp.*Do)(*credentials, ClientAddress(call));
  return NotStored(done ? http::NoContent() : http::Problem(done.error()));
}

http::Response Password(UseCases& app, const http::Call& call) {
  const auto wanted = ReadNewPassword(call.body());
  if (!wanted) return NotStored(http::Problem(wanted.error()));
  const auto changed = app.change_password.Run(*wanted, call.caller.person, ClientAddress(call));
  return NotStored(changed ? http::NoContent() : http::Problem(changed.error()));
}

http::Response Refresh(UseCases& app, const http::Call& call) {
  const auto token = ReadRefreshToken(call.body());
  if (!token) return NotStored(http::Problem(token.error()));
  const auto signed_in = app.sign_in.Refresh(*token);
  if (!signed_in) return NotStored(http::Problem(signed_in.error()));
  return NotStored(http::Json(PrintSignedIn(*signed_in)));
}

http::Response Logout(UseCases& app, const http::Call& call) {
  const auto token = ReadRefreshToken(call.body());
  if (!token) return NotStored(http::Problem(token.error()));
  app.sign_in.SignOut(*token);
  return NotStored(http::NoContent());
}

http::Response Token(UseCases& app, const http::Call& call) {
  const auto request = ReadTokenRequest(call);
  if (const auto* refusal = std::get_if<GrantRefusal>(&request)) return AnswerGrant(*refusal);
  return AnswerGrant(app.grant_tokens.Run(std::get<TokenRequest>(request)));
}

http::Response Revoke(UseCases& app, const http::Call& call) {
  const auto token = ReadRevocation(call);
  if (const auto* refusal = std::get_if<GrantRefusal>(&token)) return AnswerGrant(*refusal);
  app.sign_in.SignOut(std::get<std::string>(token));
  return AnswerRevoked();
}

http::Response Keys(UseCases& app, const http::Call&) {
  auto response = http::Json(app.tokens.PublishedKeys());
  response.headers.emplace_back("Cache-Control", "public, max-age=300");
  return response;
}

http::Response Issuer(UseCases& app, const http::Call&) {
  if (app.issuer.empty()) throw Unavailable("no tokens are issued here: ISSUER_KEY is empty");
  return http::Json(PrintIssuer(app.issuer));
}

// A name as tokens have one.
Result<std::string> NameIn(const http::Call& call, const char* parameter) {
  auto name = call.query(parameter).value_or("");
  if (!name.empty() && std::ssize(name) <= kLongestName) return name;
  return InvalidQuery(parameter, {"must have from {} to {} characters", 1, kLongestName});
}

http::Response Principal(UseCases& app, const http::Call& call) {
  const auto issuer = NameIn(call, "issuer");
  if (!issuer) return http::Problem(issuer.error());
  const auto subject = NameIn(call, "subject");
  if (!subject) return http::Problem(subject.error());
  const auto session = call.query("session").value_or("");
  const auto known = app.find_principal.Run(*issuer, *subject, session);
  if (known) return http::Json(PrintPrincipal(*known));
  return http::Problem(
      Error{ErrorCode::kNotFound, "account-not-found", "No active account belongs to this token."});
}

}  // namespace

void AddSignInRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "POST",
              .pattern = "/auth/login",
              .access = auth::Access::Anyone(),
              .body = http::Body::kJson},
             http::On(app, Login));
  router.Add({.method = "POST",
              .pattern = "/auth/refresh",
              .access = auth::Access::Anyone(),
              .body = http::Body::kJson},
             http::On(app, Refresh));
  router.Add({.method = "POST",
              .pattern = "/auth/logout",
              .access = auth::Access::Anyone(),
              .body = http::Body::kJson},
             http::On(app, Logout));
  router.Add({.method = "POST",
              .pattern = "/auth/totp",
              .access = auth::Access::Anyone(),
              .body = http::Body::kJson},
             http::On(app, BeginTotp));
  router.Add({.method = "POST",
              .pattern = "/auth/totp/confirm",
              .access = auth::Access::Anyone(),
              .body = http::Body::kJson},
             http::On(app, ChangeTotp<&KeepTotp::Confirm>));
  router.Add({.method = "POST",
              .pattern = "/auth/totp/remove",
              .access = auth::Access::Anyone(),
              .body = http::Body::kJson},
             http::On(app, ChangeTotp<&KeepTotp::Remove>));
  router.Add({.method = "POST",
              .pattern = "/auth/password",
              .access = auth::Access::Employee(),
              .body = http::Body::kJson},
             http::On(app, Password));
  router.Add({.method = "POST",
              .pattern = "/auth/token",
              .access = auth::Access::Anyone(),
              .body = http::Body::kForm},
             http::On(app, Token));
  router.Add({.method = "POST",
              .pattern = "/auth/revoke",
              .access = auth::Access::Anyone(),
              .body = http::Body::kForm},
             http::On(app, Revoke));
  router.Add({.method = "GET", .pattern = "/auth/keys", .access = auth::Access::Anyone()},
             http::On(app, Keys));
  router.Add({.method = "GET",
              .pattern = "/auth/.well-known/openid-configuration",
              .access = auth::Access::Anyone()},
             http::On(app, Issuer));
}

void AddPrincipalRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "GET",
              .pattern = "/internal/principals",
              .access = auth::Access::Service(
                  {auth::kApprovalRequest, auth::kApprovalProcessing, auth::kNotification}),
              .query = {"issuer", "subject", "session"}},
             http::On(app, Principal));
}

}  // namespace erp::employee
