#include "auth/actor.h"

#include <stdexcept>

#include "observe/log.h"

namespace erp::auth {
namespace {

class DevActorSource final : public ActorSource {
 public:
  Result<EmployeeId> Determine(std::string_view /*authorization*/,
                               std::optional<EmployeeId> claimed) const override {
    if (claimed) return *claimed;
    return Error{ErrorCode::kUnauthenticated, "actor-required",
                 "The request does not say who acts."};
  }

  Result<std::optional<EmployeeId>> DetermineIfNamed(
      std::string_view /*authorization*/, std::optional<EmployeeId> claimed) const override {
    return claimed;
  }
};

}  // namespace

std::unique_ptr<ActorSource> MakeDevActorSource(const std::string& environment) {
  if (environment == "prod") {
    throw std::invalid_argument("AUTH_MODE=dev authenticates nobody and is refused with ENV=prod");
  }
  log::Warn("AUTH_MODE=dev: nobody is authenticated; never expose this to a network");
  return std::make_unique<DevActorSource>();
}

}  // namespace erp::auth
