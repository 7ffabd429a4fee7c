#include "notification/store/stored_body.h"

#include <stdexcept>

#include "json/json.h"

namespace erp::notification {

namespace {

json::Value Encode(const Subject& subject) {
  if (const auto* id = std::get_if<RequestId>(&subject)) return id->value();
  return std::get<std::string>(subject);
}

Subject DecodeSubject(const json::Value& value) {
  if (value.is_string()) return value.get<std::string>();
  return RequestId(value.get<std::int64_t>());
}

}  // namespace

std::string EncodeBody(const Notification& notification) {
  return json::Dump({{"id", notification.id},
                     {"type", notification.type},
                     {"approvalId", Encode(notification.approval)},
                     {"status", notification.status},
                     {"title", notification.title},
                     {"message", notification.message},
                     {"timestamp", FormatInstant(notification.timestamp)}});
}

Notification DecodeBody(EmployeeId user, std::string_view body) {
  const auto parsed = json::Parse(body);
  if (!parsed) throw std::runtime_error("an inbox holds something unreadable");
  const json::Value& value = *parsed;
  const auto timestamp = ParseInstant(value.at("timestamp").get<std::string>());
  if (!timestamp) throw std::runtime_error("an inbox holds an unreadable instant");
  return {value.at("id").get<std::string>(),      user,
          value.at("type").get<std::string>(),    DecodeSubject(value.at("approvalId")),
          value.at("status").get<std::string>(),  value.at("title").get<std::string>(),
          value.at("message").get<std::string>(), *timestamp};
}

}  // namespace erp::notification
