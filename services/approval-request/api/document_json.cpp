#include "approval-request/api/document_json.h"

#include <utility>

#include "approval-request/domain/handover.h"
#include "http/language.h"
#include "http/reply.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::approval_request {
namespace {

using json::Value;

constexpr json::TextLimits kTitle{
    .least = 1, .most = kMaxTitle, .single_line = true, .not_blank = true};

constexpr std::size_t kMaxReason = 1000;  // characters

Value TimeOrNull(const std::optional<Instant>& time) {
  return time ? Value(FormatInstant(*time)) : Value(nullptr);
}

Value ToJson(const Step& step) {
  Value json{{"step", step.number},
             {"approverId", step.approver.id.value()},
             {"approverName", step.approver.name},
             {"approverPosition", step.approver.position},
             {"approverDepartment", step.approver.department},
             {"status", Word(step.status)},
             {"updatedAt", TimeOrNull(step.decided_at ? step.decided_at : step.opened_at)},
             {"openedAt", TimeOrNull(step.opened_at)}};
  if (!step.decision_id.empty()) json["decidedAt"] = TimeOrNull(step.decided_at);
  if (!step.comment.empty()) json["comment"] = step.comment;
  if (!step.handovers.empty()) {
    const PersonSnapshot& original = OriginalApprover(step);
    json["originalApproverId"] = original.id.value();
    json["originalApproverName"] = original.name;
    json["reassignedBecause"] = step.handovers.back().because;
    json["reassignedAt"] = FormatInstant(step.handovers.back().at);
  }
  if (step.vacant && step.status == StepStatus::kPending) json["vacant"] = true;
  return json;
}

void AddRecall(const std::optional<RecallMark>& recall, Value& json) {
  if (!recall) return;
  json["recalledAt"] = FormatInstant(recall->at);
  if (!recall->comment.empty()) json["recallComment"] = recall->comment;
}

Value ToJson(const Document& document) {
  Value steps = Value::array();
  for (const auto& step : PresentRound(document).steps) steps.push_back(ToJson(step));
  Value json = {
      {"requestId", document.id.value()},
      {"requesterId", document.requester.id.value()},
      {"requesterName", document.requester.name},
      {"requesterPosition", document.requester.position},
      {"requesterDepartment", document.requester.department},
      {"title", document.title},
      {"content", document.content},
      {"contentHash", document.content_hash},
      {"type", Word(document.type)},
      {"leaveDays", TakesLeave(document) ? Value(LeaveDaysOf(document.leave_minutes)) : Value()},
      {"round", PresentRound(document).number},
      {"steps", std::move(steps)},
      {"currentStep", CurrentStep(document)},
      {"finalStatus", Word(document.state)},
      {"version", document.version},
      {"createdAt", FormatInstant(document.created_at)},
      {"updatedAt", FormatInstant(document.updated_at)}};
  const auto& refusal = PresentRound(document).refusal;
  if (document.state == DocumentState::kDraft && refusal) {
    json["refusal"] = {{"code", refusal->code},
                       {"availableDays", LeaveDaysOf(refusal->available)},
                       {"pendingDays", LeaveDaysOf(refusal->pending)}};
  }
  AddRecall(PresentRound(document).recall, json);
  return json;
}

void ReadLine(json::ObjectReader& reader, Draft& draft) {
  const Value* steps = reader.Array("steps", 1, kMaxSteps);
  if (steps == nullptr) return;
  for (std::size_t i = 0; i < steps->size(); ++i) {
    json::ObjectReader step((*steps)[i], "/steps/" + std::to_string(i));
    const auto number = step.Integer("step", 1, static_cast<std::int64_t>(kMaxSteps));
    const auto approver = step.Id<EmployeeId>("approverId");
    if (number && approver) draft.line.push_back({*number, *approver});
    reader.Absorb(step);
  }
}

}  // namespace

