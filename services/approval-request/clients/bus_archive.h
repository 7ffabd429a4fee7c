// What the topics still keep of documents, read beside the consumers.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <utility>

#include "approval-request/app/ports.h"
#include "approval-request/clients/processing_step_states.h"
#include "approval-request/config.h"

namespace erp::approval_request {

// Thread-safe. A read that is not done in ten minutes is Unavailable.
class KafkaArchive final : public BusArchive {
 public:
  KafkaArchive(const Config& config, ResultDecoder decode);

  void ReadOpened(const std::stop_token& stop,
                  Instant since,
                  const std::function<void(const Opened&)>& visit) override;
  void ReadResults(const std::stop_token& stop,
                   Instant since,
                   const std::function<void(const Decided&)>& visit) override;

 private:
  const Brokers brokers_;
  const std::string requests_;
  const std::string results_;
  const ResultDecoder decode_;
};

}  // namespace erp::approval_request
