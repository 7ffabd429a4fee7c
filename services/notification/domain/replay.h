// How much of the topic has to be read again, from what the store says of its own life. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "common/clock.h"

namespace erp::notification {

// That a partition's records up to where the group has got to are in the store, as the store
// itself knows it.
struct Replayed {
  std::string run;          // of the store's server, for which that is so
  Instant held{};           // when this was noted
  std::int64_t offset = 0;  // everything before it was in the store then
};

struct StoreLife {
  std::string run;                           // of the store's server, now
  std::map<std::string, Replayed> replayed;  // by partition
};

struct Replay {
  enum class Reach {
    kNone,  // everything is there
    kTail,  // another run of the server: the end of its log may be missing
    kAll,   // a store that knows nothing of the partition has lost everything, or is new
  };
  Reach reach = Reach::kNone;
  // Of kTail: from whichever comes first. A log that has lost its end still has all that was
  // written before this note; the time is there for losses of another kind.
  Instant since{};
  std::int64_t offset = 0;

  friend bool operator==(const Replay&, const Replay&) = default;
};

// What is lost with the end of a log is seconds; an hour is cheap, repeats change nothing.
inline constexpr std::chrono::hours kTail{1};

inline Replay NeededFor(const StoreLife& life, const std::string& partition) {
  const auto found = life.replayed.find(partition);
  if (found == life.replayed.end()) return {.reach = Replay::Reach::kAll};
  if (found->second.run == life.run) return {};
  return {Replay::Reach::kTail, found->second.held - kTail, found->second.offset};
}

}  // namespace erp::notification
