#include "contracts/approval_events.h"

#include <utility>

#include "common/form_id.h"
#include "contracts/document_texts.h"
#include "contracts/internal/reading.h"

namespace erp::contracts {
namespace {

using json::ObjectReader;
using json::UnknownMembers;
using json::Value;

constexpr std::size_t kMaxApprovers = 100;
constexpr std::int64_t kDay = 480;  // minutes

std::string ElementPointer(const char* array, std::size_t index) {
  std::string pointer("/");
  pointer.append(array).append("/").append(std::to_string(index));
  return pointer;
}

std::vector<LineStep> ReadSteps(ObjectReader& reader) {
  std::vector<LineStep> steps;
  const auto* array = reader.Array("steps", 1, kMaxSteps);
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    ObjectReader element((*array)[i], ElementPointer("steps", i), UnknownMembers::kIgnore);
    const auto step = element.Integer("step", 1, kMaxSteps);
    const auto approver = element.Id<EmployeeId>("approverId");
    auto status = ReadWord(element, "status");
    reader.Absorb(element);
    if (step && approver && status) {
      steps.push_back({static_cast<int>(*step), *approver, *std::move(status)});
    }
  }
  return steps;
}

std::vector<Person> ReadApprovers(ObjectReader& reader) {
  std::vector<Person> approvers;
  const auto* array = reader.Array("approvers", 1, kMaxApprovers);
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    ObjectReader element((*array)[i], ElementPointer("approvers", i), UnknownMembers::kIgnore);
    const auto approver = element.Id<EmployeeId>("approverId");
    auto name = element.OptionalText("name", {.max = kMaxName});
    auto position = element.OptionalText("position", {.max = kMaxName});
    auto department = element.OptionalText("department", {.max = kMaxName});
    reader.Absorb(element);
    if (!approver) continue;
    approvers.push_back({*approver, std::move(name).value_or(""), std::move(position).value_or(""),
                         std::move(department).value_or("")});
  }
  return approvers;
}

// The id follows from the type; should a newer producer say one that does not, its id counts.
std::optional<std::string> ReadForm(ObjectReader& reader) {
  const auto type = reader.Text("type", {.min = 1, .max = 40});
  auto form = reader.OptionalText("form", {.min = 1, .max = 40});
  if (!form && type) form = FormOfType(*type);
  if (form && IsFormId(*form)) return form;
  if (type) reader.Mistake(form ? "form" : "type", "must name a form");
  return std::nullopt;
}

// leaveDays, a multiple of an eighth of a day.
std::int64_t ReadLeave(ObjectReader& reader) {
  const Value* days = reader.Any("leaveDays");
  if (days == nullptr) return 0;
  const double minutes = days->is_number() ? days->get<double>() * kDay : -1;
  const bool whole = minutes > 0 && minutes < 1e9 &&
                     minutes == static_cast<double>(static_cast<std::int64_t>(minutes));
  if (whole) return static_cast<std::int64_t>(minutes);
  reader.Mistake("leaveDays", "must be a number of days");
  return 0;
}

}  // namespace

std::string Encode(const StepOpened& event) {
  Value approvers = Value::array();
  for (const auto& person : event.approvers) approvers.push_back(ToJson(person));
  Value steps = Value::array();
  for (const auto& step : event.steps) {
    steps.push_back(
        {{"step", step.step}, {"approverId", step.approver.value()}, {"status", step.status}});
  }
  Value body = {{"requestId", event.document.value()},
                {"order", event.order},
                {"resultBase", event.result_base},
                {"lastStep", event.last_step},
                {"rule", "ALL"},
                {"reasonRequired", event.reason_required},
                {"approvers", std::move(approvers)},
                {"requesterId", event.requester.value()},
                {"requesterName", event.requester_name},
                {"type", TypeOfForm(event.form)},
                {"form", event.form},
                {"contentHash", event.content_hash},
                {"steps", std::move(steps)},
                {"createdAt", FormatInstant(event.created_at)},
                {"openedAt", FormatInstant(event.opened_at)}};
  AddKey(event.key, body);
  AddTexts(event.texts, body);
  if (event.version) body["version"] = *event.version;
  if (event.recallable) body["recallable"] = *event.recallable;
  if (event.leave_minutes > 0) {
    body["leaveDays"] = static_cast<double>(event.leave_minutes) / kDay;
  }
  if (event.missing_result) body["missingResult"] = *event.missing_result;
  return json::Dump(body);
}

Result<StepOpened> DecodeStepOpened(std::string_view body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  ObjectReader reader(*value, "", UnknownMembers::kIgnore);
  const auto document = reader.Id<RequestId>("requestId");
  const auto key = ReadKey(reader);
  const auto order = reader.Integer("order", 1, kMaxCount);
  const auto base = reader.Integer("resultBase", 0, kMaxCount);
  const auto missing = reader.OptionalInteger("missingResult", 1, kMaxCount);
  const auto version = reader.OptionalInteger("version", 1, kMaxCount);
  const auto last_step = ReadBoolean(reader, "lastStep");
  const auto reason_required = ReadBoolean(reader, "reasonRequired");
  const auto recallable = reader.OptionalBoolean("recallable");
  // Deciding by a rule that is not known here would be worse than not deciding.
  (void)reader.Word("rule", {"ALL"});
  auto approvers = ReadApprovers(reader);
  const auto requester = reader.Id<EmployeeId>("requesterId");
  auto requester_name = reader.Text("requesterName");
  auto form = ReadForm(reader);
  auto texts = ReadTexts(reader);
  const auto leave = ReadLeave(reader);
  auto hash = ReadHash(reader, "contentHash");
  auto steps = ReadSteps(reader);
  const auto created_at = ReadInstant(reader, "createdAt");
  const auto opened_at = ReadInstant(reader, "openedAt");
  if (auto wrong = reader.Finish()) return std::move(*wrong);
  return StepOpened{.document = *document,
                    .key = *key,
                    .order = *order,
                    .result_base = *base,
                    .version = version,
                    .last_step = *last_step,
                    .reason_required = *reason_required,
                    .recallable = recallable,
                    .approvers = std::move(approvers),
                    .requester = *requester,
                    .requester_name = *std::move(requester_name),
                    .form = *std::move(form),
                    .texts = std::move(texts),
                    .leave_minutes = leave,
                    .content_hash = *std::move(hash),
                    .steps = std::move(steps),
                    .created_at = *created_at,
                    .opened_at = *opened_at,
                    .missing_result = missing};
}

std::string Encode(const RoundClosed& event) {
  Value body = {{"requestId", event.document.value()},
                {"round", event.round},
                {"order", event.order},
                {"outcome", event.outcome},
                {"closedAt", FormatInstant(event.closed_at)}};
  if (event.result_base) body["resultBase"] = *event.result_base;
  return json::Dump(body);
}

Result<RoundClosed> DecodeRoundClosed(std::string_view body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  ObjectReader reader(*value, "", UnknownMembers::kIgnore);
  const auto document = reader.Id<RequestId>("requestId");
  const auto round = reader.Integer("round", 1, kMaxRoundNumber);
  const auto order = reader.Integer("order", 1, kMaxCount);
  const auto base = reader.OptionalInteger("resultBase", 0, kMaxCount);
  auto outcome = ReadWord(reader, "outcome");
  const auto closed_at = ReadInstant(reader, "closedAt");
  if (auto wrong = reader.Finish()) return std::move(*wrong);
  return RoundClosed{.document = *document,
                     .round = *round,
                     .order = *order,
                     .result_base = base,
                     .outcome = *std::move(outcome),
                     .closed_at = *closed_at};
}

}  // namespace erp::contracts
