#include "employee/clients/event_encoder.h"

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
contracts::NotificationRequested Wire(const QuestNotified& event) {
  const QuestNotice& notice = event.notice;
  std::string subject("quest:");
  subject += notice.quest.str();
  return {.id = EventId(event),
          .user = notice.recipient,
          .type = notice.kind,
          .document = {},
          .status = StatusOf(notice.kind),
          .title = notice.title,
          .message = http::Localized(notice.text, http::Language::kKorean),
          .at = event.at,
          .subject = std::move(subject)};
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
