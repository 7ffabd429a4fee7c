// What approval-processing knows of documents' present steps, asked through its internal listener.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "approval-request/app/ports.h"
#include "http/client.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace erp::approval_request {

// Reads the body of a result of this event type.
using ResultDecoder =
    std::function<Result<ArbitratedResult>(const std::string& type, const std::string& body)>;

// Thread-safe. Blocks until the deadline at most.
class ProcessingStepStates final : public ArbiterStepStates {
 public:
  ProcessingStepStates(http::Client& client, ResultDecoder decode, metrics::Registry& registry);

  std::vector<ArbiterStepState> Find(const std::vector<RequestId>& documents,
                                     Deadline deadline) override;

 private:
  std::vector<ArbiterStepState> Ask(const std::vector<RequestId>& documents, Deadline deadline);

  http::Client& client_;
  const ResultDecoder decode_;
  const metrics::Counter unanswered_;
  log::Throttle lines_{std::chrono::seconds(5)};
};

}  // namespace erp::approval_request
