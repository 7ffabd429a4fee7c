#include "approval-request/api/on_result.h"

#include <algorithm>
#include <utility>

#include "json/json.h"
#include "json/object_reader.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

constexpr const char* kStepDecided = "approval.step-decided";
constexpr const char* kRecalled = "approval.recalled";
constexpr const char* kTaskMoved = "approval.task-moved";
constexpr std::size_t kMaxId = 200;
constexpr std::size_t kMaxName = 1000;
constexpr std::size_t kMaxComment = 4000;  // characters

bool IsHash(const std::string& text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// How the events call what they have in common.
struct Names {
  const char* id;
  const char* actor;
  const char* at;
};

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

Verdict VerdictOf(const std::string& status) {
  return status == "approved" ? Verdict::kApproved : Verdict::kRejected;
}

// Whose task it is after a move.
std::optional<PersonSnapshot> RecipientOf(json::ObjectReader& reader) {
  const json::Value* to = reader.Any("to");
  if (to == nullptr) {
    reader.Mistake("to", "is required");
    return std::nullopt;
  }
  json::ObjectReader person(*to, "/to", json::UnknownMembers::kIgnore);
  const auto id = person.Id<EmployeeId>("approverId");
  auto name = person.Text("name", {0, kMaxName});
  auto position = person.Text("position", {0, kMaxName});
  auto department = person.Text("department", {0, kMaxName});
  reader.Absorb(person);
  if (!id || !name || !position || !department) return std::nullopt;
  return PersonSnapshot{*id, *std::move(name), *std::move(position), *std::move(department)};
}

Result<ArbitratedResult> Decode(const std::string& body,
                                const Names& names,
                                bool has_status,
                                bool moves = false) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value, "", json::UnknownMembers::kIgnore);
  const auto request = reader.Id<RequestId>("requestId");
  const auto round = reader.Integer("round", 1, INT32_MAX);
  const auto step = reader.Integer("step", 1, static_cast<std::int64_t>(kMaxSteps));
  const auto attempt = reader.Integer("attempt", 1, INT32_MAX);
  const auto n = reader.Integer("n", 1, INT64_MAX);
  auto id = reader.Text(names.id, {1, kMaxId});
  const auto actor = reader.Id<EmployeeId>(names.actor);
  std::optional<std::string> status;
  if (has_status) status = reader.Word("status", {"approved", "rejected"});
  auto to = moves ? RecipientOf(reader) : std::nullopt;
  auto comment = reader.OptionalText("comment", {0, kMaxComment});
  auto hash = reader.Text("contentHash");
  const auto time = reader.Text(names.at);
  const auto at = time ? ParseInstant(*time) : std::nullopt;
  if (time && !at) reader.Mistake(names.at, "must be an instant");
  if (hash && !IsHash(*hash)) reader.Mistake("contentHash", "must be a SHA-256 in hex");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return ArbitratedResult{.request = *request,
                          .round = static_cast<int>(*round),
                          .step = static_cast<int>(*step),
                          .attempt = static_cast<int>(*attempt),
                          .n = *n,
                          .id = *std::move(id),
                          .actor = *actor,
                          .verdict = status  ? VerdictOf(*status)
                                     : moves ? Verdict::kMoved
                                             : Verdict::kRecalled,
                          .comment = std::move(comment).value_or(""),
                          .content_hash = *std::move(hash),
                          .at = *at,
                          .to = std::move(to)};
}

bool IsKnown(const std::string& type) {
  return type == kStepDecided || type == kRecalled || type == kTaskMoved;
}

metrics::Counter CounterOf(metrics::Registry& registry, const char* outcome) {
  return registry.GetCounter("approval_results_total", "Results that were read from the bus",
                             {{"outcome", outcome}});
}

}  // namespace

Result<ArbitratedResult> DecodeStepDecided(const std::string& body) {
  return Decode(body, {.id = "decisionId", .actor = "approverId", .at = "decidedAt"}, true);
}

Result<ArbitratedResult> DecodeRecalled(const std::string& body) {
  return Decode(body, {.id = "recallId", .actor = "requesterId", .at = "recalledAt"}, false);
}

Result<ArbitratedResult> DecodeTaskMoved(const std::string& body) {
  return Decode(body, {.id = "moveId", .actor = "fromId", .at = "movedAt"}, false, true);
}

Result<ArbitratedResult> DecodeResult(const std::string& type, const std::string& body) {
  if (type == kStepDecided) return DecodeStepDecided(body);
  if (type == kRecalled) return DecodeRecalled(body);
  if (type == kTaskMoved) return DecodeTaskMoved(body);
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

Result<void> OnResult::operator()(const kafka::Record& record) {
  const auto bury = [&](Error error) {
    dead_.Add();
    log::Error("result unreadable", {{"code", error.slug},
                                     {"why", error.message.English()},
                                     {"key", record.key},
                                     {"event_id", record.Header("ce_id")}});
    return Result<void>(std::move(error));
  };
  const auto type = record.Header("ce_type");
  if (!IsKnown(type)) {
    auto ignored = ignored_(record);
    return ignored ? ignored : bury(ignored.error());
  }
  auto result = DecodeResult(type, record.value);
  if (!result) return bury(result.error());
  if (const auto epoch = record.Header("ce_epoch"); !epoch.empty()) {
    result->epoch = ParsePositive(epoch);
    if (!result->epoch) {
      return bury({ErrorCode::kInvalid, "wrong-epoch", "The epoch is no positive whole number."});
    }
  }
  // The key orders the results of a document: under another one they may overtake each other.
  if (record.key != result->request.str()) {
    return bury({ErrorCode::kInvalid, "wrong-key", "The key is not the requestId."});
  }
  const auto recorded = record_.Run(*result, {.type = type, .body = record.value});
  if (!recorded) return bury(recorded.error());
  switch (*recorded) {
    case RecordResult::Recorded::kApplied:
      applied_.Add();
      log::Info("result recorded", {{"request_id", result->request.value()},
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
          {{"request_id", result->request.value()}, {"n", result->n}, {"event_id", result->id}});
      break;
    case RecordResult::Recorded::kRefused:
      refused_.Add();
      log::Warn("result refused", {{"request_id", result->request.value()},
                                   {"n", result->n},
                                   {"event_id", result->id},
                                   {"actor", result->actor.value()}});
      break;
  }
  return {};
}

}  // namespace erp::approval_request
