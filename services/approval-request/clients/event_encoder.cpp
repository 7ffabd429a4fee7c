#include "approval-request/clients/event_encoder.h"

#include <utility>
#include <variant>

#include "approval-request/clients/attendance_book.h"
#include "approval-request/clients/leave_ledger.h"
#include "contracts/approval_events.h"
#include "contracts/notification_events.h"
#include "observe/trace.h"

namespace erp::approval_request {
namespace {

contracts::StepOpened Wire(const StepOpened& event) {
  contracts::StepOpened wire{
      .document = event.document,
      .key = {event.round, event.step, event.attempt},
      .order = event.order,
      .result_base = event.result_base,
      .version = event.version,
      .last_step = event.last_step,
      .reason_required = event.reason_required,
      .recallable = event.recallable,
      .approvers = {},
      .requester = event.requester.id,
      .requester_name = event.requester.name,
      .form = event.form,
      .texts = event.texts,
      .leave_minutes = event.leave_minutes,
      .content_hash = event.content_hash,
      .steps = {},
      .created_at = event.created_at,
      .opened_at = event.opened_at,
  };
  for (const auto& person : event.approvers) {
    wire.approvers.push_back({person.id, person.name, person.position, person.department});
  }
  for (const auto& step : event.steps) {
    wire.steps.push_back({step.step, step.approver, std::string(Word(step.status))});
  }
  return wire;
}

contracts::RoundClosed Wire(const RoundClosed& event) {
  return {.document = event.document,
          .round = event.round,
          .order = event.order,
          .result_base = event.result_base,
          .outcome = std::string(Word(event.outcome)),
          .closed_at = event.closed_at};
}

const char* TypeOf(NotificationRequested::Kind kind) {
  switch (kind) {
    case NotificationRequested::Kind::kApprovalRequested:
      return "APPROVAL_REQUESTED";
    case NotificationRequested::Kind::kApprovalStatusChanged:
      return "APPROVAL_STATUS_CHANGED";
    case NotificationRequested::Kind::kDecisionRefused:
      break;
  }
  return "DECISION_REFUSED";
}

contracts::NotificationRequested Wire(const NotificationRequested& event) {
  return {event.id,     event.user,  TypeOf(event.kind), event.document,
          event.status, event.title, event.message,      event.at};
}

contracts::NotificationSettled Wire(const NotificationSettled& event) {
  const bool decided = event.reason == NotificationSettled::Reason::kDecided;
  return {event.notification_id, event.user, event.document, decided ? "decided" : "closed",
          event.at};
}

template <typename Event>
std::string Body(const Event& event) {
  return contracts::Encode(Wire(event));
}

std::string Body(const LeaveOperation& operation) { return LeaveBody(operation); }

std::string Body(const AttendanceCorrection& correction) { return AttendanceBody(correction); }

// Where an event goes.
struct Address {
  const char* type;
  const char* target;
  std::string topic;
  std::string key;
  Instant time;
};

constexpr const char* kBus = "bus";

Address AddressOf(const StepOpened& event, const Topics& topics) {
  return {contracts::StepOpened::kType, kBus, topics.requests, event.document.str(),
          event.opened_at};
}
Address AddressOf(const RoundClosed& event, const Topics& topics) {
  return {contracts::RoundClosed::kType, kBus, topics.requests, event.document.str(),
          event.closed_at};
}
Address AddressOf(const NotificationRequested& event, const Topics& topics) {
  return {contracts::NotificationRequested::kType, kBus, topics.notifications, event.user.str(),
          event.at};
}
Address AddressOf(const NotificationSettled& event, const Topics& topics) {
  return {contracts::NotificationSettled::kType, kBus, topics.notifications, event.user.str(),
          event.at};
}
Address AddressOf(const LeaveOperation& operation, const Topics& /*topics*/) {
  return {"leave-operation", kLeaveTarget, "leave-ops", operation.employee.str(), operation.at};
}

Address AddressOf(const AttendanceCorrection& correction, const Topics& /*topics*/) {
  return {"attendance-correction", kAttendanceTarget, "attendance-corrections",
          correction.employee.str(), correction.at};
}

}  // namespace

Message JsonEventEncoder::Encode(const Event& event) const {
  return std::visit(
      [this](const auto& fact) {
        Address address = AddressOf(fact, topics_);
        return Message{.id = EventId(fact),
                       .target = address.target,
                       .topic = std::move(address.topic),
                       .key = std::move(address.key),
                       .type = address.type,
                       .body = Body(fact),
                       .traceparent = trace::CurrentTraceparent(),
                       .time = address.time};
      },
      event);
}

}  // namespace erp::approval_request
