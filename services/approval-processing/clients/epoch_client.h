// The epoch of the store, which approval-request keeps, over its internal port.
#pragma once

#include "approval-processing/app/ports.h"
#include "approval-processing/config.h"
#include "http/client.h"

namespace erp::approval_processing {

http::ClientOptions EpochClientOptions(const Config& config);

// Thread-safe. The client must outlive it. A call blocks for at most its deadline, or two seconds;
// throws Unavailable without an answer, std::runtime_error when it cannot be read.
class EpochClient final : public EpochRegister {
 public:
  explicit EpochClient(http::Client& client) : client_(client) {}

  State Find(Deadline deadline) override;
  State Announce() override;
  bool PutInForce(std::int64_t epoch) override;

 private:
  http::Client& client_;
};

}  // namespace erp::approval_processing
