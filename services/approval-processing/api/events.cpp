#include "approval-processing/api/events.h"

#include <utility>

#include "bus/ignored_events.h"
#include "common/failpoint.h"
#include "contracts/approval_events.h"
#include "observe/log.h"

namespace erp::approval_processing {
namespace {

Error Refuse(const char* slug, Message message) {
  return Error{ErrorCode::kInvalid, slug, std::move(message)};
}

Result<void> CheckKey(const bus::Message& message, RequestId document) {
  // The key orders the events of a document: under another one they may overtake each other.
  if (message.key == document.str()) return {};
  return Refuse("wrong-key", "The key is not the requestId.");
}

Result<void> OnStepOpened(Tasks& tasks, const bus::Message& message) {
  const auto opened = DecodeStepOpened(message.body.value());
  if (!opened) return opened.error();
  if (auto key = CheckKey(message, opened->document); !key) return key;
  const auto outcome = tasks.Open(*opened);
  if (!outcome) return outcome.error();
  failpoint::Crash("open.stored");
  log::Debug("step opened", {{"request_id", opened->document.value()},
                             {"round", opened->key.round},
                             {"step", opened->key.step},
                             {"order", opened->order},
                             {"new", *outcome == TaskStore::OpenOutcome::kOpened}});
  return {};
}

Result<void> OnClosed(Tasks& tasks, const bus::Message& message) {
  const auto closed = DecodeClosed(message.body.value());
  if (!closed) return closed.error();
  if (auto key = CheckKey(message, closed->document); !key) return key;
  const auto outcome = tasks.Close(*closed);
  log::Debug("round closed", {{"request_id", closed->document.value()},
                              {"round", closed->round},
                              {"order", closed->order},
                              {"new", outcome == TaskStore::CloseOutcome::kClosed}});
  return {};
}

}  // namespace

Result<OpenedStep> DecodeStepOpened(const std::string& body) {
  auto event = contracts::DecodeStepOpened(body);
  if (!event) return event.error();
  std::vector<EmployeeId> approvers;
  for (const auto& person : event->approvers) approvers.push_back(person.id);
  std::vector<LineStep> steps;
  for (auto& step : event->steps) {
    steps.push_back({step.step, step.approver, std::move(step.status)});
  }
  return OpenedStep{.document = event->document,
                    .key = {event->key.round, event->key.step, event->key.attempt},
                    .order = event->order,
                    .result_base = event->result_base,
                    .version = event->version,
                    .last_step = event->last_step,
                    .reason_required = event->reason_required,
                    // Releases before said nothing: recall was possible at the first step.
                    .recallable = event->recallable.value_or(event->key.step == 1),
                    .approvers = std::move(approvers),
                    .requester = event->requester,
                    .requester_name = std::move(event->requester_name),
                    .form = std::move(event->form),
                    .texts = std::move(event->texts),
                    .content_hash = std::move(event->content_hash),
                    .steps = std::move(steps),
                    .created_at = event->created_at,
                    .opened_at = event->opened_at,
                    .missing_result = event->missing_result};
}

Result<ClosedRound> DecodeClosed(const std::string& body) {
  const auto event = contracts::DecodeRoundClosed(body);
  if (!event) return event.error();
  return ClosedRound{.document = event->document,
                     .round = event->round,
                     .order = event->order,
                     .result_base = event->result_base};
}

bus::Handler OnRequestEvent(Tasks& tasks, metrics::Registry& registry) {
  return [&tasks,
          ignored = bus::IgnoredEvents(registry)](const bus::Message& message) -> Result<void> {
    const auto& type = message.envelope.type;
    const bool closed = type == contracts::RoundClosed::kType;
    if (!closed && type != contracts::StepOpened::kType) return ignored(message);
    if (!message.key || !message.body) {
      return Refuse("incomplete-record", "The record has no key or no value.");
    }
    return closed ? OnClosed(tasks, message) : OnStepOpened(tasks, message);
  };
}

}  // namespace erp::approval_processing
