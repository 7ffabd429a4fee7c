#include "employee/app/identity/grant_tokens.h"

#include <utility>

#include "common/id.h"
#include "common/same_secret.h"
#include "common/sha256.h"
#include "observe/log.h"

namespace erp::employee {

std::variant<KnownClient, GrantRefusal> GrantTokens::Authenticate(const TokenRequest& request,
                                                                  Instant now) {
  // Nobody's: a name that cannot be is not counted, and not looked for.
  if (ClientIdMistake(request.client_id)) return GrantRefusal::kInvalidClient;
  const auto attempt = with_.failures.Begin("client " + request.client_id + "@" + request.address,
                                            request.address, now);
  if (!attempt) return GrantRefusal::kTooFast;
  auto known = with_.clients.Find(request.client_id);
  const auto hash = Sha256Hex(request.client_secret);
  const bool right = SameSecret(known ? known->secret_hash : Sha256Hex(""), hash);
  if (!known || !right || known->locked || !known->active) {
    with_.failures.Failed(*attempt);
    log::Warn("a client was refused",
              {{"client", request.client_id}, {"address", request.address}});
    return GrantRefusal::kInvalidClient;
  }
  with_.failures.Succeeded(*attempt);
  return *std::move(known);
}

GrantedTokens GrantTokens::TokensOf(const std::string& subject,
                                    const std::string& client,
                                    const std::string& session,
                                    Instant now) {
  const AccessToken token{
      .subject = subject, .client = client, .id = NewUuid(), .session = session, .issued = now};
  return {with_.tokens.Write(token), policy_.valid_for};
}

GrantOutcome GrantTokens::OfClient(const TokenRequest& request, Instant now) {
  const auto client = Authenticate(request, now);
  if (const auto* refusal = std::get_if<GrantRefusal>(&client)) return *refusal;
  const auto& id = std::get<KnownClient>(client).client.id;
  return TokensOf(id, id, "", now);
}

GrantOutcome GrantTokens::OfCode(const TokenRequest& request, Instant now) {
  const bool whole = !request.code.empty() && !request.client_id.empty() &&
                     !request.redirect_uri.empty() && !request.code_verifier.empty();
  if (!whole) return GrantRefusal::kInvalidRequest;
  const auto redeemed = with_.browsers.Redeem(
      request.code, {request.client_id, request.redirect_uri, request.code_verifier}, now);
  if (!redeemed) return GrantRefusal::kInvalidGrant;
  auto tokens = TokensOf(redeemed->account.subject, request.client_id, redeemed->session, now);
  tokens.refresh_token = redeemed->refresh_token;
  if (WantsIdToken(redeemed->scope)) {
    tokens.id_token = with_.tokens.WriteId({.subject = redeemed->account.subject,
                                            .client = request.client_id,
                                            .nonce = redeemed->nonce,
                                            .signed_in = redeemed->signed_in,
                                            .issued = now});
  }
  return tokens;
}

GrantOutcome GrantTokens::OfRefreshToken(const TokenRequest& request, Instant now) {
  if (request.refresh_token.empty()) return GrantRefusal::kInvalidRequest;
  const auto used = with_.refresh_tokens.Use(request.refresh_token, request.client_id, now);
  if (!used) return GrantRefusal::kInvalidGrant;
  const auto& client = request.client_id;
  auto tokens =
      TokensOf(used->account.subject, client.empty() ? kFirstParty : client, used->session, now);
  tokens.refresh_token = used->next;
  return tokens;
}

GrantOutcome GrantTokens::Run(const TokenRequest& request) {
  const auto now = clock_.Now();
  const auto& type = request.grant_type;
  if (type.empty()) return GrantRefusal::kInvalidRequest;
  if (type == "client_credentials") return OfClient(request, now);
  const bool of_people = type == "authorization_code" || type == "refresh_token";
  if (!of_people) return GrantRefusal::kUnsupportedGrantType;
  // Applications have no secret: one that comes with one is taken for something else.
  if (!request.client_secret.empty()) return GrantRefusal::kInvalidClient;
  return type == "refresh_token" ? OfRefreshToken(request, now) : OfCode(request, now);
}

}  // namespace erp::employee
