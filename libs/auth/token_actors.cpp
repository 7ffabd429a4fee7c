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

Result<std::optional<EmployeeId>> PersonOn(const Access& access,
                                           const Principal& principal,
                                           std::optional<EmployeeId> claimed) {
  if (!principal.employee) {
    return Error{ErrorCode::kForbidden, "people-only", "Only people do this, not services."};
  }
  if (claimed && *claimed != *principal.employee) {
    return Error{ErrorCode::kForbidden, "other-person",
                 "The request names somebody else than its access token."};
  }
  const bool has_role = principal.Has(access.role()) || principal.Has(kAdministrator);
  if (access.kind() == Access::Kind::kRole && !has_role) {
    return Error{ErrorCode::kForbidden, "role-missing", "This needs a role that you do not have."};
  }
  return principal.employee;
}

Result<std::optional<EmployeeId>> WhoActs(const Access& access,
                                          const Principal& principal,
                                          std::optional<EmployeeId> claimed) {
  if (access.kind() != Access::Kind::kService) return PersonOn(access, principal, claimed);
  if (!principal.service.empty()) return claimed;
  return Error{ErrorCode::kForbidden, "service-only", "Only services do this."};
}

class TokenActorSource final : public ActorSource {
 public:
  TokenActorSource(const TokenVerifier& verifier,
                   Accounts& accounts,
                   ServiceCalls services,
                   metrics::Registry& registry)
      : verifier_(verifier),
        accounts_(accounts),
        services_(services),
        known_(Questions(registry, "known")),
        refused_(Questions(registry, "refused")) {}

  Result<std::optional<EmployeeId>> Determine(const Access& access,
                                              std::string_view authorization,
                                              std::optional<EmployeeId> claimed) const override {
    const bool trusted =
        access.kind() == Access::Kind::kService && services_ == ServiceCalls::kNetwork;
    if (access.kind() == Access::Kind::kAnyone || trusted) return claimed;
    auto acts = Ask(access, authorization, claimed);
    (acts ? known_ : refused_).Add();
    return acts;
  }

 private:
  static metrics::Counter Questions(metrics::Registry& registry, const char* outcome) {
    return registry.GetCounter("auth_questions_total", "Times it was asked who acts",
                               {{"outcome", outcome}});
  }

  Result<std::optional<EmployeeId>> Ask(const Access& access,
                                        std::string_view authorization,
                                        std::optional<EmployeeId> claimed) const {
    const auto bearer = BearerOf(authorization);
    if (!bearer) return TokenMissing();
    const auto token = verifier_.Verify(*bearer);
    if (!token) return token.error();
    const auto principal = accounts_.Find(token->issuer, token->subject);
    if (!principal) {
      return Error{ErrorCode::kForbidden, "account-unknown",
                   "No active account here belongs to this access token."};
    }
    return WhoActs(access, *principal, claimed);
  }

  const TokenVerifier& verifier_;
  Accounts& accounts_;
  const ServiceCalls services_;
  metrics::Counter known_;
  metrics::Counter refused_;
};

}  // namespace

std::unique_ptr<ActorSource> MakeTokenActorSource(const TokenVerifier& verifier,
                                                  Accounts& accounts,
                                                  ServiceCalls services,
                                                  metrics::Registry& registry) {
  return std::make_unique<TokenActorSource>(verifier, accounts, services, registry);
}

}  // namespace erp::auth
