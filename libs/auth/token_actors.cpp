#include "auth/token_actors.h"

#include <string>
#include <utility>

namespace erp::auth {
namespace {

// "Bearer" in any case, one space, and the token (RFC 6750 section 2.1, RFC 9110 section 11.1).
std::optional<std::string_view> BearerOf(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() <= kScheme.size()) return std::nullopt;
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    const char character = authorization[i];
    const bool upper = character >= 'A' && character <= 'Z';
    if ((upper ? static_cast<char>(character + 32) : character) != kScheme[i]) return std::nullopt;
  }
  return authorization.substr(kScheme.size());
}

Result<Caller> PersonOn(const Access& access,
                        Principal principal,
                        std::optional<EmployeeId> claimed) {
  if (!principal.employee) {
    return Error{ErrorCode::kForbidden, "people-only", "Only people do this, not services."};
  }
  if (claimed && *claimed != *principal.employee) {
    return Error{ErrorCode::kForbidden, "other-person",
                 "The request names somebody else than its access token."};
  }
  Caller caller{.person = principal.employee, .roles = std::move(principal.roles)};
  if (access.kind() == Access::Kind::kRole && !caller.Has(access.role())) {
    return Error{ErrorCode::kForbidden, "role-missing", "This needs a role that you do not have."};
  }
  return caller;
}

Result<Caller> WhoActs(const Access& access,
                       Principal principal,
                       std::optional<EmployeeId> claimed) {
  if (access.kind() != Access::Kind::kService) {
    return PersonOn(access, std::move(principal), claimed);
  }
  if (principal.service.empty() || !access.Admits(principal.service)) {
    return Error{ErrorCode::kForbidden, "service-only", "Only certain services do this."};
  }
  return Caller{.person = claimed, .has_every_role = true, .service = std::move(principal.service)};
}

class TokenActorSource final : public ActorSource {
 public:
  TokenActorSource(const TokenVerifier& verifier, Accounts& accounts, metrics::Registry& registry)
      : verifier_(verifier),
        accounts_(accounts),
        known_(Questions(registry, "known")),
        refused_(Questions(registry, "refused")) {}

  Result<Caller> Determine(const Access& access,
                           std::string_view authorization,
                           std::optional<EmployeeId> claimed) const override {
    if (access.kind() == Access::Kind::kAnyone) return Caller{.person = claimed};
    auto acts = Ask(access, authorization, claimed);
    (acts ? known_ : refused_).Add();
    return acts;
  }

 private:
  static metrics::Counter Questions(metrics::Registry& registry, const char* outcome) {
    return registry.GetCounter("auth_questions_total", "Times it was asked who acts",
                               {{"outcome", outcome}});
  }

  Result<Caller> Ask(const Access& access,
                     std::string_view authorization,
                     std::optional<EmployeeId> claimed) const {
    const auto bearer = BearerOf(authorization);
    if (!bearer) return TokenMissing();
    const auto token = verifier_.Verify(*bearer);
    if (!token) return token.error();
    auto principal = accounts_.Find(token->issuer, token->subject, token->session);
    if (!principal) {
      return Error{ErrorCode::kForbidden, "account-unknown",
                   "No active account here belongs to this access token."};
    }
    if (principal->signed_out) return TokenInvalid();
    auto caller = WhoActs(access, *std::move(principal), claimed);
    if (caller) caller->expires = token->expires;
    return caller;
  }

  const TokenVerifier& verifier_;
  Accounts& accounts_;
  metrics::Counter known_;
  metrics::Counter refused_;
};

}  // namespace

std::unique_ptr<ActorSource> MakeTokenActorSource(const TokenVerifier& verifier,
                                                  Accounts& accounts,
                                                  metrics::Registry& registry) {
  return std::make_unique<TokenActorSource>(verifier, accounts, registry);
}

}  // namespace erp::auth
