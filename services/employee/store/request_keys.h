// Idempotency-Keys in the table `idempotency`, for the stores that make something in their own
// transactions. Free functions are to be called inside one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "common/clock.h"
#include "common/result.h"
#include "employee/app/organisation/ports.h"
#include "mysql/errors.h"
#include "mysql/session.h"

namespace erp::employee {

// What an earlier request with this key has made: its id; 422 "idempotency-key-reused" when it was
// another request. Nothing when there was none, or no key is given.
std::optional<Result<std::int64_t>> FindKey(mysql::Session& session,
                                            const std::string& route,
                                            const std::optional<RequestKey>& key);

// Written when nothing can be refused any more, since a refused request keeps no key. A
// simultaneous one with the same key waits here and then throws DuplicateKey.
void TakeKey(mysql::Session& session,
             const std::string& route,
             const std::optional<RequestKey>& key,
             std::int64_t resource,
             Instant at);
// What a key that was taken before its resource had an id has made.
void CompleteKey(mysql::Session& session,
                 const std::string& route,
                 const std::optional<RequestKey>& key,
                 std::int64_t resource);

// Runs a transaction that takes the key. The second round finds what the request that won the key
// has made.
template <typename Transaction>
auto OncePerKey(const std::optional<RequestKey>& key, Transaction&& transaction) {
  if (!key) return transaction();
  try {
    return transaction();
  } catch (const mysql::DuplicateKey&) {
    return transaction();
  }
}

}  // namespace erp::employee
