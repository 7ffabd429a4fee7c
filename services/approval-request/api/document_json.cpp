#include "approval-request/api/document_json.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "approval-request/api/cancellation_json.h"
#include "approval-request/domain/handover.h"
#include "contracts/document_texts.h"
#include "http/language.h"
#include "http/reply.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::approval_request {
namespace {

using json::Value;

constexpr std::size_t kMaxComment = 1000;  // characters

// Members of a document beside its texts.
using Names = std::set<std::string, std::less<>>;

Names WithTexts(Names names) {
  for (const auto& text : kDocumentTexts) names.emplace(text.name);
  return names;
}

// What PUT may change, or who acts.
const Names& EditableMembers() {
  static const Names names = WithTexts({"requesterId", "leaveDays", "steps"});
  return names;
}

const Names& AllMembers() {
  static const Names names = WithTexts({"id",
                                        "requestId",
                                        "requesterId",
                                        "requesterName",
                                        "requesterPosition",
                                        "requesterDepartment",
                                        "contentHash",
                                        "form",
                                        "formVersion",
                                        "type",
                                        "leaveDays",
                                        "reasonRequired",
                                        "round",
                                        "steps",
                                        "currentStep",
                                        "finalStatus",
                                        "version",
                                        "createdAt",
                                        "updatedAt",
                                        "refusal",
                                        "cancellation",
                                        "recalledAt",
                                        "recallComment",
                                        "can"});
  return names;
}

// What an answer shows of a step beside its number and approver.
constexpr std::array kShownOfStep = {"approverName", "approverPosition", "approverDepartment",
                                     "status",       "updatedAt",        "openedAt",
                                     "decidedAt",    "comment"};

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

Value ToJson(const Allowed& allowed) {
  Value json = Value::object();
  for (const auto& [verb, is_allowed] : allowed) json[std::string(Word(verb))] = is_allowed;
  return json;
}

Value ToJson(const Document& document) {
  Value steps = Value::array();
  for (const auto& step : ShownSteps(document)) steps.push_back(ToJson(step));
  Value json = {
      {"id", document.id.value()},
      {"requestId", document.id.value()},
      {"requesterId", document.requester.id.value()},
      {"requesterName", document.requester.name},
      {"requesterPosition", document.requester.position},
      {"requesterDepartment", document.requester.department},
      {"contentHash", document.content_hash},
      {"form", document.form},
      {"formVersion", document.form_version},
      {"type", TypeOfForm(document.form)},
      {"leaveDays", TakesLeave(document) ? Value(LeaveDaysOf(document.leave_minutes)) : Value()},
      {"reasonRequired", RejectionNeedsReason(document.form)},
      {"round", PresentRound(document).number},
      {"steps", std::move(steps)},
      {"currentStep", CurrentStep(document)},
      {"finalStatus", Word(document.state)},
      {"version", document.version},
      {"createdAt", FormatInstant(document.created_at)},
      {"updatedAt", FormatInstant(document.updated_at)}};
  contracts::AddTexts(document.texts, json);
  const auto& refusal = PresentRound(document).refusal;
  if (document.state == DocumentState::kDraft && refusal) {
    json["refusal"] = {{"code", refusal->code},
                       {"availableDays", LeaveDaysOf(refusal->available)},
                       {"pendingDays", LeaveDaysOf(refusal->pending)}};
    if (!refusal->date.empty()) json["refusal"]["date"] = refusal->date;
  }
  AddRecall(PresentRound(document).recall, json);
  if (const auto& cancellation = PresentRound(document).cancellation) {
    json["cancellation"] = CancellationValue<Value>(*cancellation);
  }
  return json;
}

// A submit says every text that is required, an edit those that change.
enum class SaidBy { kSubmit, kEdit };

// By name, those that are said.
std::map<std::string, std::string, std::less<>> ReadTexts(json::ObjectReader& reader, SaidBy by) {
  std::map<std::string, std::string, std::less<>> texts;
  for (const auto& text : kDocumentTexts) {
    const bool line = text.kind == DocumentText::Kind::kSingleLine;
    const bool filled = line && text.required;
    const json::TextLimits limits{
        .min = filled ? 1U : 0U, .max = text.max, .single_line = line, .not_blank = filled};
    std::optional<std::string> value;
    if (text.kind == DocumentText::Kind::kObject) {
      value = reader.OptionalObject(text.name);
    } else if (text.required && by == SaidBy::kSubmit) {
      value = reader.Text(text.name, limits);
    } else {
      value = reader.OptionalText(text.name, limits);
    }
    if (value) texts.emplace(text.name, *std::move(value));
  }
  return texts;
}

std::vector<LineEntry> ReadLine(json::ObjectReader& reader, bool shown) {
  std::vector<LineEntry> line;
  const Value* steps = reader.Array("steps", 1, kMaxSteps);
  if (steps == nullptr) return line;
  for (std::size_t i = 0; i < steps->size(); ++i) {
    json::ObjectReader step((*steps)[i], "/steps/" + std::to_string(i));
    const auto number = step.Integer("step", 1, static_cast<std::int64_t>(kMaxSteps));
    const auto approver = step.Id<EmployeeId>("approverId");
    // Of a line that was read before; it follows from the approver.
    for (const char* name : kShownOfStep) {
      if (shown) static_cast<void>(step.Any(name));
    }
    if (number && approver) line.push_back({*number, *approver});
    reader.Absorb(step);
  }
  return line;
}

// The form, by its id or by its old name.
std::optional<std::string> ReadForm(json::ObjectReader& reader,
                                    const std::vector<std::string>& forms) {
  std::vector<std::string> types;
  for (const auto& form : forms) types.push_back(TypeOfForm(form));
  auto form = reader.OptionalWord("form", forms);
  const auto type = reader.OptionalWord("type", types);
  if (!type) return form;
  if (form && TypeOfForm(*form) != *type) {
    reader.Mistake("type", erp::Message("must be {} when form is {}", TypeOfForm(*form), *form));
  }
  return FormOfType(*type);
}

// Members that PUT does not change must be as they are, where they are sent at all.
Result<void> Unchanged(const Value& sent, const Value& present) {
  std::vector<FieldError> mistakes;
  for (const auto& name : AllMembers()) {
    // "can" is of who has read it, and of that moment.
    if (EditableMembers().contains(name) || name == "can") continue;
    const auto given = sent.find(name);
    const auto now = present.find(name);
    if (given == sent.end() || (now == present.end() ? given->is_null() : *given == *now)) continue;
    std::string pointer = "/";
    pointer += name;
    mistakes.push_back({std::move(pointer), "cannot be changed"});
  }
  if (mistakes.empty()) return {};
  return Error{ErrorCode::kInvalid, "invalid-body", "The body has mistakes; see errors.",
               std::move(mistakes)};
}

}  // namespace

