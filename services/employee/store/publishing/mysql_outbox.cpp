#include "employee/store/publishing/mysql_outbox.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "common/id.h"
#include "json/json.h"
#include "observe/log.h"

namespace erp::employee {
namespace {

// Statements with lists come in few lengths, so that few are prepared.
constexpr std::size_t kLongestList = 256;

std::size_t PaddedSize(std::size_t size) {
  for (const std::size_t padded : {1, 16}) {
    if (size <= padded) return padded;
  }
  return kLongestList;
}

// "(?, ?, ...)", and its values: the last one repeated up to the padded size.
std::string AppendList(const std::vector<std::int64_t>& numbers, mysql::Values& values) {
  std::string list = "(?";
  for (std::size_t i = 0; i < PaddedSize(numbers.size()); ++i) {
    if (i > 0) list += ", ?";
    values.emplace_back(numbers[std::min(i, numbers.size() - 1)]);
  }
  return list + ")";
}

// Calls `work` with at most kLongestList of them at a time.
template <typename Work>
void InLists(const std::vector<std::int64_t>& numbers, const Work& work) {
  for (std::size_t begin = 0; begin < numbers.size(); begin += kLongestList) {
    const auto end = std::min(begin + kLongestList, numbers.size());
    work(std::vector<std::int64_t>(numbers.begin() + static_cast<std::ptrdiff_t>(begin),
                                   numbers.begin() + static_cast<std::ptrdiff_t>(end)));
  }
}

std::int64_t Microseconds(std::chrono::milliseconds time) {
  return std::chrono::microseconds(time).count();
}

std::vector<std::int64_t> Waiting(mysql::Session& session,
                                  std::chrono::milliseconds settle,
                                  std::size_t limit) {
  std::vector<std::int64_t> numbers;
  for (const auto& row : session.Query(
           "SELECT number FROM outbox WHERE leased_until <= UTC_TIMESTAMP(3) AND "
           "written_at <= UTC_TIMESTAMP(3) - INTERVAL ? MICROSECOND ORDER BY number LIMIT ?",
           {Microseconds(settle), static_cast<std::int64_t>(limit)})) {
    numbers.push_back(row.Integer(0));
  }
  return numbers;
}

// Another replica may have come first, or delivered it.
void TakeLeases(mysql::Session& session,
                const std::vector<std::int64_t>& numbers,
                std::chrono::milliseconds lease,
                const std::string& token) {
  mysql::Values values{Microseconds(lease), token};
  std::string sql =
      "UPDATE outbox SET leased_until = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND, claim = ? "
      "WHERE leased_until <= UTC_TIMESTAMP(3) AND number IN ";
  sql += AppendList(numbers, values);
  session.Execute(sql, values);
}

outbox::Entry EntryOf(const mysql::Row& row) {
  return {.id = row.Text(1),
          .target = row.Text(2),
          .topic = row.Text(3),
          .key = row.Text(4),
          .type = row.Text(5),
          .body = row.Text(6),
          .traceparent = row.Text(7),
          .time = row.Time(8),
          .place = std::to_string(row.Integer(0))};
}

mysql::Rows Claimed(mysql::Session& session,
                    const std::vector<std::int64_t>& numbers,
                    const std::string& token) {
  mysql::Values values{token};
  std::string sql =
      "SELECT number, event_id, target, topic, message_key, type, body, traceparent, caused_at "
      "FROM outbox WHERE claim = ? AND number IN ";
  sql += AppendList(numbers, values) + " ORDER BY number";
  return session.Query(sql, values);
}

// Why nobody could deliver or read it, or nothing.
std::optional<std::string> Unreadable(const outbox::Entry& entry) {
  if (entry.id.empty()) return "no event id";
  if (entry.target.empty() || entry.topic.empty()) return "no topic";
  if (entry.type.empty()) return "no event type";
  const auto body = json::Parse(entry.body);
  if (!body || !body->is_object()) return "the body is no JSON object";
  return std::nullopt;
}

std::int64_t NumberOf(const std::string& place) {
  const auto number = ParsePositive(place);
  if (!number) throw std::logic_error("outbox entry with a foreign place: " + place);
  return *number;
}

}  // namespace

std::vector<outbox::Entry> MysqlOutbox::ClaimAbandoned(std::size_t limit) {
  std::vector<outbox::Entry> entries;
  std::vector<std::pair<std::string, std::string>> unreadable;  // number, reason
  {
    auto lease = pool_.Acquire();
    const std::string token = NewUuid();
    InLists(Waiting(*lease, options_.settle, limit), [&](const std::vector<std::int64_t>& list) {
      TakeLeases(*lease, list, options_.lease, token);
      for (const auto& row : Claimed(*lease, list, token)) {
        auto entry = EntryOf(row);
        auto reason = Unreadable(entry);
        if (!reason) {
          entries.push_back(std::move(entry));
        } else {
          unreadable.emplace_back(entry.place, *std::move(reason));
        }
      }
    });
  }
  for (const auto& [number, reason] : unreadable) SetAside(number, reason);
  return entries;
}

void MysqlOutbox::SetAside(const std::string& number, const std::string& reason) {
  pool_.Transact(
      [&](mysql::Session& session) {
        session.Execute(
            "INSERT INTO outbox_set_aside SELECT number, event_id, target, topic, message_key, "
            "type, body, traceparent, caused_at, written_at, UTC_TIMESTAMP(3), ? FROM outbox "
            "WHERE number = ?",
            {reason, NumberOf(number)});
        session.Execute("DELETE FROM outbox WHERE number = ?", {NumberOf(number)});
      },
      mysql::LostCommit::kRepeat);
  log::Error("an outbox entry cannot be read and is set aside",
             {{"number", number}, {"why", reason}});
}

void MysqlOutbox::MarkDone(const std::vector<outbox::Entry>& entries) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(entries.size());
  for (const auto& entry : entries) numbers.push_back(NumberOf(entry.place));
  std::sort(numbers.begin(), numbers.end());  // the same order of locks everywhere
  InLists(numbers, [&](const std::vector<std::int64_t>& list) {
    pool_.Transact(
        [&](mysql::Session& session) {
          mysql::Values values;
          std::string sql = "DELETE FROM outbox WHERE number IN ";
          sql += AppendList(list, values);
          session.Execute(sql, values);
        },
        mysql::LostCommit::kRepeat);
  });
}

outbox::Source::Backlog MysqlOutbox::Measure() {
  const auto most = static_cast<std::int64_t>(options_.measured);
  const auto counted = pool_.Query(
      "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM outbox LIMIT ?) w), "
      "(SELECT COUNT(*) FROM (SELECT 1 FROM outbox_set_aside LIMIT ?) a), "
      "(SELECT TIMESTAMPDIFF(MICROSECOND, written_at, UTC_TIMESTAMP(3)) FROM outbox "
      "ORDER BY number LIMIT 1)",
      {most, most});
  Backlog backlog{.entries = static_cast<std::size_t>(counted[0].Integer(0)),
                  .set_aside = static_cast<std::size_t>(counted[0].Integer(1))};
  const std::chrono::microseconds oldest(counted[0].OptionalInteger(2).value_or(0));
  backlog.oldest = std::max(std::chrono::duration_cast<std::chrono::milliseconds>(oldest),
                            std::chrono::milliseconds(0));
  return backlog;
}

}  // namespace erp::employee
