#include "notification/store/redis_inbox.h"

#include <stdexcept>
#include <utility>

#include "notification/store/scripts.h"
#include "notification/store/stored_body.h"
#include "redis/script.h"

namespace erp::notification {
namespace {

// Longer than the topic keeps its records, so that no replay of it is taken for news.
constexpr std::chrono::milliseconds kRemember = std::chrono::hours(24) * 31;

std::string Milliseconds(Instant instant) {
  return std::to_string(instant.time_since_epoch().count());
}

// A name that only has to differ from that of every other life of the same inbox.
std::string FreshEpoch() { return NewUuid().substr(0, 8); }

Entry ReadEntry(EmployeeId user, const redis::Reply& reply) {
  const auto& fields = reply.AsArray();
  if (fields.size() != 5) throw std::runtime_error("an entry of an inbox has a wrong shape");
  return {fields[0].AsInteger(), DecodeBody(user, fields[1].AsText()), fields[3].AsInteger() == 1,
          fields[4].AsInteger() == 1, fields[2].AsText()};
}

std::vector<Entry> ReadEntries(EmployeeId user, const redis::Reply& reply) {
  std::vector<Entry> entries;
  entries.reserve(reply.AsArray().size());
  for (const auto& element : reply.AsArray()) entries.push_back(ReadEntry(user, element));
  return entries;
}

Page ReadPage(EmployeeId user, const redis::Reply& reply) {
  const auto& fields = reply.AsArray();
  if (fields.size() != 6) throw std::runtime_error("a page of an inbox has a wrong shape");
  return {.epoch = fields[0].AsText(),
          .head = fields[1].AsInteger(),
          .resync = fields[2].AsInteger() == 1,
          .entries = ReadEntries(user, fields[4]),
          .more = fields[3].AsInteger() == 1,
          .settled_before = ReadEntries(user, fields[5])};
}

}  // namespace

struct RedisInbox::Scripts {
  redis::Script append{scripts::kAppend};
  redis::Script settle{scripts::kSettle};
  redis::Script after{scripts::kAfter};
  redis::Script recent{scripts::kRecent};
  redis::Script mark_read{scripts::kMarkRead};
};

RedisInbox::RedisInbox(redis::Pool& pool, const Clock& clock, RedisInboxOptions options)
    : pool_(pool),
      clock_(clock),
      options_(std::move(options)),
      keys_(options_.prefix),
      scripts_(std::make_unique<const Scripts>()) {}

RedisInbox::~RedisInbox() = default;

Stored RedisInbox::Append(const Notification& notification, const std::string& traceparent) {
  const Instant now = clock_.Now();
  const std::string answer =
      scripts_->append
          .Run(pool_, keys_.All(notification.user),
               {keys_.Channel(notification.user), notification.id, EncodeBody(notification),
                traceparent, Milliseconds(now), Milliseconds(now - kRemember), FreshEpoch(),
                std::to_string(options_.length)})
          .AsText();
  if (answer == "added") return Stored::kAdded;
  if (answer == "duplicate") return Stored::kDuplicate;
  if (answer == "settled") return Stored::kSettled;
  throw std::runtime_error("append.lua answered " + answer);
}

Settled RedisInbox::Settle(const Settlement& settlement) {
  const Instant now = clock_.Now();
  const std::string answer =
      scripts_->settle
          .Run(pool_, keys_.All(settlement.user),
               {keys_.Channel(settlement.user), settlement.id, Milliseconds(now),
                Milliseconds(now - kRemember), std::to_string(kRemember.count())})
          .AsText();
  if (answer == "open") return Settled::kOpen;
  if (answer == "already") return Settled::kAlready;
  if (answer == "unknown") return Settled::kUnknown;
  throw std::runtime_error("settle.lua answered " + answer);
}

std::int64_t RedisInbox::MarkRead(EmployeeId user, std::int64_t up_to) {
  return scripts_->mark_read.Run(pool_, keys_.All(user), {std::to_string(up_to)}).AsInteger();
}

std::int64_t RedisInbox::Unread(EmployeeId user) {
  return pool_.Run({"ZCARD", keys_.Open(user)}).AsInteger();
}

Page RedisInbox::After(EmployeeId user, const std::optional<Cursor>& cursor, std::int64_t limit) {
  return ReadPage(user, scripts_->after.Run(
                            pool_, keys_.All(user),
                            {cursor ? cursor->epoch : "", cursor ? std::to_string(cursor->seq) : "",
                             std::to_string(limit), FreshEpoch()}));
}

Page RedisInbox::Recent(EmployeeId user, std::int64_t before, std::int64_t limit) {
  return ReadPage(user, scripts_->recent.Run(pool_, keys_.All(user),
                                             {std::to_string(before), std::to_string(limit)}));
}

}  // namespace erp::notification
