#include "approval-processing/store/redis_unreadable.h"

#include <algorithm>

#include "approval-processing/store/stored_message.h"

namespace erp::approval_processing {
namespace {

constexpr const char* kAll = "1000";  // as many as are kept

UnreadableEntries::Entry EntryOf(const redis::Reply& row) {
  const auto fields = ReadStreamEntry(row).fields;
  return {.place = fields.at("place"), .why = fields.at("why"), .fields = fields.at("fields")};
}

}  // namespace

std::vector<UnreadableEntries::Entry> RedisUnreadable::List(std::size_t limit) {
  const auto rows =
      pool_.Run({"XREVRANGE", keys_.Unreadable(), "+", "-", "COUNT", std::to_string(limit)})
          .AsArray();
  std::vector<Entry> entries;
  for (const auto& row : rows) entries.push_back(EntryOf(row));
  std::reverse(entries.begin(), entries.end());
  return entries;
}

std::size_t RedisUnreadable::Count() {
  return static_cast<std::size_t>(pool_.Run({"XLEN", keys_.Unreadable()}).AsInteger());
}

bool RedisUnreadable::Discard(const std::string& place) {
  const auto rows = pool_.Run({"XRANGE", keys_.Unreadable(), "-", "+", "COUNT", kAll}).AsArray();
  for (const auto& row : rows) {
    if (EntryOf(row).place != place) continue;
    return pool_.Run({"XDEL", keys_.Unreadable(), ReadStreamEntry(row).id}).AsInteger() == 1;
  }
  return false;
}

}  // namespace erp::approval_processing
