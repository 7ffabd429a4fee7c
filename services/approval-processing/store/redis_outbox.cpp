#include "approval-processing/store/redis_outbox.h"

#include <algorithm>
#include <chrono>

#include "approval-processing/service.h"
#include "approval-processing/store/scripts.h"
#include "approval-processing/store/stored_message.h"
#include "observe/log.h"

namespace erp::approval_processing {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kAbandonedAfter{1000};
constexpr milliseconds kLease{2000};
constexpr std::size_t kUnreadableKept = 1000;
constexpr std::size_t kBatch = 500;  // arguments of one script are limited by Lua's stack

// Of "1732151160310-0"; 0 for anything else.
std::int64_t StreamTime(const std::string& id) {
  return ParsePositive(id.substr(0, id.find('-'))).value_or(0);
}

// Of what TIME answers: seconds and microseconds.
std::int64_t Millis(const redis::Reply& time) {
  const auto& parts = time.AsArray();
  return parts.at(0).AsInteger() * 1000 + parts.at(1).AsInteger() / 1000;
}

}  // namespace

outbox::Entry ToEntry(const ResultMessage& message) {
  return {.id = message.id,
          .target = kBusTarget,
          .topic = kApprovalResultsTopic,
          .key = message.key,
          .type = message.type,
          .body = message.body,
          .traceparent = message.traceparent,
          .time = message.time,
          .place = message.place,
          .epoch = message.epoch};
}

RedisOutbox::RedisOutbox(redis::Pool& pool, const std::string& tenant, metrics::Registry& registry)
    : pool_(pool),
      keys_(tenant),
      claim_(scripts::kClaim),
      done_(scripts::kDone),
      unreadable_(scripts::kUnreadable),
      set_aside_(registry.GetCounter("outbox_unreadable_total",
                                     "Entries of the outbox that could not be read and were set "
                                     "aside for an operator")) {}

std::vector<outbox::Entry> RedisOutbox::ClaimAbandoned(std::size_t limit) {
  const auto reply =
      claim_.Run(pool_, {keys_.Outbox(), keys_.Leases()},
                 {std::to_string(std::min(limit, kBatch)), std::to_string(kAbandonedAfter.count()),
                  std::to_string(kLease.count())});
  std::vector<outbox::Entry> entries;
  for (const auto& row : reply.AsArray()) {
    const auto entry = ReadStreamEntry(row);
    try {
      entries.push_back(ToEntry(ReadMessage(entry)));
    } catch (const UnreadableMessage& failure) {
      SetAside(entry.id, failure.what());
    }
  }
  return entries;
}

void RedisOutbox::SetAside(const std::string& place, const std::string& why) {
  const auto taken = unreadable_.Run(pool_, {keys_.Outbox(), keys_.Leases(), keys_.Unreadable()},
                                     {place, why, std::to_string(kUnreadableKept)});
  if (taken.AsInteger() == 0) return;
  set_aside_.Add();
  log::Error("outbox entry set aside", {{"place", place}, {"why", why}});
}

void RedisOutbox::MarkDone(const std::vector<outbox::Entry>& entries) {
  std::vector<std::string> places;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    places.push_back(entries[i].place);
    if (places.size() < kBatch && i + 1 < entries.size()) continue;
    done_.Run(pool_, {keys_.Outbox(), keys_.Leases()}, places);
    places.clear();
  }
}

outbox::Source::Backlog RedisOutbox::Measure() {
  enum Answer : std::size_t { kLength, kOldest, kTime, kUnreadable };
  const auto replies = pool_.Pipeline({{"XLEN", keys_.Outbox()},
                                       {"XRANGE", keys_.Outbox(), "-", "+", "COUNT", "1"},
                                       {"TIME"},
                                       {"XLEN", keys_.Unreadable()}});
  Backlog backlog;
  backlog.entries = static_cast<std::size_t>(replies.at(kLength).AsInteger());
  backlog.set_aside = static_cast<std::size_t>(replies.at(kUnreadable).AsInteger());
  if (const auto& oldest = replies.at(kOldest).AsArray(); !oldest.empty()) {
    const auto age = Millis(replies.at(kTime)) - StreamTime(ReadStreamEntry(oldest.front()).id);
    backlog.oldest = milliseconds(std::max<std::int64_t>(age, 0));
  }
  return backlog;
}

}  // namespace erp::approval_processing
