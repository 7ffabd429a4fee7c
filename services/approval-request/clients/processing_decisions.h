// Decisions and recalls, made by approval-processing through its internal listener.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "approval-request/app/ports.h"
#include "http/client.h"

namespace erp::approval_request {

// Thread-safe. Each blocks for at most three seconds; Unavailable when the arbiter is away or
// cannot decide now.
class ProcessingDecisions final : public DecisionClient {
 public:
  explicit ProcessingDecisions(http::Client& client) : client_(client) {}

  Result<Receipt> Decide(const DecisionCommand& command) override;
  Result<Receipt> Recall(const RecallCommand& command) override;
  std::vector<std::int64_t> PublishAgain(RequestId document, std::int64_t after) override;

 private:
  http::Response Send(const std::string& path,
                      const std::string& body,
                      const std::optional<std::string>& idempotency_key,
                      const std::optional<std::int64_t>& version);

  http::Client& client_;
};

}  // namespace erp::approval_request
