// Accounts as employee knows them, over its internal port.
#pragma once

#include <string>

#include "auth/principal.h"
#include "daemon/config.h"
#include "http/client.h"
#include "observe/metrics.h"

namespace erp::daemon {

// Thread-safe. Blocks at most 2 seconds.
class AccountsClient final : public auth::Accounts {
 public:
  // `employee_url`: internal listeners of employee, comma-separated.
  AccountsClient(const Settings& settings,
                 const std::string& employee_url,
                 metrics::Registry& registry);

  std::optional<auth::Principal> Find(const std::string& issuer,
                                      const std::string& subject,
                                      const std::string& session) override;

 private:
  http::Client client_;
};

}  // namespace erp::daemon
