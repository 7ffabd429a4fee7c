// OpenStepSource: asks approval-request over its internal port.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "approval-processing/app/ports.h"
#include "approval-processing/config.h"
#include "common/result.h"
#include "http/client.h"

namespace erp::approval_processing {

http::ClientOptions RequestClientOptions(const Config& config);

// Thread-safe. The client must outlive it.
class OpenStepClient final : public OpenStepSource {
 public:
  // Reads the body of an approval.step-opened event, which is what the other side answers.
  using Decode = std::function<Result<OpenedStep>(const std::string& body)>;

  OpenStepClient(http::Client& client, Decode decode);

  // Throws Unavailable without an answer before the deadline, or with another one than 200
  // and 404; std::runtime_error when the answer cannot be read.
  std::optional<OpenedStep> Find(RequestId request, Deadline deadline) override;

 private:
  http::Client& client_;
  const Decode decode_;
};

}  // namespace erp::approval_processing
