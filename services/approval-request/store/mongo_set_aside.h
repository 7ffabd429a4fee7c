// Outbox entries that cannot be read, moved from `outbox` to `setAside` of their document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "approval-request/app/set_aside.h"
#include "mongo/pool.h"

namespace erp::approval_request {

// Moves every entry of that document that lacks a member or has one of another kind; the server
// judges, so that nothing that was added meanwhile is lost. Also an outbox that is no array.
mongo::PipelineUpdate SetAsideIn(std::int64_t document);

// `before`, and then: the outbox becomes what this expression says. With nothing left in it the
// document leaves the sweeper's index.
mongo::Array OutboxBecomes(const mongo::Document& rest, mongo::Array before = {});

// Thread-safe.
class MongoSetAside final : public SetAsideMessages {
 public:
  explicit MongoSetAside(mongo::Pool& pool) : pool_(pool) {}

  [[nodiscard]] std::vector<Message> List(std::size_t documents) override;
  std::size_t PutBack(RequestId document) override;

 private:
  mongo::Pool& pool_;
};

}  // namespace erp::approval_request
