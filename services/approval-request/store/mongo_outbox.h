// The outbox inside the documents, as the relay sees it.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "mongo/pool.h"
#include "outbox/ports.h"

namespace erp::approval_request {

struct MongoOutboxOptions {
  // Younger entries belong to the replica that wrote them. Their time is that replica's clock: a
  // wrong clock makes the sweep early (the receiver drops the repeat) or late, nothing worse.
  std::chrono::milliseconds settle{1000};
  std::chrono::milliseconds lease{2000};
  std::size_t measured = 10000;  // documents that Measure counts at most; see there
};

// Thread-safe. Blocks on MongoDB within the pool's time limits; throws Unavailable.
class MongoOutbox final : public outbox::Source {
 public:
  explicit MongoOutbox(mongo::Pool& pool, MongoOutboxOptions options = {});

  // Whole documents, oldest first, until `limit` entries are reached, in three round trips: who
  // waits; take their leases by the server's clock, each only if it is still free, marked with a
  // token of this claim; read what carries the token. The taking is w:majority and the read a
  // majority read, so that nothing is returned which a fail-over could take back.
  std::vector<outbox::Entry> ClaimAbandoned(std::size_t limit) override;
  // Entries that cannot be read are moved to `setAside` of their document, in one round trip
  // more; the rest of that document is returned.
  // Leaves documents alone in which only entries for `down` wait.
  std::vector<outbox::Entry> ClaimExcept(const std::vector<std::string>& down,
                                         std::size_t limit) override;

  // One round trip, w:1: what a fail-over takes back is delivered again with the same id.
  // Touches neither the version nor entries that were added meanwhile.
  void MarkDone(const std::vector<outbox::Entry>& entries) override;

  // Documents with entries, not entries, counted in the index alone.
  Backlog Measure() override;

 private:
  mongo::Pool& pool_;
  const MongoOutboxOptions options_;
};

}  // namespace erp::approval_request
