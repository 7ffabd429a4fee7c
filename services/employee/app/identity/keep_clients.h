// Use cases: which programs have a secret here. Done by administrators, and at each start of a
// stack.
#pragma once

#include <string>
#include <vector>

#include "common/clock.h"
#include "common/result.h"
#include "employee/app/identity/ports.h"

namespace erp::employee {

// A client of a daemon as it should be.
struct WantedClient {
  std::string id;
  std::string service;
  std::string secret;
};

// Thread-safe; blocks on the clients.
class KeepClients {
 public:
  // All must outlive the use case.
  KeepClients(ClientBook& clients, const Clock& clock) : clients_(clients), clock_(clock) {}

  // Refuses what cannot be with "invalid-body", and what ClientBook::Add refuses. Of service and
  // employee one has to be given.
  Result<void> Add(const Client& client, const std::string& secret);
  // Brings all of them about or none: again is the same as once. Refuses an id that occurs twice.
  Result<void> Keep(const std::vector<WantedClient>& wanted);
  // Refuse an id that no client has with 404 "client-not-found". Tokens of a locked or removed
  // client are believed by nobody after some seconds.
  Result<void> SetLocked(const std::string& id, bool locked);
  Result<void> Remove(const std::string& id);
  std::vector<KnownClient> All() { return clients_.All(); }

 private:
  ClientBook& clients_;
  const Clock& clock_;
};

}  // namespace erp::employee
