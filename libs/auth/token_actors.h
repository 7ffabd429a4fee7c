// AUTH_MODE=oidc: who acts is who the access token is of.
#pragma once

#include <memory>

#include "auth/actor.h"
#include "auth/principal.h"
#include "auth/token_verifier.h"
#include "observe/metrics.h"

namespace erp::auth {

// Needs a token on every route but those for anyone. A request that names another person than its
// token is refused; a service names the person on whose behalf it acts. Refusals:
//   401 "token-missing", "token-invalid", "token-expired"; "token-invalid" after signing out, too
//   403 "account-unknown"  the token is good, and nobody here is behind it, or not any more
//   403 "other-person"     the request names somebody else
//   403 "role-missing"     the person has not the role
//   403 "service-only", "people-only"
// What is asked for must outlive the result. Blocks on keys and accounts.
std::unique_ptr<ActorSource> MakeTokenActorSource(const TokenVerifier& verifier,
                                                  Accounts& accounts,
                                                  metrics::Registry& registry);

}  // namespace erp::auth
