#include "employee/app/identity/authorize_browser.h"

namespace erp::employee {

std::string AuthorizeBrowser::CodeFor(const AuthorizationRequest& request,
                                      const BrowserSession& session) {
  return browsers_.GiveCode(session,
                            {.client_id = request.client_id,
                             .redirect_uri = request.redirect_uri,
                             .code_challenge = request.code_challenge,
                             .scope = request.scope,
                             .nonce = request.nonce},
                            clock_.Now());
}

BrowserOutcome AuthorizeBrowser::Begin(const AuthorizationRequest& request,
                                       const std::string& cookie) {
  if (const auto refusal = CheckAuthorization(applications_, request)) return *refusal;
  const bool ask = Asks(request.prompt, "login");
  const auto session = cookie.empty() || ask ? std::nullopt : browsers_.Find(cookie, clock_.Now());
  if (session) return SentBack{CodeFor(request, *session)};
  if (Asks(request.prompt, "none")) return AuthorizationRefusal::kLoginRequired;
  return AskedToSignIn{};
}

BrowserOutcome AuthorizeBrowser::Run(const AuthorizationRequest& request,
                                     const Credentials& credentials,
                                     const std::string& address) {
  if (const auto refusal = CheckAuthorization(applications_, request)) return *refusal;
  const auto account = sign_in_.Authenticate(credentials, address);
  if (!account) return AskedToSignIn{account.error()};
  auto cookie = browsers_.Begin(account->id, clock_.Now());
  const auto session = browsers_.Find(cookie, clock_.Now());
  // Locked, or gone, since a moment ago.
  if (!session) return AskedToSignIn{};
  return SentBack{CodeFor(request, *session), std::move(cookie)};
}

}  // namespace erp::employee
