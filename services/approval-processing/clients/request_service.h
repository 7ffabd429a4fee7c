// approval-request as this service meets it, joined for main().
#pragma once

#include <utility>

#include "approval-processing/clients/open_step_client.h"

namespace erp::approval_processing {

struct RequestService {
  RequestService(const Config& config, const DecodeStep& decode, metrics::Registry& registry)
      : questions(RequestClientOptions(config), registry),
        pages(RegisterClientOptions(config), registry),
        step(questions, decode, registry),
        steps(pages, decode) {}

  http::Client questions;
  http::Client pages;  // apart, so that a comparison keeps nobody waiting
  OpenStepClient step;
  OpenStepRegisterClient steps;
};

}  // namespace erp::approval_processing
