#include "employee/clients/event_encoder.h"

#include <variant>

#include "contracts/employee_events.h"
#include "observe/trace.h"

namespace erp::employee {
namespace {

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

// Where an event goes.
struct Address {
  const char* type;
  std::string topic;
  std::string key;
};

Address AddressOf(const PersonChanged& event, const Topics& topics) {
  return {contracts::EmployeeChanged::kType, topics.people, event.after.id.str()};
}

}  // namespace

Message JsonEventEncoder::Encode(const Event& event) const {
  return std::visit(
      [this](const auto& fact) {
        Address address = AddressOf(fact, topics_);
        return Message{.id = EventId(fact),
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
