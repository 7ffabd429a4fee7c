#include "employee/store/request_keys.h"

namespace erp::employee {
namespace {

std::int64_t ActorOf(const RequestKey& key) { return key.actor ? key.actor->value() : 0; }

}  // namespace

std::optional<Result<std::int64_t>> FindKey(mysql::Session& session,
                                            const std::string& route,
                                            const std::optional<RequestKey>& key) {
  if (!key) return std::nullopt;
  const auto rows = session.Query(
      "SELECT fingerprint, resource_id FROM idempotency "
      "WHERE actor_id = ? AND route = ? AND request_key = ?",
      {ActorOf(*key), route, key->key});
  if (rows.empty()) return std::nullopt;
  if (rows[0].Text(0) == key->fingerprint) return Result<std::int64_t>(rows[0].Integer(1));
  return Result<std::int64_t>(Error{ErrorCode::kKeyReused, "idempotency-key-reused",
                                    "This Idempotency-Key was used for another request."});
}

void TakeKey(mysql::Session& session,
             const std::string& route,
             const std::optional<RequestKey>& key,
             std::int64_t resource,
             Instant at) {
  if (!key) return;
  session.Execute(
      "INSERT INTO idempotency "
      "(actor_id, route, request_key, fingerprint, resource_id, created_at) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      {ActorOf(*key), route, key->key, key->fingerprint, resource, at});
}

void CompleteKey(mysql::Session& session,
                 const std::string& route,
                 const std::optional<RequestKey>& key,
                 std::int64_t resource) {
  if (!key) return;
  session.Execute(
      "UPDATE idempotency SET resource_id = ? WHERE actor_id = ? AND route = ? AND request_key = ?",
      {resource, ActorOf(*key), route, key->key});
}

}  // namespace erp::employee
