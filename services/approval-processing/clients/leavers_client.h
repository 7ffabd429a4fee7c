// The list of leavers, from employee's internal listener.
#pragma once

#include <string>

#include "approval-processing/app/leaver_watch.h"
#include "approval-processing/config.h"
#include "http/client.h"
#include "observe/metrics.h"

namespace erp::approval_processing {

// Thread-safe. List blocks for at most a second; Unavailable when there is no usable answer.
class LeaversClient final : public LeaverSource {
 public:
  LeaversClient(const Config& config, metrics::Registry& registry);

  LeaversPage List(const std::string& after) override;

 private:
  http::Client client_;
};

}  // namespace erp::approval_processing
