#include "approval-request/store/mongo_request_ids.h"

#include "approval-request/store/indexes.h"
#include "common/retry.h"
#include "common/stop.h"
#include "common/thread_annotations.h"

namespace erp::approval_request {

MongoRequestIds::MongoRequestIds(mongo::Pool& pool)
    : pool_(pool), fetcher_([this](const std::stop_token& stop) { FetchBlocks(stop); }) {}

RequestId MongoRequestIds::Next() {
  MutexLock lock(mutex_);
  if (!arrived_.wait_for(lock, std::chrono::seconds(1), [this] {
        mutex_.AssertHeld();
        return left_ > 0;
      })) {
    throw Unavailable("no request id: " + unavailability_);
  }
  Block& block = blocks_.front();
  const RequestId id(block.next);
  if (block.next++ == block.last) blocks_.pop_front();
  if (--left_ < kLow) low_.notify_one();
  return id;
}

void MongoRequestIds::FetchBlocks(const std::stop_token& stop) {
  Backoff backoff(std::chrono::milliseconds(20), std::chrono::seconds(1));
  while (!stop.stop_requested()) {
    {
      MutexLock lock(mutex_);
      if (!low_.wait(lock, stop, [this] {
            mutex_.AssertHeld();
            return left_ < kLow;
          }))
        return;
    }
    try {
      const Block block = FetchBlock();
      backoff.Reset();
      const MutexLock lock(mutex_);
      if (block.next <= floor_) continue;  // fetched before it was raised
      blocks_.push_back(block);
      left_ += block.last - block.next + 1;
      arrived_.notify_all();
    } catch (const std::exception& error) {
      // The caller that waits gets the reason with Unavailable; here the next try is all there is
      // to do.
      {
        const MutexLock lock(mutex_);
        unavailability_ = error.what();
      }
      if (!SleepUnlessStopped(stop, backoff.Next())) return;
    }
  }
}

void MongoRequestIds::RaiseAbove(RequestId id) {
  (void)pool_.Acquire().FindAndModify(
      kCounters, mongo::Document{{"_id", kApprovals}},
      mongo::Document{{"$max", mongo::Document{{"value", id.value()}}}}, {.upsert = true});
  const MutexLock lock(mutex_);
  std::erase_if(blocks_, [&](const Block& block) { return block.next <= id.value(); });
  left_ = 0;
  for (const auto& block : blocks_) left_ += block.last - block.next + 1;
  floor_ = id.value();
  low_.notify_one();
}

MongoRequestIds::Block MongoRequestIds::FetchBlock() {
  const auto counter = pool_.Acquire().FindAndModify(
      kCounters, mongo::Document{{"_id", kApprovals}},
      mongo::Document{{"$inc", mongo::Document{{"value", kBlock}}}}, {.upsert = true});
  if (!counter) throw std::runtime_error("the counter of request ids was not created");
  const std::int64_t last = counter->view().Integer("value");
  return {last - kBlock + 1, last};
}

}  // namespace erp::approval_request
