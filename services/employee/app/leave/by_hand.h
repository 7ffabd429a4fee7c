// What operations of people, not of services, have in common. Thread-safe functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "employee/app/leave/ports.h"

namespace erp::employee {

// What a person changes somebody's leave by. `key` is the client's Idempotency-Key, which is the
// `actor`'s alone; without one every call is an operation of its own.
struct ByHand {
  Minutes minutes;
  std::optional<std::string> reason = std::nullopt;
  std::optional<std::string> key = std::nullopt;
  std::optional<EmployeeId> actor = std::nullopt;
};

// "adjust:17:key", or "adjust-by:3:17:key" when 3 is known to act: the same key of two people
// names two operations, and no key of nobody can look like one of somebody.
std::string IdByHand(const std::string& verb, EmployeeId employee, const ByHand& change);

// LeaveLedger::Post, but refuses an id that was used for something else with
// "idempotency-key-reused": to a client its operation id is its Idempotency-Key.
Result<Posting> PostByHand(LeaveLedger& ledger,
                           EmployeeId employee,
                           const std::vector<Operation>& operations);

}  // namespace erp::employee
