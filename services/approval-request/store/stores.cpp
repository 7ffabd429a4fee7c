#include "approval-request/store/stores.h"

#include "approval-request/service.h"

namespace erp::approval_request {

mongo::PoolOptions MongoOptions(const Config& config) {
  return {.uri = config.mongo_uri,
          .database = config.mongo_database,
          .app_name = kName,
          .connections = static_cast<std::size_t>(config.mongo_pool_size)};
}

// Documents are counted, not messages: each holds at least one.
Stores::Stores(mongo::Pool& pool, metrics::Registry& registry, const Config& config)
    : documents(pool, registry),
      outbox(pool, {.measured = static_cast<std::size_t>(config.outbox_limit) + 1}),
      set_aside(pool),
      jobs(pool),
      ids(pool),
      reconciliation_notes(pool),
      work(pool),
      epochs(pool),
      forms(config.forms_dir),
      participants(pool) {}

void BringUpToDate(mongo::Pool& pool) {
  EnsureIndexes(pool);
  FillParticipants(pool);
}

std::optional<std::string> CheckMongo(const Config& config) {
  if (const auto wrong = mongo::CheckUri(config.mongo_uri)) return "MONGO_URI=*****: " + *wrong;
  return std::nullopt;
}

}  // namespace erp::approval_request
