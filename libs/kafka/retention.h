// How long records of a topic can be read: what is promised beyond the bus (marks that recognise
// repeats, tombstones) has to last longer.
#pragma once

#include <chrono>
#include <map>
#include <string>

namespace erp::kafka {

// Kafka removes whole segments, once their last record is older than the topic's retention: a
// record stays as long as its segment is filled beyond that. Without a limit of our own that is
// a week (log.roll.hours).
inline constexpr std::chrono::hours kSegment = std::chrono::days(1);

// For the broker's own rounds (log.retention.check.interval.ms 5 min, file.delete.delay.ms 1 min).
inline constexpr std::chrono::hours kRemovalSlack{1};

// After so long no record of a topic with this retention can be read any more.
constexpr std::chrono::hours LongestLife(std::chrono::hours retention) {
  return retention + kSegment + kRemovalSlack;
}

// The topic's settings for it.
inline std::map<std::string, std::string> Kept(std::chrono::hours retention) {
  const auto text = [](std::chrono::milliseconds time) { return std::to_string(time.count()); };
  return {{"retention.ms", text(retention)}, {"segment.ms", text(kSegment)}};
}

}  // namespace erp::kafka
