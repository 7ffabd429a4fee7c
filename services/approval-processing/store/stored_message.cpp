#include "approval-processing/store/stored_message.h"

#include <map>
#include <optional>

namespace erp::approval_processing {

ResultMessage ReadMessage(const std::string& place, const std::vector<redis::Reply>& fields) {
  std::map<std::string, std::string> named;
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
    named[fields[i].AsText()] = fields[i + 1].AsText();
  }
  const auto time = ParseInstant(named["time"]);
  if (named["id"].empty() || named["key"].empty() || named["body"].empty() || !time) {
    throw UnreadableMessage("the outbox entry " + place + " is incomplete");
  }
  return {.id = named["id"],
          .key = named["key"],
          .type = named["type"],
          .body = named["body"],
          .traceparent = named["traceparent"],
          .time = *time,
          .place = place,
          .epoch = named["epoch"]};
}

}  // namespace erp::approval_processing
