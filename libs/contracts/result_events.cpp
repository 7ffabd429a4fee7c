#include "contracts/result_events.h"

#include <utility>

#include "contracts/internal/reading.h"
#include "contracts/internal/writing.h"

namespace erp::contracts {
namespace {

using json::ObjectReader;
using json::UnknownMembers;
using json::Value;

constexpr std::size_t kMaxComment = 4000;  // characters

// In the order in which the scripts of approval-processing write them.
ObjectWriter Begin(const ArbiterResult& result, const char* id) {
  ObjectWriter body;
  body.Add("requestId", result.document.value())
      .Add("round", result.key.round)
      .Add("step", result.key.step)
      .Add("attempt", result.key.attempt)
      .Add("n", result.sequence)
      .Add(id, result.id);
  return body;
}

std::string End(ObjectWriter body, const ArbiterResult& result, const char* at) {
  return body.Add("contentHash", result.content_hash).Add(at, FormatInstant(result.at)).Text();
}

// What the three have in common; nothing when there were mistakes.
std::optional<ArbiterResult> Read(ObjectReader& reader, const char* id_name, const char* at_name) {
  const auto document = reader.Id<RequestId>("requestId");
  const auto key = ReadKey(reader);
  const auto sequence = reader.Integer("n", 1, INT64_MAX);
  auto id = reader.Text(id_name, {.min = 1, .max = kMaxId});
  auto hash = ReadHash(reader, "contentHash");
  const auto at = ReadInstant(reader, at_name);
  if (!document || !key || !sequence || !id || !hash || !at) return std::nullopt;
  return ArbiterResult{*document, *key, *sequence, *std::move(id), *std::move(hash), *at};
}

std::optional<Person> ReadRecipient(ObjectReader& reader) {
  const Value* to = reader.Any("to");
  if (to == nullptr) {
    reader.Mistake("to", "is required");
    return std::nullopt;
  }
  ObjectReader person(*to, "/to", UnknownMembers::kIgnore);
  const auto id = person.Id<EmployeeId>("approverId");
  auto name = person.Text("name", {.max = kMaxName});
  auto position = person.Text("position", {.max = kMaxName});
  auto department = person.Text("department", {.max = kMaxName});
  reader.Absorb(person);
  if (!id || !name || !position || !department) return std::nullopt;
  return Person{*id, *std::move(name), *std::move(position), *std::move(department)};
}

}  // namespace

std::string Encode(const StepDecided& event) {
  auto body = Begin(event, "decisionId");
  body.Add("approverId", event.approver.value());
  body.Add("status", event.approved ? "approved" : "rejected");
  if (!event.comment.empty()) body.Add("comment", event.comment);
  return End(std::move(body), event, "decidedAt");
}

Result<StepDecided> DecodeStepDecided(std::string_view body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  ObjectReader reader(*value, "", UnknownMembers::kIgnore);
  auto common = Read(reader, "decisionId", "decidedAt");
  const auto approver = reader.Id<EmployeeId>("approverId");
  const auto status = reader.Word("status", {"approved", "rejected"});
  auto comment = reader.OptionalText("comment", {.max = kMaxComment});
  if (auto wrong = reader.Finish()) return std::move(*wrong);
  return StepDecided{*std::move(common), *approver, *status == "approved",
                     std::move(comment).value_or("")};
}

std::string Encode(const Recalled& event) {
  auto body = Begin(event, "recallId");
  body.Add("requesterId", event.requester.value());
  if (!event.comment.empty()) body.Add("comment", event.comment);
  return End(std::move(body), event, "recalledAt");
}

Result<Recalled> DecodeRecalled(std::string_view body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  ObjectReader reader(*value, "", UnknownMembers::kIgnore);
  auto common = Read(reader, "recallId", "recalledAt");
  const auto requester = reader.Id<EmployeeId>("requesterId");
  auto comment = reader.OptionalText("comment", {.max = kMaxComment});
  if (auto wrong = reader.Finish()) return std::move(*wrong);
  return Recalled{*std::move(common), *requester, std::move(comment).value_or("")};
}

std::string Encode(const TaskMoved& event) {
  auto body = Begin(event, "moveId");
  body.Add("fromId", event.from.value()).Add("to", ToJson(event.to)).Add("because", event.because);
  return End(std::move(body), event, "movedAt");
}

Result<TaskMoved> DecodeTaskMoved(std::string_view body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  ObjectReader reader(*value, "", UnknownMembers::kIgnore);
  auto common = Read(reader, "moveId", "movedAt");
  const auto from = reader.Id<EmployeeId>("fromId");
  auto to = ReadRecipient(reader);
  auto because = reader.OptionalText("because", {.max = kMaxId});
  if (auto wrong = reader.Finish()) return std::move(*wrong);
  return TaskMoved{*std::move(common), *from, *std::move(to), std::move(because).value_or("")};
}

}  // namespace erp::contracts
