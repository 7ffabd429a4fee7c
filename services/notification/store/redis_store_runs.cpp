#include "notification/store/redis_store_runs.h"

#include <sstream>
#include <stdexcept>
#include <utility>

#include "notification/store/scripts.h"
#include "redis/durability.h"

namespace erp::notification {
namespace {

const char* Word(Basis basis) {
  switch (basis) {
    case Basis::kNothing:
      return "nothing";
    case Basis::kAnyRun:
      return "any-run";
    case Basis::kThisRun:
      break;
  }
  return "this-run";
}

Replayed ReadNote(const std::string& text) {
  std::istringstream words(text);
  Replayed note;
  std::int64_t ms = 0;
  if (!(words >> note.run >> ms >> note.offset)) {
    throw std::runtime_error("the hash of positions holds something unreadable");
  }
  note.held = Instant(std::chrono::milliseconds(ms));
  return note;
}

}  // namespace

RedisStoreRuns::RedisStoreRuns(redis::Pool& pool, std::string prefix)
    : pool_(pool), key_(InboxKeys(std::move(prefix)).Positions()), replayed_(scripts::kReplayed) {}

StoreLife RedisStoreRuns::Read() {
  // One connection, so one run of the server.
  auto lease = pool_.Acquire();
  StoreLife life;
  life.run = redis::RunId(lease);
  const auto notes = lease.Run({"HGETALL", key_}).AsArray();
  for (std::size_t i = 0; i + 1 < notes.size(); i += 2) {
    life.replayed[notes[i].AsText()] = ReadNote(notes[i + 1].AsText());
  }
  return life;
}

bool RedisStoreRuns::Note(const std::string& run,
                          Basis basis,
                          const Offsets& offsets,
                          Instant now) {
  std::vector<std::string> arguments{run, std::to_string(now.time_since_epoch().count()),
                                     Word(basis)};
  for (const auto& [partition, offset] : offsets) {
    arguments.push_back(partition);
    arguments.push_back(std::to_string(offset));
  }
  return replayed_.Run(pool_, {key_}, arguments).AsInteger() == 1;
}

}  // namespace erp::notification
