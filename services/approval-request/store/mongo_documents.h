// Documents in MongoDB: one document per request, changed by conditional updates on
// {_id, ver}. Layout: document_bson.h; indexes: indexes.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "approval-request/app/ports.h"
#include "mongo/grouped_writes.h"
#include "mongo/pool.h"
#include "observe/metrics.h"

namespace erp::approval_request {

// Thread-safe. Blocks on MongoDB within the pool's time limits; throws Unavailable.
class MongoDocuments final : public Documents {
 public:
  MongoDocuments(mongo::Pool& pool, metrics::Registry& registry);

  Inserted Insert(const Submission& submission,
                  const std::vector<Message>& messages,
                  const std::optional<SubmitKey>& key) override;
  // A change that always loses against others is Unavailable after a few tries.
  Result<std::vector<Message>> Update(RequestId id, const ChangeFunction& change) override;
  bool Apply(const Change& change) override;
  bool Hold(const Document& seen, const HeldResult& result) override;
  void DropHeld(RequestId id, const std::string& result_id) override;
  std::vector<Document> Holding(Instant until, int limit) override;
  std::optional<Document> Find(RequestId id) override;
  std::optional<Keyed> FindByKey(EmployeeId requester, const std::string& key) override;
  DocumentPage List(const DocumentFilter& filter, const PageRequest& page) override;
  DocumentPage Pending(EmployeeId approver, const PageRequest& page) override;
  OpenStepsPage<OpenStepKey> OpenStepKeys(const OpenStepsRequest& request) override;
  OpenStepsPage<Document> OpenDocuments(const OpenStepsRequest& request) override;
  ChangesPage Changed(const ChangesRequest& request) override;

 private:
  bool Write(const Change& change);

  mongo::Pool& pool_;
  mongo::GroupedWrites writes_;
};

}  // namespace erp::approval_request
