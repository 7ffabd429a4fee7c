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

GrantOutcome GrantTokens::Run(const TokenRequest& request) {
  if (request.grant_type.empty()) return GrantRefusal::kInvalidRequest;
  if (request.grant_type != "client_credentials") return GrantRefusal::kUnsupportedGrantType;
  const auto now = clock_.Now();
  const auto client = Authenticate(request, now);
  if (const auto* refusal = std::get_if<GrantRefusal>(&client)) return *refusal;
  const auto& id = std::get<KnownClient>(client).client.id;
  const AccessToken token{.subject = id, .client = id, .id = NewUuid(), .issued = now};
  return GrantedTokens{with_.tokens.Write(token), policy_.valid_for};
}

}  // namespace erp::employee
