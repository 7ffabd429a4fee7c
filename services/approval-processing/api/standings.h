// GET /internal/standings (proto/http/internal/approval-processing.yaml).
#pragma once

#include "approval-processing/app/standings.h"
#include "http/router.h"

namespace erp::approval_processing {

// `standings` must outlive the router.
void AddStandings(http::Router& router, Standings& standings);

}  // namespace erp::approval_processing