Result<Fields> ParseFields(const std::optional<std::string>& text) {
  if (!text) return Fields();
  std::set<std::string> names;
  for (std::size_t at = 0; at <= text->size();) {
    const auto comma = std::min(text->find(',', at), text->size());
    auto name = text->substr(at, comma - at);
    if (!AllMembers().contains(name)) {
      return Error{ErrorCode::kInvalid,
                   "invalid-query",
                   "The query has mistakes; see errors.",
                   {{"fields", "must be names of members, comma-separated"}}};
    }
    names.insert(std::move(name));
    at = comma + 1;
  }
  return Fields(std::move(names));
}

std::string DocumentJson(const Document& document,
                         const Fields& fields,
                         const std::optional<Allowed>& can) {
  Value json = ToJson(document);
  if (can) json["can"] = ToJson(*can);
  if (!fields) return json::Dump(json);
  Value chosen = Value::object();
  for (const auto& name : *fields) {
    if (const auto found = json.find(name); found != json.end()) chosen[name] = *found;
  }
  return json::Dump(chosen);
}

PrintedDocuments PrintDocuments(const DocumentPage& page, const Fields& fields, const CanOf& can) {
  std::string text = "[";
  for (std::size_t i = 0; i < page.documents.size(); ++i) {
    // One at a time: the tree of a whole page takes several times its bytes.
    const auto document = DocumentJson(page.documents[i], fields, can(page.documents[i]));
    if (i > 0 && text.size() + document.size() + 2 > kPageBytes) {
      const Document& last = page.documents[i - 1];
      return {text + ']', ListCursor{last.created_at, last.id}};
    }
    if (i > 0) text += ',';
    text += document;
  }
  return {text + ']', page.next};
}

