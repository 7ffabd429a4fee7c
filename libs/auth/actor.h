// The one place where it is decided who acts. Every server and the STOMP gateway ask here and
// nowhere else.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/access.h"
#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"
#include "observe/metrics.h"

namespace erp::auth {

// Who acts. Plain value.
struct Caller {
  std::optional<EmployeeId> person = std::nullopt;
  std::vector<std::string> roles = {};  // of the person
  // AUTH_MODE=dev, and a service: they are not held against roles.
  bool has_every_role = false;
  std::string service = {};                       // that acts on behalf of the person; or empty
  std::optional<Instant> expires = std::nullopt;  // the access token, without leeway

  // An administrator has every role.
  [[nodiscard]] bool Has(std::string_view role) const {
    const auto has = [&](std::string_view wanted) {
      return std::find(roles.begin(), roles.end(), wanted) != roles.end();
    };
    return has_every_role || has(role) || has(kAdministrator);
  }
};

// Thread-safe.
class ActorSource {
 public:
  virtual ~ActorSource() = default;

  // `authorization` is the Authorization header (or the STOMP one), empty when absent;
  // `claimed` is the person that the request names as acting, if it names one.
  // Refuses with kUnauthenticated ("actor-required") when nobody can be determined who must be,
  // and with kForbidden when the claim is somebody else or the role is missing. For kActor always
  // with a person; for the others without one when nobody is named, which is allowed to services
  // and by AUTH_MODE=dev.
  [[nodiscard]] virtual Result<Caller> Determine(const Access& access,
                                                 std::string_view authorization,
                                                 std::optional<EmployeeId> claimed) const = 0;
};

// AUTH_MODE=dev: nobody is verified, the claim is believed and everybody has every role. For local
// experiments; warns in the log when made. Throws std::invalid_argument when `environment` is
// "prod". Every question is counted (auth_questions_total by outcome).
std::unique_ptr<ActorSource> MakeDevActorSource(const std::string& environment,
                                                metrics::Registry& registry);

}  // namespace erp::auth
