#include "approval-request/clients/event_encoder.h"

#include <variant>

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
  return json::Dump({{"requestId", event.request.value()},
                     {"round", event.round},
                     {"step", event.step},
                     {"attempt", event.attempt},
                     {"order", event.order},
                     {"resultBase", event.result_base},
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
                     {"openedAt", FormatInstant(event.opened_at)}});
}

std::string Body(const RoundClosed& event) {
  return json::Dump({{"requestId", event.request.value()},
                     {"round", event.round},
                     {"order", event.order},
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

struct Envelope {
  const char* type;
  bool to_requests;  // else to notifications
  std::string key;
  Instant time;
};

Envelope EnvelopeOf(const StepOpened& event) {
  return {"approval.step-opened", true, event.request.str(), event.opened_at};
}
Envelope EnvelopeOf(const RoundClosed& event) {
  return {"approval.closed", true, event.request.str(), event.closed_at};
}
Envelope EnvelopeOf(const NotificationRequested& event) {
  return {"notification.requested", false, event.user.str(), event.at};
}
Envelope EnvelopeOf(const NotificationSettled& event) {
  return {"notification.settled", false, event.user.str(), event.at};
}

}  // namespace

Message JsonEventEncoder::Encode(const Event& event) const {
  return std::visit(
      [this](const auto& fact) {
        const Envelope envelope = EnvelopeOf(fact);
        return Message{.id = EventId(fact),
                       .topic = envelope.to_requests ? topics_.requests : topics_.notifications,
                       .key = envelope.key,
                       .type = envelope.type,
                       .body = Body(fact),
                       .traceparent = trace::CurrentTraceparent(),
                       .time = envelope.time};
      },
      event);
}

}  // namespace erp::approval_request
