#include "approval-request/api/on_result.h"

#include <algorithm>
#include <utility>

#include "json/json.h"
#include "json/object_reader.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

constexpr const char* kStepDecided = "approval.step-decided";
constexpr std::size_t kMaxId = 200;
constexpr std::size_t kMaxComment = 4000;  // characters

bool IsHash(const std::string& text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

metrics::Counter CounterOf(metrics::Registry& registry, const char* outcome) {
  return registry.GetCounter("approval_results_total", "Results that were read from the bus",
                             {{"outcome", outcome}});
}

}  // namespace

Result<Decision> DecodeStepDecided(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value, "", json::UnknownMembers::kIgnore);
  const auto request = reader.Id<RequestId>("requestId");
  const auto round = reader.Integer("round", 1, INT32_MAX);
  const auto step = reader.Integer("step", 1, static_cast<std::int64_t>(kMaxSteps));
  const auto attempt = reader.Integer("attempt", 1, INT32_MAX);
  const auto n = reader.Integer("n", 1, INT64_MAX);
  auto id = reader.Text("decisionId", {1, kMaxId});
  const auto approver = reader.Id<EmployeeId>("approverId");
  const auto status = reader.Word("status", {"approved", "rejected"});
  auto comment = reader.OptionalText("comment", {0, kMaxComment});
  auto hash = reader.Text("contentHash");
  const auto time = reader.Text("decidedAt");
  const auto decided_at = time ? ParseInstant(*time) : std::nullopt;
  if (time && !decided_at) reader.Mistake("decidedAt", "must be an instant");
  if (hash && !IsHash(*hash)) reader.Mistake("contentHash", "must be a SHA-256 in hex");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return Decision{.request = *request,
                  .round = static_cast<int>(*round),
                  .step = static_cast<int>(*step),
                  .attempt = static_cast<int>(*attempt),
                  .n = *n,
                  .id = *std::move(id),
                  .approver = *approver,
                  .approved = *status == "approved",
                  .comment = std::move(comment).value_or(""),
                  .content_hash = *std::move(hash),
                  .decided_at = *decided_at};
}

OnResult::OnResult(RecordDecision& record, metrics::Registry& registry)
    : record_(record),
      applied_(CounterOf(registry, "applied")),
      duplicate_(CounterOf(registry, "duplicate")),
      refused_(CounterOf(registry, "refused")) {}

Result<void> OnResult::operator()(const kafka::Record& record) {
  const auto refuse = [&](Error error) {
    refused_.Add();
    log::Error("result refused", {{"code", error.slug},
                                  {"why", error.message},
                                  {"key", record.key},
                                  {"event_id", record.Header("ce_id")}});
    return Result<void>(std::move(error));
  };
  if (const auto type = record.Header("ce_type"); type != kStepDecided) {
    return refuse({ErrorCode::kInvalid, "unknown-event",
                   "Events of type '" + type + "' are not known here."});
  }
  auto decision = DecodeStepDecided(record.value);
  if (!decision) return refuse(decision.error());
  // The key orders the results of a document: under another one they may overtake each other.
  if (record.key != decision->request.str()) {
    return refuse({ErrorCode::kInvalid, "wrong-key", "The key is not the requestId."});
  }
  const auto recorded = record_.Run(*decision);
  if (!recorded) return refuse(recorded.error());
  (*recorded == RecordDecision::Recorded::kApplied ? applied_ : duplicate_).Add();
  return {};
}

}  // namespace erp::approval_request
