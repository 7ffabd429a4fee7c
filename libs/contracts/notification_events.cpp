#include "contracts/notification_events.h"

#include <utility>

#include "contracts/internal/reading.h"

namespace erp::contracts {
namespace {

using json::ObjectReader;
using json::UnknownMembers;

constexpr json::TextLimits kId{.min = 1, .max = kMaxId};
constexpr json::TextLimits kWord{.min = 1, .max = 64, .single_line = true, .not_blank = true};
constexpr json::TextLimits kTitle{.max = 1000};
constexpr json::TextLimits kMessage{.max = 4000};

}  // namespace

std::string Encode(const NotificationRequested& event) {
  json::Value body{{"notificationId", event.id},
                   {"userId", event.user.value()},
                   {"type", event.type},
                   {"status", event.status},
                   {"title", event.title},
                   {"message", event.message},
                   {"timestamp", FormatInstant(event.at)}};
  if (event.document != RequestId()) body["approvalId"] = event.document.value();
  if (!event.subject.empty()) body["subject"] = event.subject;
  return json::Dump(body);
}

Result<NotificationRequested> DecodeNotificationRequested(std::string_view body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  ObjectReader reader(*value, "", UnknownMembers::kIgnore);
  auto id = reader.Text("notificationId", kId);
  const auto user = reader.Id<EmployeeId>("userId");
  auto type = reader.Text("type", kWord);
  const auto document = reader.OptionalId<RequestId>("approvalId");
  auto subject = reader.OptionalText("subject", kWord);
  if (!document && !subject) reader.Mistake("approvalId", "is required where there is no subject");
  auto status = reader.Text("status", kWord);
  auto title = reader.Text("title", kTitle);
  auto message = reader.Text("message", kMessage);
  const auto at = ReadInstant(reader, "timestamp");
  if (auto wrong = reader.Finish()) return std::move(*wrong);
  return NotificationRequested{*std::move(id),
                               *user,
                               *std::move(type),
                               document.value_or(RequestId()),
                               *std::move(status),
                               *std::move(title),
                               *std::move(message),
                               *at,
                               std::move(subject).value_or("")};
}

std::string Encode(const NotificationSettled& event) {
  return json::Dump({{"notificationId", event.id},
                     {"userId", event.user.value()},
                     {"approvalId", event.document.value()},
                     {"reason", event.reason},
                     {"timestamp", FormatInstant(event.at)}});
}

Result<NotificationSettled> DecodeNotificationSettled(std::string_view body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  ObjectReader reader(*value, "", UnknownMembers::kIgnore);
  auto id = reader.Text("notificationId", kId);
  const auto user = reader.Id<EmployeeId>("userId");
  if (auto wrong = reader.Finish()) return std::move(*wrong);
  // Nobody decides by the rest: what cannot be read of it is left out.
  ObjectReader rest(*value, "", UnknownMembers::kIgnore);
  const auto document = rest.OptionalId<RequestId>("approvalId");
  auto reason = rest.OptionalText("reason", kWord);
  const auto timestamp = rest.OptionalText("timestamp");
  const auto at = timestamp ? ParseInstant(*timestamp) : std::nullopt;
  return NotificationSettled{*std::move(id), *user, document.value_or(RequestId()),
                             std::move(reason).value_or(""), at.value_or(Instant())};
}

}  // namespace erp::contracts
