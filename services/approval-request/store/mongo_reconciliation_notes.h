// How far the reconciliation with the inboxes has come: one document of the collection `upkeep`,
// whose lease one replica has at a time.
//   {_id: "inboxes", owner, until, at, id, store, cluster, ends: [{log, next}], hurryUntil?}
#pragma once

#include <optional>
#include <string>

#include "approval-request/app/ports.h"
#include "mongo/pool.h"

namespace erp::approval_request {

// Thread-safe. Blocks and throws as MongoDocuments does.
class MongoReconciliationNotes final : public ReconciliationNotes {
 public:
  explicit MongoReconciliationNotes(mongo::Pool& pool) : pool_(pool) {}

  std::optional<Note> Claim(const std::string& owner) override;
  bool Save(const std::string& owner, const Note& note) override;

 private:
  mongo::Pool& pool_;
};

}  // namespace erp::approval_request