std::string DocumentJson(const Document& document) { return json::Dump(ToJson(document)); }

std::string DocumentListJson(const std::vector<Document>& documents) {
  Value list = Value::array();
  for (const auto& document : documents) list.push_back(ToJson(document));
  return json::Dump(list);
}

std::string SubmittedJson(const Document& document) {
  return json::Dump({{"requestId", document.id.value()},
                     {"requesterId", document.requester.id.value()},
                     {"title", document.title},
                     {"type", Word(document.type)},
                     {"contentHash", document.content_hash},
                     {"createdAt", FormatInstant(document.created_at)}});
}

std::string ArbitratedJson(RequestId request, const std::string& status) {
  const char* message = "The document was rejected.";
  if (status == "approved") message = "The document was approved.";
  if (status == "recalled") message = "The document was recalled.";
  return json::Dump(
      {{"message", http::Localized(message)}, {"requestId", request.value()}, {"status", status}});
}

http::Response RefusedSubmit(const Document& document, const LeaveRefusal& refusal) {
  Error error{ErrorCode::kConflict, refusal.code, "The document was not submitted; it is a draft."};
  if (refusal.code == "leave-insufficient") {
    error.message = "There is not enough leave for this document; it is a draft.";
  }
  auto response = http::Problem(error);
  auto problem = json::Value::parse(response.body);
  problem["requestId"] = document.id.value();
  problem["requestedDays"] = LeaveDaysOf(document.leave_minutes);
  problem["availableDays"] = LeaveDaysOf(refusal.available);
  problem["pendingDays"] = LeaveDaysOf(refusal.pending);
  response.body = json::Dump(problem);
  return response;
}

Result<Draft> ParseDraft(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  Draft draft;
  const auto requester = reader.Id<EmployeeId>("requesterId");
  auto title = reader.Text("title", kTitle);
  auto content = reader.Text("content", {0, kMaxContent});
  const auto type = reader.OptionalWord("type", DocumentTypeWords());
  if (reader.Any("leaveDays") != nullptr) draft.leave_days = reader.Number("leaveDays");
  ReadLine(reader, draft);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  draft.requester = *requester;
  draft.title = *std::move(title);
  draft.content = *std::move(content);
  if (type) draft.type = ParseDocumentType(*type).value_or(DocumentType::kGeneral);
  return draft;
}

Result<DecisionBody> ParseDecisionBody(const std::string& body, bool approve) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto approver = reader.Id<EmployeeId>("approverId");
  std::optional<std::string> reason;
  if (!approve) reason = reader.OptionalText("reason", {0, kMaxReason});
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  if (reason && reason->empty()) reason.reset();
  return DecisionBody{*approver, std::move(reason)};
}

Result<RecallBody> ParseRecallBody(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto requester = reader.Id<EmployeeId>("requesterId");
  auto comment = reader.OptionalText("comment", {0, kMaxReason});
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  if (comment && comment->empty()) comment.reset();
  return RecallBody{*requester, std::move(comment)};
}

std::string CursorText(const ListCursor& cursor) {
  return std::to_string(cursor.created_at.time_since_epoch().count()) + "-" + cursor.id.str();
}

Result<ListCursor> ParseCursor(std::string_view text) {
  const auto dash = text.find('-');
  const auto time = ParsePositive(text.substr(0, dash));
  const auto id =
      dash == std::string_view::npos ? std::nullopt : RequestId::Parse(text.substr(dash + 1));
  // Beyond this the instant would not be one any more.
  constexpr std::int64_t kLatest = 253402300799999;  // 9999-12-31T23:59:59.999Z
  if (time && id && *time <= kLatest) {
    return ListCursor{Instant(std::chrono::milliseconds(*time)), *id};
  }
  return Error{ErrorCode::kInvalid,
               "invalid-query",
               "The query has mistakes; see errors.",
               {{"cursor", "is not one that a Link header gave"}}};
}

}  // namespace erp::approval_request
