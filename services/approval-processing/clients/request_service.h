// approval-request as this service meets it, joined for main().
#pragma once

#include <utility>

#include "approval-processing/app/epoch_watch.h"
#include "approval-processing/clients/epoch_client.h"
#include "approval-processing/clients/open_step_client.h"

namespace erp::approval_processing {

struct RequestService {
  RequestService(const Config& config, const DecodeStep& decode, metrics::Registry& registry)
      : questions(RequestClientOptions(config), registry),
        pages(RegisterClientOptions(config), registry),
        epochs(EpochClientOptions(config), registry),
        step(questions, decode, registry),
        steps(pages, decode),
        epoch(epochs),
        watch(epoch) {}

  http::Client questions;
  http::Client pages;  // apart, so that a reconciliation keeps nobody waiting
  http::Client epochs;
  OpenStepClient step;
  OpenStepRegisterClient steps;
  EpochClient epoch;
  EpochWatch watch;
};

}  // namespace erp::approval_processing
