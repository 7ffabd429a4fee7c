#include "approval-processing/api/events.h"

#include <utility>

#include "approval-processing/service.h"
#include "common/failpoint.h"
#include "contracts/approval_events.h"
#include "contracts/envelope.h"
#include "kafka/ignored_events.h"
#include "observe/log.h"

namespace erp::approval_processing {
namespace {

Error Refuse(const char* slug, Message message) {
  return Error{ErrorCode::kInvalid, slug, std::move(message)};
}

Result<void> CheckKey(const kafka::Record& record, RequestId document) {
  // The key orders the events of a document: under another one they may overtake each other.
  if (record.key == document.str()) return {};
  return Refuse("wrong-key", "The key is not the requestId.");
}

Result<void> OnStepOpened(Tasks& tasks, const kafka::Record& record) {
  const auto opened = DecodeStepOpened(record.value);
  if (!opened) return opened.error();
  if (auto key = CheckKey(record, opened->document); !key) return key;
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

Result<void> OnClosed(Tasks& tasks, const kafka::Record& record) {
  const auto closed = DecodeClosed(record.value);
  if (!closed) return closed.error();
  if (auto key = CheckKey(record, closed->document); !key) return key;
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

std::string RequestEventTopic(const Config& config) { return config.Topic(kApprovalRequestsTopic); }

kafka::ConsumerOptions RequestEventOptions(const Config& config) {
  kafka::ConsumerOptions options;
  options.brokers = config.kafka_brokers;
  options.group = config.Topic(kConsumerGroup);
  options.instance_id = config.kafka_instance_id;
  options.topics = {RequestEventTopic(config)};
  options.workers = kEventWorkers;
  return options;
}

kafka::RecordHandler OnRequestEvent(Tasks& tasks, metrics::Registry& registry) {
  return [&tasks,
          ignored = kafka::IgnoredEvents(registry)](const kafka::Record& record) -> Result<void> {
    const auto type = record.Header(contracts::kTypeHeader);
    const bool closed = type == contracts::RoundClosed::kType;
    if (!closed && type != contracts::StepOpened::kType) return ignored(record);
    if (!record.has_key || !record.has_value) {
      return Refuse("incomplete-record", "The record has no key or no value.");
    }
    return closed ? OnClosed(tasks, record) : OnStepOpened(tasks, record);
  };
}

}  // namespace erp::approval_processing
