#include "approval-processing/api/events.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "common/failpoint.h"
#include "json/json.h"
#include "json/object_reader.h"
#include "kafka/ignored_events.h"
#include "observe/log.h"

namespace erp::approval_processing {
namespace {

using json::ObjectReader;
using json::UnknownMembers;

constexpr std::int64_t kMostCount = std::int64_t{1} << 53;  // exact in every JSON reader
constexpr int kMostSteps = 20;
constexpr std::size_t kMostText = 100'000;

bool IsContentHash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// New words may come with a newer producer; they are shown as they are.
bool IsWord(std::string_view text) {
  return !text.empty() && text.size() <= 40 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
}

std::optional<Instant> ReadInstant(ObjectReader& reader, std::string_view name) {
  const auto text = reader.Text(name);
  if (!text) return std::nullopt;
  const auto instant = ParseInstant(*text);
  if (!instant) reader.Mistake(name, "must be an instant such as 2026-11-21T01:02:03.004Z");
  return instant;
}

std::optional<bool> ReadBoolean(ObjectReader& reader, std::string_view name) {
  const auto value = reader.OptionalBoolean(name);
  if (!value) reader.Mistake(name, "is required");
  return value;
}

std::string ElementPointer(const char* array, std::size_t index) {
  return std::string("/") + array + "/" + std::to_string(index);
}

std::vector<LineStep> ReadSteps(ObjectReader& reader) {
  std::vector<LineStep> steps;
  const auto* array = reader.Array("steps", 1, kMostSteps);
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    ObjectReader element((*array)[i], ElementPointer("steps", i), UnknownMembers::kIgnore);
    const auto step = element.Integer("step", 1, kMostSteps);
    const auto approver = element.Id<EmployeeId>("approverId");
    const auto status = element.Text("status", {.least = 1, .most = 40});
    if (status && !IsWord(*status)) element.Mistake("status", "must be a word");
    reader.Absorb(element);
    if (step && approver && status) {
      steps.push_back({static_cast<int>(*step), *approver, *status});
    }
  }
  return steps;
}

std::vector<EmployeeId> ReadApprovers(ObjectReader& reader) {
  std::vector<EmployeeId> approvers;
  const auto* array = reader.Array("approvers", 1, 100);
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    ObjectReader element((*array)[i], ElementPointer("approvers", i), UnknownMembers::kIgnore);
    const auto approver = element.Id<EmployeeId>("approverId");
    reader.Absorb(element);
    if (approver) approvers.push_back(*approver);
  }
  return approvers;
}

Error Refuse(const char* slug, Message message) {
  return Error{ErrorCode::kInvalid, slug, std::move(message)};
}

Result<void> CheckKey(const kafka::Record& record, RequestId request) {
  // The key orders the events of a document: under another one they may overtake each other.
  if (record.key == request.str()) return {};
  return Refuse("wrong-key", "The key is not the requestId.");
}

Result<void> OnStepOpened(Tasks& tasks, const kafka::Record& record) {
  const auto opened = DecodeStepOpened(record.value);
  if (!opened) return opened.error();
  if (auto key = CheckKey(record, opened->request); !key) return key;
  const auto outcome = tasks.Open(*opened);
  if (!outcome) return outcome.error();
  failpoint::Crash("open.stored");
  log::Debug("step opened", {{"request_id", opened->request.value()},
                             {"round", opened->key.round},
                             {"step", opened->key.step},
                             {"order", opened->order},
                             {"new", *outcome == TaskStore::OpenOutcome::kOpened}});
  return {};
}

Result<void> OnClosed(Tasks& tasks, const kafka::Record& record) {
  const auto closed = DecodeClosed(record.value);
  if (!closed) return closed.error();
  if (auto key = CheckKey(record, closed->request); !key) return key;
  const auto outcome = tasks.Close(*closed);
  log::Debug("round closed", {{"request_id", closed->request.value()},
                              {"round", closed->round},
                              {"order", closed->order},
                              {"new", outcome == TaskStore::CloseOutcome::kClosed}});
  return {};
}

}  // namespace

