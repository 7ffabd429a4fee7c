#include "employee/clients/event_encoder.h"

#include <array>
#include <charconv>
#include <utility>
#include <variant>

#include "contracts/employee_events.h"
#include "contracts/notification_events.h"
#include "http/language.h"
#include "observe/trace.h"

namespace erp::employee {
namespace {

std::string EventId(const QuestNotified& event) {
  std::string id("n:");
  return id += event.notice.id;
}

std::string EventId(const LeaveNotified& event) {
  std::string id("n:");
  return id += event.notice.id;
}

contracts::EmployeeState StateOf(const Employee& employee) {
  const auto& profile = employee.profile;
  return {.name = profile.name,
          .department = profile.department,
          .position = profile.position,
          .manager = profile.manager,
          .active = employee.active};
}

contracts::EmployeeChanged Wire(const PersonChanged& event) {
  contracts::EmployeeChanged wire{.employee = event.after.id,
                                  .version = event.after.version,
                                  .changes = {},
                                  .before = std::nullopt,
                                  .after = StateOf(event.after),
                                  .effective_on = FormatDate(event.effective_on),
                                  .reassign_to = event.reassign_to,
                                  .at = event.at};
  for (const auto change : event.changes) wire.changes.emplace_back(Word(change));
  if (event.before) wire.before = StateOf(*event.before);
  return wire;
}

// "QUEST_BUDGET_WAITING" -> "budget-waiting".
std::string StatusOf(const std::string& kind) {
  std::string status = kind.substr(kind.find('_') + 1);
  for (char& c : status) c = c == '_' ? '-' : static_cast<char>(c - 'A' + 'a');
  return status;
}

// The words of a notice are Korean, as those of documents are.
template <typename Event>
contracts::NotificationRequested NoticeOf(const Event& event,
                                          const char* kind_of_subject,
                                          const std::string& subject) {
  std::string full(kind_of_subject);
  full += subject;
  return {.id = EventId(event),
          .user = event.notice.recipient,
          .type = event.notice.kind,
          .document = {},
          .status = StatusOf(event.notice.kind),
          .title = event.notice.title,
          .message = http::Localized(event.notice.text, http::Language::kKorean),
          .at = event.at,
          .subject = std::move(full)};
}

contracts::NotificationRequested Wire(const QuestNotified& event) {
  return NoticeOf(event, "quest:", event.notice.quest.str());
}

std::string EventId(const PromotionNotified& event) {
  std::string id("n:promotion:");
  return id.append(event.notice.id.str()).append(":").append(event.notice.employee.str());
}

// The shortest number that is read as the same.
std::string DaysText(Minutes minutes) {
  std::array<char, 32> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), minutes.Days());
  return {text.data(), written.ptr};
}

Message TextOf(const PromotionNotice& notice) {
  const auto days = DaysText(notice.minutes);
  const auto last = FormatDate(notice.last_day);
  if (notice.notice == 1) {
    return {"{} days of leave lapse after {} if they are not used. Name the dates by {}.", days,
            last, FormatDate(*notice.reply_by)};
  }
  std::string dates;
  for (const Date date : notice.dates) dates.append(dates.empty() ? "" : ", ") += FormatDate(date);
  return {"{} days of leave lapse after {}. The company has named these dates for them: {}.", days,
          last, dates};
}

contracts::NotificationRequested Wire(const PromotionNotified& event) {
  const bool first = event.notice.notice == 1;
  const Message title(first ? "Leave to be used: first notice" : "Leave to be used: second notice");
  std::string subject("promotion:");
  subject += event.notice.id.str();
  return {.id = EventId(event),
          .user = event.notice.employee,
          .type = first ? "LEAVE_PROMOTION_FIRST" : "LEAVE_PROMOTION_SECOND",
          .document = {},
          .status = first ? "first" : "second",
          .title = http::Localized(title, http::Language::kKorean),
          .message = http::Localized(TextOf(event.notice), http::Language::kKorean),
          .at = event.at,
          .subject = std::move(subject)};
}

contracts::NotificationRequested Wire(const LeaveNotified& event) {
  return NoticeOf(event, "employee:", event.notice.recipient.str());
}

// Where an event goes.
struct Address {
  const char* type;
  std::string topic;
  std::string key;
};

Address AddressOf(const PersonChanged& event, const Topics& topics) {
  return {contracts::EmployeeChanged::kType, topics.people, event.after.id.str()};
}

Address AddressOf(const QuestNotified& event, const Topics& topics) {
  return {contracts::NotificationRequested::kType, topics.notifications,
          event.notice.recipient.str()};
}

Address AddressOf(const PromotionNotified& event, const Topics& topics) {
  return {contracts::NotificationRequested::kType, topics.notifications,
          event.notice.employee.str()};
}

Address AddressOf(const LeaveNotified& event, const Topics& topics) {
  return {contracts::NotificationRequested::kType, topics.notifications,
          event.notice.recipient.str()};
}

}  // namespace

OutgoingMessage JsonEventEncoder::Encode(const Event& event) const {
  return std::visit(
      [this](const auto& fact) {
        Address address = AddressOf(fact, topics_);
        return OutgoingMessage{.id = EventId(fact),
                               .target = kBusTarget,
                               .topic = std::move(address.topic),
                               .key = std::move(address.key),
                               .type = address.type,
                               .body = contracts::Encode(Wire(fact)),
                               .traceparent = trace::CurrentTraceparent(),
                               .time = fact.at};
      },
      event);
}

}  // namespace erp::employee