std::string SubmittedJson(const Document& document, const Round& round) {
  const Content about = ContentOf(document, round);
  return json::Dump({{"id", document.id.value()},
                     {"requestId", document.id.value()},
                     {"requesterId", document.requester.id.value()},
                     {"title", about.texts.title},
                     {"form", document.form},
                     {"type", TypeOfForm(document.form)},
                     {"contentHash", about.hash},
                     {"round", round.number},
                     {"createdAt", FormatInstant(document.created_at)}});
}

std::string ArbitratedJson(RequestId document, const std::string& status) {
  const char* message = "The document was rejected.";
  if (status == "approved") message = "The document was approved.";
  if (status == "recalled") message = "The document was recalled.";
  return json::Dump(
      {{"message", http::Localized(message)}, {"requestId", document.value()}, {"status", status}});
}

http::Response RefusedSubmit(const Document& document, const Round& round) {
  const LeaveRefusal& refusal = round.refusal.value();
  Error error{ErrorCode::kConflict, refusal.code, "The document was not submitted; it is a draft."};
  if (refusal.code == "leave-insufficient") {
    error.message = "There is not enough leave for this document; it is a draft.";
  } else if (refusal.code == "leave-overlap") {
    error.message =
        erp::Message("Other leave takes a part of {}; the document is a draft.", refusal.date);
  } else if (refusal.code == "leave-outside-validity") {
    error.message =
        erp::Message("No grant of leave is valid on {}; the document is a draft.", refusal.date);
  }
  auto response = http::Problem(error);
  auto problem = json::Value::parse(response.body);
  problem["requestId"] = document.id.value();
  problem["requestedDays"] = LeaveDaysOf(ContentOf(document, round).leave_minutes);
  problem["availableDays"] = LeaveDaysOf(refusal.available);
  problem["pendingDays"] = LeaveDaysOf(refusal.pending);
  if (!refusal.date.empty()) problem["date"] = refusal.date;
  response.body = json::Dump(problem);
  return response;
}

Result<Draft> ParseDraft(const std::string& body, const std::vector<std::string>& forms) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  Draft draft;
  const auto requester = reader.Id<EmployeeId>("requesterId");
  auto texts = ReadTexts(reader, SaidBy::kSubmit);
  auto form = ReadForm(reader, forms);
  if (reader.Any("leaveDays") != nullptr) draft.leave_days = reader.Number("leaveDays");
  draft.line = ReadLine(reader, false);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  draft.requester = *requester;
  for (const auto& text : kDocumentTexts) {
    const auto said = texts.find(text.name);
    if (said != texts.end()) draft.texts.*text.value = std::move(said->second);
  }
  if (form) draft.form = *std::move(form);
  return draft;
}

Result<EditBody> ParseEdit(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  EditBody parsed;
  const auto requester = reader.Id<EmployeeId>("requesterId");
  parsed.edit.texts = ReadTexts(reader, SaidBy::kEdit);
  if (const auto* days = reader.Any("leaveDays"); days != nullptr && !days->is_null()) {
    parsed.edit.leave_days = reader.Number("leaveDays");
  }
  if (const auto* steps = reader.Any("steps"); steps != nullptr && !steps->is_null()) {
    parsed.edit.line = ReadLine(reader, true);
  }
  for (const auto& name : AllMembers()) static_cast<void>(reader.Any(name));
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  parsed.requester = *requester;
  parsed.unchanged = [sent = std::make_shared<Value>(*value)](const Document& present) {
    return Unchanged(*sent, ToJson(present));
  };
  return parsed;
}

Result<EmployeeId> ParseRequester(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto requester = reader.Id<EmployeeId>("requesterId");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return *requester;
}

Result<DecisionBody> ParseDecisionBody(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto approver = reader.Id<EmployeeId>("approverId");
  auto comment = reader.OptionalTextOf("comment", "reason", {.max = kMaxComment, .trimmed = true});
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  if (comment && comment->empty()) comment.reset();
  return DecisionBody{*approver, std::move(comment)};
}

Result<RecallBody> ParseRecallBody(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto requester = reader.Id<EmployeeId>("requesterId");
  auto comment = reader.OptionalTextOf("comment", "reason", {.max = kMaxComment, .trimmed = true});
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  if (comment && comment->empty()) comment.reset();
  return RecallBody{*requester, std::move(comment)};
}

}  // namespace erp::approval_request