Result<OpenedStep> DecodeStepOpened(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  ObjectReader reader(*value, "", UnknownMembers::kIgnore);
  const auto request = reader.Id<RequestId>("requestId");
  const auto round = reader.Integer("round", 1, kMostCount);
  const auto step = reader.Integer("step", 1, kMostSteps);
  const auto attempt = reader.Integer("attempt", 1, kMostCount);
  const auto order = reader.Integer("order", 1, kMostCount);
  const auto base = reader.Integer("resultBase", 0, kMostCount);
  // Only in answers of approval-request, never in its events.
  const auto missing = reader.OptionalInteger("missingResult", 1, kMostCount);
  const auto version = reader.OptionalInteger("version", 1, kMostCount);
  const auto last_step = ReadBoolean(reader, "lastStep");
  const auto reason_required = ReadBoolean(reader, "reasonRequired");
  // Producers of before said nothing: recall was possible while the first step was open.
  const auto recallable = reader.OptionalBoolean("recallable");
  // Deciding by a rule that is not known here would be worse than not deciding.
  (void)reader.Word("rule", {"ALL"});
  auto approvers = ReadApprovers(reader);
  const auto requester = reader.Id<EmployeeId>("requesterId");
  auto requester_name = reader.Text("requesterName");
  auto type = reader.Text("type", {.least = 1, .most = 40});
  auto title = reader.Text("title", {.most = kMostText});
  auto content = reader.Text("content", {.most = kMostText});
  auto hash = reader.Text("contentHash");
  if (hash && !IsContentHash(*hash)) reader.Mistake("contentHash", "must be 64 hex digits");
  auto steps = ReadSteps(reader);
  const auto created_at = ReadInstant(reader, "createdAt");
  const auto opened_at = ReadInstant(reader, "openedAt");
  if (auto wrong = reader.Finish()) return std::move(*wrong);
  return OpenedStep{.request = *request,
                    .key = {*round, static_cast<int>(*step), *attempt},
                    .order = *order,
                    .result_base = *base,
                    .version = version,
                    .last_step = *last_step,
                    .reason_required = *reason_required,
                    .recallable = recallable.value_or(*step == 1),
                    .approvers = std::move(approvers),
                    .requester = *requester,
                    .requester_name = std::move(*requester_name),
                    .type = std::move(*type),
                    .title = std::move(*title),
                    .content = std::move(*content),
                    .content_hash = std::move(*hash),
                    .steps = std::move(steps),
                    .created_at = *created_at,
                    .opened_at = *opened_at,
                    .missing_result = missing};
}

Result<ClosedRound> DecodeClosed(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  ObjectReader reader(*value, "", UnknownMembers::kIgnore);
  const auto request = reader.Id<RequestId>("requestId");
  const auto round = reader.Integer("round", 1, kMostCount);
  const auto order = reader.Integer("order", 1, kMostCount);
  const auto base = reader.OptionalInteger("resultBase", 0, kMostCount);
  const auto outcome = reader.Text("outcome", {.least = 1, .most = 40});
  if (outcome && !IsWord(*outcome)) reader.Mistake("outcome", "must be a word");
  (void)ReadInstant(reader, "closedAt");
  if (auto wrong = reader.Finish()) return std::move(*wrong);
  return ClosedRound{.request = *request, .round = *round, .order = *order, .result_base = base};
}

std::string RequestEventTopic(const Config& config) { return config.Topic("approval-requests"); }

kafka::ConsumerOptions RequestEventOptions(const Config& config) {
  kafka::ConsumerOptions options;
  options.brokers = config.kafka_brokers;
  options.group = config.Topic("approval-processing-group");
  options.instance_id = config.kafka_instance_id;
  options.topics = {RequestEventTopic(config)};
  options.workers = kEventWorkers;
  return options;
}

kafka::RecordHandler OnRequestEvent(Tasks& tasks, metrics::Registry& registry) {
  return [&tasks,
          ignored = kafka::IgnoredEvents(registry)](const kafka::Record& record) -> Result<void> {
    const auto type = record.Header("ce_type");
    if (type != "approval.step-opened" && type != "approval.closed") return ignored(record);
    if (!record.has_key || !record.has_value) {
      return Refuse("incomplete-record", "The record has no key or no value.");
    }
    return type == "approval.closed" ? OnClosed(tasks, record) : OnStepOpened(tasks, record);
  };
}

}  // namespace erp::approval_processing
