// Accounts for this daemon itself, without a detour over the network.
#pragma once

#include <optional>
#include <string>

#include "auth/principal.h"
#include "employee/app/identity/find_principal.h"

namespace erp::employee {

// Thread-safe. The use case must outlive it.
class OwnAccounts final : public auth::Accounts {
 public:
  explicit OwnAccounts(FindPrincipal& find) : find_(find) {}

  std::optional<auth::Principal> Find(const std::string& issuer,
                                      const std::string& subject,
                                      const std::string& session) override {
    auto known = find_.Run(issuer, subject, session);
    if (!known) return std::nullopt;
    return auth::Principal{.employee = known->employee,
                           .roles = std::move(known->roles),
                           .service = std::move(known->service),
                           .signed_out = known->signed_out};
  }

 private:
  FindPrincipal& find_;
};

}  // namespace erp::employee
