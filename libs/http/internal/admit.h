// Holds a request against what its route declares. Private to this library.
#pragma once

#include <string>
#include <vector>

#include "auth/actor.h"
#include "common/result.h"
#include "http/call.h"
#include "http/message.h"
#include "http/route.h"

namespace erp::http {

// The parameters that a query may have, those of lists and of the actor included.
std::vector<std::string> KnownQuery(const Route& route);

// What the handler gets, or the first thing that does not fit, in the order of route.h from access
// on. `request` must outlive the answer; its parameters of the pattern are set. Thread-safe; blocks
// as long as `actors` does.
Result<Call> Admit(const Route& route, const auth::ActorSource& actors, const Request& request);

}  // namespace erp::http
