#include "approval-request/clients/event_encoder.h"

#include <utility>
#include <variant>

#include "approval-request/clients/leave_ledger.h"
#include "json/json.h"
#include "observe/trace.h"

namespace erp::approval_request {
namespace {

using json::Value;

Value ToJson(const PersonSnapshot& person) {
  return {{"approverId", person.id.value()},
          {"name", person.name},
          {"position", person.position},
          {"department", person.department}};
}

std::string Body(const StepOpened& event) {
  Value approvers = Value::array();
  for (const auto& person : event.approvers) approvers.push_back(ToJson(person));
  Value steps = Value::array();
  for (const auto& step : event.steps) {
    steps.push_back({{"step", step.step},
                     {"approverId", step.approver.value()},
                     {"status", Word(step.status)}});
  }
  Value body = {{"requestId", event.request.value()},
                {"round", event.round},
                {"step", event.step},
                {"attempt", event.attempt},
                {"order", event.order},
                {"resultBase", event.result_base},
                {"version", event.version},
                {"lastStep", event.last_step},
                {"rule", "ALL"},
                {"reasonRequired", event.reason_required},
                {"recallable", event.recallable},
                {"approvers", std::move(approvers)},
                {"requesterId", event.requester.id.value()},
                {"requesterName", event.requester.name},
                {"type", Word(event.type)},
                {"title", event.title},
                {"content", event.content},
                {"contentHash", event.content_hash},
                {"steps", std::move(steps)},
                {"createdAt", FormatInstant(event.created_at)},
                {"openedAt", FormatInstant(event.opened_at)}};
  if (event.leave_minutes > 0) body["leaveDays"] = LeaveDaysOf(event.leave_minutes);
  return json::Dump(body);
}

std::string Body(const RoundClosed& event) {
  return json::Dump({{"requestId", event.request.value()},
                     {"round", event.round},
                     {"order", event.order},
                     {"resultBase", event.result_base},
                     {"outcome", Word(event.outcome)},
                     {"closedAt", FormatInstant(event.closed_at)}});
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

std::string Body(const NotificationRequested& event) {
  return json::Dump({{"notificationId", event.id},
                     {"userId", event.user.value()},
                     {"type", TypeOf(event.kind)},
                     {"approvalId", event.request.value()},
                     {"status", event.status},
                     {"title", event.title},
                     {"message", event.message},
                     {"timestamp", FormatInstant(event.at)}});
}

std::string Body(const NotificationSettled& event) {
  const bool decided = event.reason == NotificationSettled::Reason::kDecided;
  return json::Dump({{"notificationId", event.notification_id},
                     {"userId", event.user.value()},
                     {"approvalId", event.request.value()},
                     {"reason", decided ? "decided" : "closed"},
                     {"timestamp", FormatInstant(event.at)}});
}

std::string Body(const LeaveOperation& operation) { return LeaveBody(operation); }

struct Envelope {
  const char* type;
  const char* target;
  std::string topic;
  std::string key;
  Instant time;
};

constexpr const char* kBus = "bus";

Envelope EnvelopeOf(const StepOpened& event, const Topics& topics) {
  return {"approval.step-opened", kBus, topics.requests, event.request.str(), event.opened_at};
}
Envelope EnvelopeOf(const RoundClosed& event, const Topics& topics) {
  return {"approval.closed", kBus, topics.requests, event.request.str(), event.closed_at};
}
Envelope EnvelopeOf(const NotificationRequested& event, const Topics& topics) {
  return {"notification.requested", kBus, topics.notifications, event.user.str(), event.at};
}
Envelope EnvelopeOf(const NotificationSettled& event, const Topics& topics) {
  return {"notification.settled", kBus, topics.notifications, event.user.str(), event.at};
}
Envelope EnvelopeOf(const LeaveOperation& operation, const Topics& /*topics*/) {
  return {"leave-operation", kLeaveTarget, "leave-ops", operation.employee.str(), operation.at};
}

}  // namespace

Message JsonEventEncoder::Encode(const Event& event) const {
  return std::visit(
      [this](const auto& fact) {
        Envelope envelope = EnvelopeOf(fact, topics_);
        return Message{.id = EventId(fact),
                       .target = envelope.target,
                       .topic = std::move(envelope.topic),
                       .key = std::move(envelope.key),
                       .type = envelope.type,
                       .body = Body(fact),
                       .traceparent = trace::CurrentTraceparent(),
                       .time = envelope.time};
      },
      event);
}

}  // namespace erp::approval_request
