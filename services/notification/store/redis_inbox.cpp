#include "notification/store/redis_inbox.h"

#include <stdexcept>
#include <utility>

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

// The values of an answer, which has so many.
const std::vector<redis::Reply>& Row(const redis::Reply& reply,
                                     std::size_t columns,
                                     const char* what) {
  const auto& values = reply.AsArray();
  if (values.size() == columns) return values;
  std::string message(what);
  throw std::runtime_error(message.append(" has a wrong shape"));
}

// As entry() in life.lua answers it.
Entry ReadEntry(EmployeeId user, const redis::Reply& reply) {
  enum Column : std::size_t { kSeq, kBody, kTraceparent, kSettled, kRead, kColumns };
  const auto& row = Row(reply, kColumns, "an entry of an inbox");
  return {row[kSeq].AsInteger(), DecodeBody(user, row[kBody].AsText()),
          row[kSettled].AsInteger() == 1, row[kRead].AsInteger() == 1, row[kTraceparent].AsText()};
}

std::vector<Entry> ReadEntries(EmployeeId user, const redis::Reply& reply) {
  std::vector<Entry> entries;
  entries.reserve(reply.AsArray().size());
  for (const auto& element : reply.AsArray()) entries.push_back(ReadEntry(user, element));
  return entries;
}

// As after.lua and recent.lua answer it.
Page ReadPage(EmployeeId user, const redis::Reply& reply) {
  enum Column : std::size_t {
    kEpoch,
    kHead,
    kReadMark,
    kResync,
    kMore,
    kEntries,
    kSettledBefore,
    kColumns
  };
  const auto& row = Row(reply, kColumns, "a page of an inbox");
  return {.epoch = row[kEpoch].AsText(),
          .head = row[kHead].AsInteger(),
          .read_up_to = row[kReadMark].AsInteger(),
          .resync = row[kResync].AsInteger() == 1,
          .entries = ReadEntries(user, row[kEntries]),
          .more = row[kMore].AsInteger() == 1,
          .settled_before = ReadEntries(user, row[kSettledBefore])};
}

std::vector<std::string> ReadIds(const redis::Reply& reply) {
  std::vector<std::string> ids;
  for (const auto& element : reply.AsArray()) ids.push_back(element.AsText());
  return ids;
}

Stored ParseStored(const std::string& word) {
  if (word == "added") return Stored::kAdded;
  if (word == "duplicate") return Stored::kDuplicate;
  if (word == "settled") return Stored::kSettled;
  if (word == "foreign-run") return Stored::kForeignRun;
  if (word == "no-inbox") return Stored::kNoInbox;
  throw std::runtime_error("append.lua answered " + word);
}

Appended ReadAppended(EmployeeId user, const redis::Reply& reply) {
  enum Column : std::size_t { kWhat, kEpoch, kSeq, kBody, kColumns };
  const auto& row = Row(reply, kColumns, "an answer of append.lua");
  Appended appended{.what = ParseStored(row[kWhat].AsText()),
                    .epoch = row[kEpoch].AsText(),
                    .seq = row[kSeq].AsInteger()};
  if (appended.what == Stored::kDuplicate && appended.seq != 0) {
    appended.earlier = DecodeBody(user, row[kBody].AsText());
  }
  return appended;
}

// Nothing when the epoch was over.
std::optional<ReadState> ReadMarked(const redis::Reply& reply) {
  enum Column : std::size_t { kDone, kUnread, kEpoch, kReadMark, kColumns };
  const auto& row = Row(reply, kColumns, "an answer of mark_read.lua");
  if (row[kDone].AsInteger() == 0) return std::nullopt;
  return ReadState{row[kUnread].AsInteger(), row[kEpoch].AsText(), row[kReadMark].AsInteger()};
}

PublishedNotices ReadMissing(EmployeeId user, const redis::Reply& reply) {
  enum Column : std::size_t { kRequested, kSettled, kColumns };
  const auto& row = Row(reply, kColumns, "an answer of missing.lua");
  return {user, ReadIds(row[kRequested]), ReadIds(row[kSettled])};
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
  const auto answer = scripts_->append.Run(
      pool_, keys_.All(notification.user),
      {keys_.Channel(notification.user), notification.id, EncodeBody(notification), traceparent,
       Milliseconds(now), Milliseconds(now - kRemember), FreshEpoch(),
       std::to_string(options_.length), fence.run, fence.may_begin ? "1" : "0"});
  return ReadAppended(notification.user, answer);
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
  return ReadMarked(scripts_->mark_read.Run(pool_, keys_.All(user), arguments));
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
    auto lacking = ReadMissing(published[i].user, answers.at(i));
    if (lacking.requested.empty() && lacking.settled.empty()) continue;
    missing.published.push_back(std::move(lacking));
  }
  return missing;
}

}  // namespace erp::notification
