// The outbox inside the documents, as the relay sees it.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "mongo/pool.h"
#include "outbox/ports.h"

namespace erp::approval_request {

struct MongoOutboxOptions {
  // Younger entries belong to the replica that wrote them. Their time is that replica's clock: a
  // wrong clock makes the sweep early (the receiver drops the repeat) or late, nothing worse.
  std::chrono::milliseconds settle{1000};
  std::chrono::milliseconds lease{2000};
};

// Thread-safe. Blocks on MongoDB within the pool's time limits; throws Unavailable.
class MongoOutbox final : public outbox::Source {
 public:
  explicit MongoOutbox(mongo::Pool& pool, MongoOutboxOptions options = {});

  // Document by document, oldest first, until `limit` entries are reached. Each claim is one
  // findAndModify that takes the document's lease by the server's clock; being w:majority, it
  // returns only what a fail-over cannot take back.
  std::vector<outbox::Entry> ClaimAbandoned(std::size_t limit) override;

  // One round trip, w:1: what a fail-over takes back is delivered again with the same id.
  // Touches neither the version nor entries that were added meanwhile.
  void MarkDone(const std::vector<outbox::Entry>& entries) override;

  // Counts up to 10,000 documents.
  Backlog Measure() override;

 private:
  mongo::Pool& pool_;
  const mongo::Document abandoned_;  // filter
  const mongo::Array take_lease_;    // pipeline
};

}  // namespace erp::approval_request
