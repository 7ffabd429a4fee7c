// GET /internal/step_states (proto/http/internal/approval-processing.yaml).
#pragma once

#include "approval-processing/app/step_states.h"
#include "http/router.h"

namespace erp::approval_processing {

// `step_states` must outlive the router.
void AddStepStates(http::Router& router, StepStates& step_states);

}  // namespace erp::approval_processing
