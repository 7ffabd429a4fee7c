#include "mongo/grouped_writes.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <stdexcept>
#include <utility>
#include <vector>

#include "common/thread_annotations.h"

namespace erp::mongo {
namespace {

constexpr std::size_t kMost = 64;  // writes in one command

// One caller's write: the caller waits in Group::Run until it is done, so nothing is copied.
struct Write {
  const Document& first;             // the document, or the filter
  const Document* update = nullptr;  // not of an insert
  const Document* proof = nullptr;

  // Set by the caller that sends the command.
  bool matched = false;
  std::optional<DuplicateKey> duplicate = std::nullopt;
  std::exception_ptr failure = nullptr;

  // Guarded by the group's mutex.
  bool taken = false;
  bool done = false;
  std::condition_variable turn = {};
};

using Batch = std::vector<Write*>;

// Of the callers that wait the first sends, for itself and for those after it.
class Group {
 public:
  explicit Group(std::chrono::milliseconds timeout) : timeout_(timeout) {}

  template <typename Send>
  void Run(Write& write, const Send& send) {
    MutexLock lock(mutex_);
    waiting_.push_back(&write);
    AwaitTurn(write, lock);
    if (!write.done) {
      const Batch batch = Take();
      sending_ = true;
      lock.unlock();
      SendAll(batch, send);
      lock.lock();
      sending_ = false;
      // Under the lock: a caller that is notified may be gone, with its condition variable, right
      // after it.
      for (Write* one : batch) {
        one->done = true;
        if (one != &write) one->turn.notify_one();
      }
      if (!waiting_.empty()) waiting_.front()->turn.notify_one();
    }
    lock.unlock();
    if (write.failure) std::rethrow_exception(write.failure);
  }

 private:
  // Until the write is done by another caller, or is this caller's to send.
  void AwaitTurn(Write& write, MutexLock& lock) ERP_REQUIRES(mutex_) {
    const auto settled = [&] {
      mutex_.AssertHeld();
      return write.taken || (!sending_ && waiting_.front() == &write);
    };
    if (!write.turn.wait_for(lock.native(), timeout_, settled)) {
      std::erase(waiting_, &write);
      throw Unavailable("mongo: the writes before this one take too long");
    }
    if (write.taken) write.turn.wait(lock.native(), [&] { return write.done; });
  }

  Batch Take() ERP_REQUIRES(mutex_) {
    Batch batch;
    while (!waiting_.empty() && batch.size() < kMost) {
      batch.push_back(waiting_.front());
      batch.back()->taken = true;
      waiting_.pop_front();
    }
    return batch;
  }

  template <typename Send>
  static void SendAll(const Batch& batch, const Send& send) {
    try {
      send(batch);
    } catch (...) {
      for (Write* one : batch) one->failure = std::current_exception();
    }
  }

  const std::chrono::milliseconds timeout_;
  Mutex mutex_;
  std::deque<Write*> waiting_ ERP_GUARDED_BY(mutex_);
  bool sending_ ERP_GUARDED_BY(mutex_) = false;
};

// To those whose statement was refused for another reason than a taken key.
void Report(const Batch& batch, const std::vector<WriteRefusal>& refused) {
  for (const auto& refusal : refused) {
    Write& one = *batch.at(refusal.index);
    one.duplicate = refusal.duplicate;
    if (refusal.duplicate && one.update == nullptr) continue;
    one.failure = std::make_exception_ptr(std::runtime_error("mongo bulk: " + refusal.why));
  }
}

}  // namespace

struct GroupedWrites::Impl {
  Impl(Pool& the_pool,
       std::string name,
       metrics::Registry& registry,
       std::chrono::milliseconds timeout)
      : pool(the_pool),
        collection(std::move(name)),
        inserts(timeout),
        updates(timeout),
        commands(registry.GetCounter("mongo_grouped_commands_total",
                                     "Commands that carried the writes of several callers")),
        writes(registry.GetCounter("mongo_grouped_writes_total", "Writes in those commands")) {}

  void Count(const Batch& batch) const {
    commands.Add();
    writes.Add(static_cast<double>(batch.size()));
  }

  void SendInserts(const Batch& batch) const {
    auto lease = pool.Acquire();
    if (batch.size() == 1) {
      batch.front()->duplicate = lease.InsertOne(collection, batch.front()->first);
      return;
    }
    Count(batch);
    std::vector<const Document*> documents;
    documents.reserve(batch.size());
    for (const Write* one : batch) documents.push_back(&one->first);
    Report(batch, lease.InsertEach(collection, documents).refused);
  }

  void SendUpdates(const Batch& batch) const {
    auto lease = pool.Acquire();
    if (batch.size() == 1) {
      Write& one = *batch.front();
      one.matched = lease.UpdateOne(collection, one.first, *one.update).matched == 1;
      return;
    }
    Count(batch);
    std::vector<OperatorUpdate> each;
    each.reserve(batch.size());
    for (const Write* one : batch) each.push_back({&one->first, one->update});
    const auto count = lease.UpdateEach(collection, each);
    Report(batch, count.refused);
    const auto sound = static_cast<std::int64_t>(batch.size() - count.refused.size());
    const Document only_id{{"_id", 1}};
    for (Write* one : batch) {
      if (one->failure) continue;
      one->matched = count.matched == sound ||
                     (count.matched > 0 && lease.FindOne(collection, *one->proof, &only_id));
    }
  }

  Pool& pool;
  const std::string collection;
  Group inserts;
  Group updates;
  metrics::Counter commands;
  metrics::Counter writes;
};

GroupedWrites::GroupedWrites(Pool& pool,
                             std::string collection,
                             metrics::Registry& registry,
                             std::chrono::milliseconds timeout)
    : impl_(std::make_unique<Impl>(pool, std::move(collection), registry, timeout)) {}

GroupedWrites::~GroupedWrites() = default;

std::optional<DuplicateKey> GroupedWrites::Insert(const Document& document) {
  Write write{.first = document};
  impl_->inserts.Run(write, [this](const Batch& batch) { impl_->SendInserts(batch); });
  return write.duplicate;
}

bool GroupedWrites::Update(const Document& filter, const Document& update, const Document& proof) {
  Write write{.first = filter, .update = &update, .proof = &proof};
  impl_->updates.Run(write, [this](const Batch& batch) { impl_->SendUpdates(batch); });
  return write.matched;
}

}  // namespace erp::mongo
