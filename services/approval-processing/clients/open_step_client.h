// Asks approval-request over its internal port: for one open step, or for all of them.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "approval-processing/app/ports.h"
#include "approval-processing/config.h"
#include "common/result.h"
#include "http/client.h"
#include "observe/metrics.h"

namespace erp::approval_processing {

// Of the client that asks for one step while somebody waits.
http::ClientOptions RequestClientOptions(const Config& config);
// Of the one that compares.
http::ClientOptions RegisterClientOptions(const Config& config);

// Reads the body of an approval.step-opened event, which is what the other side answers.
using DecodeStep = std::function<Result<OpenedStep>(const std::string& body)>;

// Thread-safe. The client must outlive it.
class OpenStepClient final : public OpenStepSource {
 public:
  OpenStepClient(http::Client& client, DecodeStep decode, metrics::Registry& registry);

  // Throws Unavailable without an answer before the deadline, when too many questions are open
  // already (at once), or for an answer that the contract does not have; std::runtime_error
  // when the answer cannot be read.
  SourceState Find(RequestId document, Deadline deadline) override;

 private:
  http::Client& client_;
  const DecodeStep decode_;
  const metrics::Counter refused_;
  std::atomic<std::size_t> open_{0};
};

// Thread-safe. The client must outlive it. Each call blocks for at most a second, a page for
// two; throws as above.
class OpenStepRegisterClient final : public OpenStepRegister {
 public:
  OpenStepRegisterClient(http::Client& client, DecodeStep decode);

  Keys ListKeys(std::optional<RequestId> after,
                std::size_t limit,
                std::chrono::milliseconds least_age) override;
  std::vector<OpenedStep> ListSteps(std::optional<RequestId> after, std::size_t limit) override;
  SourceState Find(RequestId document) override;
  std::int64_t ResultsLag() override;

 private:
  [[nodiscard]] std::string Ask(const std::string& path, std::chrono::milliseconds budget) const;

  http::Client& client_;
  const DecodeStep decode_;
};

}  // namespace erp::approval_processing
