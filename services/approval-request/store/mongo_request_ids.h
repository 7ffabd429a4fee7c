// Request ids from collection `counters`, document {_id: "approvals", value: last id given out}.
// Ids are taken in blocks; the next block is fetched before the present one ends, so that a
// submit does not wait for it. What a process has not used when it ends is a gap.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <stop_token>
#include <string>
#include <thread>

#include "approval-request/app/ports.h"
#include "common/thread_annotations.h"
#include "mongo/pool.h"

namespace erp::approval_request {

// Thread-safe. A thread of its own fetches the blocks.
class MongoRequestIds final : public RequestIds, public RequestIdFloor {
 public:
  static constexpr std::int64_t kBlock = 50;
  static constexpr std::int64_t kLow = 25;  // fewer than these left: fetch

  explicit MongoRequestIds(mongo::Pool& pool);
  ~MongoRequestIds() override = default;
  MongoRequestIds(const MongoRequestIds&) = delete;
  MongoRequestIds& operator=(const MongoRequestIds&) = delete;

  // Waits at most a second for a block; Unavailable after that.
  RequestId Next() override;

  void RaiseAbove(RequestId id) override;

 private:
  struct Block {
    std::int64_t next;
    std::int64_t last;
  };

  void FetchBlocks(const std::stop_token& stop);
  Block FetchBlock();

  mongo::Pool& pool_;
  Mutex mutex_;
  std::condition_variable_any low_;                    // the fetcher waits
  std::condition_variable_any arrived_;                // Next() waits
  std::deque<Block> blocks_ ERP_GUARDED_BY(mutex_);    // none is used up
  std::int64_t left_ ERP_GUARDED_BY(mutex_) = 0;       // ids in blocks_
  std::int64_t floor_ ERP_GUARDED_BY(mutex_) = 0;      // ids up to this one are not used
  std::string unavailability_ ERP_GUARDED_BY(mutex_);  // why the last fetch failed
  std::jthread fetcher_;                               // last: stops first
};

}  // namespace erp::approval_request
