// The one place where it is decided who acts. Every server and the STOMP gateway ask here and
// nowhere else.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "auth/access.h"
#include "common/id.h"
#include "common/result.h"
#include "observe/metrics.h"

namespace erp::auth {

// Thread-safe.
class ActorSource {
 public:
  virtual ~ActorSource() = default;

  // `authorization` is the Authorization header (or the STOMP one), empty when absent;
  // `claimed` is the person that the request names as acting, if it names one.
  // Refuses with kUnauthenticated ("actor-required") when nobody can be determined who must be,
  // and with kForbidden when the claim is somebody else or the role is missing. For kActor never
  // nothing; for the others nothing when nobody is named, which only AUTH_MODE=dev allows.
  [[nodiscard]] virtual Result<std::optional<EmployeeId>> Determine(
      const Access& access,
      std::string_view authorization,
      std::optional<EmployeeId> claimed) const = 0;
};

// AUTH_MODE=dev: nobody is verified, the claim is believed and everybody has every role. For local
// experiments; warns in the log when made. Throws std::invalid_argument when `environment` is
// "prod". Every question is counted (auth_questions_total by outcome).
std::unique_ptr<ActorSource> MakeDevActorSource(const std::string& environment,
                                                metrics::Registry& registry);

}  // namespace erp::auth
