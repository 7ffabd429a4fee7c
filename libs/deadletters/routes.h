// What every service that consumes a topic offers its operators for the dead letters of it.
#pragma once

#include "bus/dead_letters.h"
#include "http/router.h"

namespace erp::deadletters {

//   GET  /internal/dead-letters          after, limit, state=waiting|all, view=keys|full
//   POST /internal/dead-letters/replay   {"partition","offset"} one, or {"reason"?,"limit"?} many
// Contract: proto/http/internal/dead-letters.json. `letters` must outlive the router.
void AddRoutes(http::Router& router, const bus::DeadLetters& letters);

}  // namespace erp::deadletters
