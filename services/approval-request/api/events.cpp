#include "approval-request/api/events.h"

#include <utility>

#include "contracts/result_events.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

using Verdict = ArbitratedResult::Verdict;

std::string_view VerdictWord(Verdict verdict) {
  switch (verdict) {
    case Verdict::kApproved:
      return "approved";
    case Verdict::kRejected:
      return "rejected";
    case Verdict::kMoved:
      return "moved";
    case Verdict::kRecalled:
      break;
  }
  return "recalled";
}

ArbitratedResult ResultOf(const contracts::ArbiterResult& event,
                          EmployeeId actor,
                          Verdict verdict,
                          std::string comment = "") {
  return {.document = event.document,
          .round = static_cast<int>(event.key.round),
          .step = event.key.step,
          .attempt = static_cast<int>(event.key.attempt),
          .n = event.sequence,
          .id = event.id,
          .actor = actor,
          .verdict = verdict,
          .comment = std::move(comment),
          .content_hash = event.content_hash,
          .at = event.at};
}

bool IsKnown(const std::string& type) {
  return type == contracts::StepDecided::kType || type == contracts::Recalled::kType ||
         type == contracts::TaskMoved::kType;
}

metrics::Counter CounterOf(metrics::Registry& registry, const char* outcome) {
  return registry.GetCounter("approval_results_total", "Results that were read from the bus",
                             {{"outcome", outcome}});
}

}  // namespace

Result<ArbitratedResult> DecodeStepDecided(const std::string& body) {
  auto event = contracts::DecodeStepDecided(body);
  if (!event) return event.error();
  return ResultOf(*event, event->approver,
                  event->approved ? Verdict::kApproved : Verdict::kRejected,
                  std::move(event->comment));
}

Result<ArbitratedResult> DecodeRecalled(const std::string& body) {
  auto event = contracts::DecodeRecalled(body);
  if (!event) return event.error();
  return ResultOf(*event, event->requester, Verdict::kRecalled, std::move(event->comment));
}

Result<ArbitratedResult> DecodeTaskMoved(const std::string& body) {
  auto event = contracts::DecodeTaskMoved(body);
  if (!event) return event.error();
  auto result = ResultOf(*event, event->from, Verdict::kMoved);
  auto& [id, name, position, department] = event->to;
  result.to = PersonSnapshot{id, std::move(name), std::move(position), std::move(department)};
  return result;
}

Result<ArbitratedResult> DecodeResult(const std::string& type, const std::string& body) {
  if (type == contracts::StepDecided::kType) return DecodeStepDecided(body);
  if (type == contracts::Recalled::kType) return DecodeRecalled(body);
  if (type == contracts::TaskMoved::kType) return DecodeTaskMoved(body);
  return Error{ErrorCode::kInvalid, "unknown-event",
               erp::Message("Events of type '{}' are not known here.", type)};
}

OnResult::OnResult(RecordResult& record, metrics::Registry& registry)
    : record_(record),
      ignored_(registry),
      applied_(CounterOf(registry, "applied")),
      duplicate_(CounterOf(registry, "duplicate")),
      refused_(CounterOf(registry, "refused")),
      held_(CounterOf(registry, "held")),
      dead_(CounterOf(registry, "dead")) {}

Result<void> OnResult::operator()(const bus::Message& message) {
  const auto bury = [&](Error error) {
    dead_.Add();
    log::Error("result unreadable", {{"code", error.slug},
                                     {"why", error.message.English()},
                                     {"key", message.key.value_or("")},
                                     {"event_id", message.envelope.id}});
    return Result<void>(std::move(error));
  };
  const auto& type = message.envelope.type;
  const auto body = message.body.value_or("");
  if (!IsKnown(type)) {
    auto ignored = ignored_(message);
    return ignored ? ignored : bury(ignored.error());
  }
  auto result = DecodeResult(type, body);
  if (!result) return bury(result.error());
  if (const auto& epoch = message.envelope.epoch; !epoch.empty()) {
    result->epoch = ParsePositive(epoch);
    if (!result->epoch) {
      return bury({ErrorCode::kInvalid, "wrong-epoch", "The epoch is no positive whole number."});
    }
  }
  // The key orders the results of a document: under another one they may overtake each other.
  if (message.key != result->document.str()) {
    return bury({ErrorCode::kInvalid, "wrong-key", "The key is not the requestId."});
  }
  const auto recorded = record_.Run(*result, {.type = type, .body = body});
  if (!recorded) return bury(recorded.error());
  switch (*recorded) {
    case RecordResult::Recorded::kApplied:
      applied_.Add();
      log::Info("result recorded", {{"request_id", result->document.value()},
                                    {"verdict", VerdictWord(result->verdict)},
                                    {"step", result->step},
                                    {"n", result->n},
                                    {"event_id", result->id},
                                    {"actor", result->actor.value()}});
      break;
    case RecordResult::Recorded::kDuplicate:
      duplicate_.Add();
      break;
    case RecordResult::Recorded::kHeld:
      held_.Add();
      log::Warn(
          "result held until the one before it has come",
          {{"request_id", result->document.value()}, {"n", result->n}, {"event_id", result->id}});
      break;
    case RecordResult::Recorded::kRefused:
      refused_.Add();
      log::Warn("result refused", {{"request_id", result->document.value()},
                                   {"n", result->n},
                                   {"event_id", result->id},
                                   {"actor", result->actor.value()}});
      break;
  }
  return {};
}

}  // namespace erp::approval_request
