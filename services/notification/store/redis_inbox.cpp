#include "notification/store/redis_inbox.h"

#include <stdexcept>
#include <utility>

#include "common/failpoint.h"
#include "notification/store/scripts.h"
#include "notification/store/stored_body.h"
#include "redis/durability.h"
#include "redis/script.h"

namespace erp::notification {
namespace {

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
  if (fields.size() != 7) throw std::runtime_error("a page of an inbox has a wrong shape");
  return {.epoch = fields[0].AsText(),
          .head = fields[1].AsInteger(),
          .read_up_to = fields[2].AsInteger(),
          .resync = fields[3].AsInteger() == 1,
          .entries = ReadEntries(user, fields[5]),
          .more = fields[4].AsInteger() == 1,
          .settled_before = ReadEntries(user, fields[6])};
}

std::vector<std::string> ReadIds(const redis::Reply& reply) {
  std::vector<std::string> ids;
  for (const auto& element : reply.AsArray()) ids.push_back(element.AsText());
  return ids;
}

Stored ReadStored(const std::string& word) {
  if (word == "added") return Stored::kAdded;
  if (word == "duplicate") return Stored::kDuplicate;
  if (word == "settled") return Stored::kSettled;
  if (word == "foreign-run") return Stored::kForeignRun;
  if (word == "no-inbox") return Stored::kNoInbox;
  throw std::runtime_error("append.lua answered " + word);
}

}  // namespace

struct RedisInbox::Scripts {
  redis::Script append{scripts::kAppend};
  redis::Script settle{scripts::kSettle};
  redis::Script after{scripts::kAfter};
  redis::Script recent{scripts::kRecent};
  redis::Script mark_read{scripts::kMarkRead};
  redis::Script missing{scripts::kMissing};
};

RedisInbox::RedisInbox(redis::Pool& pool, const Clock& clock, RedisInboxOptions options)
    : pool_(pool),
      clock_(clock),
      options_(std::move(options)),
      keys_(options_.prefix),
      scripts_(std::make_unique<const Scripts>()) {}

RedisInbox::~RedisInbox() = default;

Appended RedisInbox::Append(const Notification& notification,
                            const std::string& traceparent,
                            const Fence& fence) {
  const Instant now = clock_.Now();
  const bool once = !failpoint::Hit("inbox.skip-dedup");
  const auto answer =
      scripts_->append
          .Run(pool_, keys_.All(notification.user),
               {keys_.Channel(notification.user), notification.id, EncodeBody(notification),
                traceparent, Milliseconds(now), Milliseconds(now - kRemember), FreshEpoch(),
                std::to_string(options_.length), fence.run, fence.may_begin ? "1" : "0",
                once ? "1" : "0"})
          .AsArray();
  if (answer.size() != 4) throw std::runtime_error("append.lua answered with a wrong shape");
  Appended appended{.what = ReadStored(answer[0].AsText()),
                    .epoch = answer[1].AsText(),
                    .seq = answer[2].AsInteger()};
  if (appended.what == Stored::kDuplicate && appended.seq != 0) {
    appended.earlier = DecodeBody(notification.user, answer[3].AsText());
  }
  return appended;
}

Settled RedisInbox::Settle(const Settlement& settlement, const Fence& fence) {
  const Instant now = clock_.Now();
  const std::string answer =
      scripts_->settle
          .Run(pool_, keys_.All(settlement.user),
               {keys_.Channel(settlement.user), settlement.id, Milliseconds(now),
                Milliseconds(now - kRemember), std::to_string(kRemember.count()), FreshEpoch(),
                fence.run, fence.may_begin ? "1" : "0"})
          .AsText();
  if (answer == "open") return Settled::kOpen;
  if (answer == "already") return Settled::kAlready;
  if (answer == "unknown") return Settled::kUnknown;
  if (answer == "foreign-run") return Settled::kForeignRun;
  if (answer == "not-there") return Settled::kNotThere;
  throw std::runtime_error("settle.lua answered " + answer);
}

std::optional<ReadState> RedisInbox::MarkRead(EmployeeId user, const Cursor& up_to) {
  return Mark(user, up_to, {});
}

std::optional<ReadState> RedisInbox::MarkRead(EmployeeId user,
                                              const std::string& epoch,
                                              const std::vector<std::string>& ids) {
  return Mark(user, {epoch, 0}, ids);
}

std::optional<ReadState> RedisInbox::Mark(EmployeeId user,
                                          const Cursor& up_to,
                                          const std::vector<std::string>& ids) {
  std::vector<std::string> arguments{std::to_string(up_to.seq), up_to.epoch, FreshEpoch(),
                                     keys_.Channel(user)};
  arguments.insert(arguments.end(), ids.begin(), ids.end());
  const auto answer = scripts_->mark_read.Run(pool_, keys_.All(user), arguments).AsArray();
  if (answer.size() != 4) throw std::runtime_error("mark_read.lua answered with a wrong shape");
  if (answer[0].AsInteger() == 0) return std::nullopt;
  return ReadState{answer[1].AsInteger(), answer[2].AsText(), answer[3].AsInteger()};
}

Page RedisInbox::After(EmployeeId user, const std::optional<Cursor>& cursor, std::int64_t limit) {
  return ReadPage(user, scripts_->after.Run(
                            pool_, keys_.All(user),
                            {cursor ? cursor->epoch : "", cursor ? std::to_string(cursor->seq) : "",
                             std::to_string(limit), FreshEpoch()}));
}

Page RedisInbox::Recent(EmployeeId user, std::int64_t before, std::int64_t limit) {
  return ReadPage(
      user, scripts_->recent.Run(pool_, keys_.All(user),
                                 {std::to_string(before), std::to_string(limit), FreshEpoch()}));
}

std::string RedisInbox::NameOfStore() {
  auto lease = pool_.Acquire();
  const std::string run = redis::RunId(lease);
  lease.Run({"SET", keys_.Store(), NewUuid(), "NX"});
  return run + ":" + lease.Run({"GET", keys_.Store()}).AsText();
}

Inbox::Missing RedisInbox::FindMissing(const std::vector<PublishedNotices>& published) {
  // The name first: what is lost after this shows the next time.
  Missing missing{.store = NameOfStore(), .published = {}};
  std::vector<redis::Script::Call> calls;
  for (const auto& [user, requested, settled] : published) {
    std::vector<std::string> arguments{std::to_string(requested.size())};
    arguments.insert(arguments.end(), requested.begin(), requested.end());
    arguments.insert(arguments.end(), settled.begin(), settled.end());
    calls.push_back({keys_.All(user), std::move(arguments)});
  }
  if (calls.empty()) return missing;
  const auto answers = scripts_->missing.RunAll(pool_, calls);
  for (std::size_t i = 0; i < published.size(); ++i) {
    const auto& lists = answers.at(i).AsArray();
    if (lists.size() != 2) throw std::runtime_error("missing.lua answered with a wrong shape");
    PublishedNotices lacking{published[i].user, ReadIds(lists[0]), ReadIds(lists[1])};
    if (lacking.requested.empty() && lacking.settled.empty()) continue;
    missing.published.push_back(std::move(lacking));
  }
  return missing;
}

}  // namespace erp::notification
