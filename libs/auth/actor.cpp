#include "auth/actor.h"

#include <stdexcept>

#include "observe/log.h"

namespace erp::auth {

namespace {

metrics::Counter Questions(metrics::Registry& registry, const char* outcome) {
  return registry.GetCounter("auth_questions_total", "Times it was asked who acts",
                             {{"outcome", outcome}});
}

class DevActorSource final : public ActorSource {
 public:
  explicit DevActorSource(metrics::Registry& registry)
      : claimed_(Questions(registry, "claimed")),
        nobody_(Questions(registry, "nobody")),
        refused_(Questions(registry, "refused")) {}

  Result<Caller> Determine(const Access& access,
                           std::string_view /*authorization*/,
                           std::optional<EmployeeId> claimed) const override {
    const Caller caller{.person = claimed, .has_every_role = true};
    if (access.kind() == Access::Kind::kAnyone) return caller;
    if (!claimed && access.kind() == Access::Kind::kActor) {
      refused_.Add();
      return Error{ErrorCode::kUnauthenticated, "actor-required",
                   "The request does not say who acts."};
    }
    (claimed ? claimed_ : nobody_).Add();
    return caller;
  }

 private:
  metrics::Counter claimed_;
  metrics::Counter nobody_;
  metrics::Counter refused_;
};

}  // namespace

std::unique_ptr<ActorSource> MakeDevActorSource(const std::string& environment,
                                                metrics::Registry& registry) {
  if (environment == "prod") {
    throw std::invalid_argument("AUTH_MODE=dev authenticates nobody and is refused with ENV=prod");
  }
  log::Warn("AUTH_MODE=dev: nobody is authenticated; never expose this to a network");
  return std::make_unique<DevActorSource>(registry);
}

}  // namespace erp::auth
