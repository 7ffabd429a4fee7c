// What approval-request answers on its internal port, read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "approval-processing/app/ports.h"
#include "approval-processing/clients/open_step_client.h"
#include "http/message.h"

namespace erp::approval_processing {

// All throw std::runtime_error for a body that cannot be read.

// Of GET /internal/open-steps/{id}: 200, 404 document-not-found, 409 no-open-step. Throws
// Unavailable for any other answer.
SourceState ReadState(const http::Response& answer, RequestId document, const DecodeStep& decode);

// Of GET /internal/open-steps, view=keys and view=full.
OpenStepRegister::Keys ReadKeys(const std::string& body);
std::vector<OpenedStep> ReadSteps(const std::string& body, const DecodeStep& decode);

// Of /internal/epoch.
EpochRegister::State ReadEpoch(const std::string& body);

// Of GET /internal/results-lag.
std::int64_t ReadLag(const std::string& body);

}  // namespace erp::approval_processing
