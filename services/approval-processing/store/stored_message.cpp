#include "approval-processing/store/stored_message.h"

#include <cstddef>

namespace erp::approval_processing {

StreamEntry ReadStreamEntry(const redis::Reply& row) {
  enum Column : std::size_t { kId, kFields };
  const auto& columns = row.AsArray();
  StreamEntry entry{.id = columns.at(kId).AsText(), .fields = {}};
  const auto& fields = columns.at(kFields).AsArray();
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
    entry.fields[fields[i].AsText()] = fields[i + 1].AsText();
  }
  return entry;
}

ResultMessage ReadMessage(const StreamEntry& entry) {
  auto named = entry.fields;
  const auto time = ParseInstant(named["time"]);
  if (named["id"].empty() || named["key"].empty() || named["body"].empty() || !time) {
    throw UnreadableMessage("the outbox entry " + entry.id + " is incomplete");
  }
  return {.id = named["id"],
          .key = named["key"],
          .type = named["type"],
          .body = named["body"],
          .traceparent = named["traceparent"],
          .time = *time,
          .place = entry.id,
          .epoch = named["epoch"]};
}

}  // namespace erp::approval_processing
