#include "employee/clients/leave_documents_client.h"

#include <chrono>
#include <cmath>
#include <utility>

#include "employee/domain/date.h"
#include "employee/domain/leave/leave_status.h"
#include "employee/domain/leave/month_rule.h"
#include "http/passed_on.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

constexpr std::chrono::milliseconds kTimeout{5000};
constexpr const char* kService = "approval-request";
constexpr const char* kForm = "annual-leave";
constexpr std::size_t kLongestPage = 1000;
constexpr json::TextLimits kAnyText{0, 100'000};
constexpr int kOk = 200;
constexpr int kCreated = 201;
constexpr int kAccepted = 202;

http::ClientOptions Options(const Config& config) {
  http::ClientOptions options;
  options.name = kService;
  options.base_url = config.request_url;
  options.authorization = config.ServiceAuthorization();
  options.connections = 8;
  return options;
}

// The fields of the form: those of POST /leaves/quote.
json::Value FieldsOf(const LeaveRequest& leave) {
  json::Value fields{{"startDate", FormatDate(leave.start)}, {"endDate", FormatDate(leave.end)}};
  switch (leave.unit) {
    case LeaveUnit::kDay:
      break;
    case LeaveUnit::kHalfAm:
      fields.update({{"unit", "half"}, {"half", "am"}});
      break;
    case LeaveUnit::kHalfPm:
      fields.update({{"unit", "half"}, {"half", "pm"}});
      break;
    case LeaveUnit::kQuarter:
      fields.update({{"unit", "quarter"}, {"quarter", leave.quarter}});
      break;
    case LeaveUnit::kHours:
      fields.update(
          {{"unit", "hours"}, {"from", leave.hours.from.count()}, {"to", leave.hours.to.count()}});
      break;
  }
  return fields;
}

std::string TitleOf(const LeaveRequest& leave) {
  std::string title = "연차 신청 ";
  title += FormatDate(leave.start);
  if (leave.end != leave.start) {
    title += " ~ ";
    title += FormatDate(leave.end);
  }
  return title;
}

[[noreturn]] void ThrowIncomplete() {
  throw Unavailable("approval-request: a document about leave is not complete");
}

std::optional<Date> DateIn(const json::Value* fields, const char* name) {
  if (fields == nullptr || !fields->is_object()) return std::nullopt;
  const auto found = fields->find(name);
  if (found == fields->end() || !found->is_string()) return std::nullopt;
  return ParseDate(found->get<std::string>());
}

// The approver of the step that the document names as the open one.
std::optional<EmployeeId> ApproverIn(const json::Value& steps, std::int64_t open) {
  for (const auto& step : steps) {
    json::ObjectReader reader(step, "", json::UnknownMembers::kIgnore);
    const auto number = reader.Integer("step", 1, 1000);
    const auto approver = reader.Id<EmployeeId>("approverId");
    if (number == open) return approver;
  }
  return std::nullopt;
}

// Hours may be minutes that are no eighths of a day.
std::optional<Minutes> MinutesIn(const json::Value* days) {
  if (days == nullptr || !days->is_number()) return std::nullopt;
  return Minutes(std::llround(days->get<double>() * Minutes::kPerDay));
}

// Leave of which the dates to come were canceled is what had been taken until then.
void LeaveOutCanceled(const json::Value* cancellation, LeaveDocument& document) {
  const auto first = DateIn(cancellation, "firstDate");
  if (!first || !document.minutes || document.status != "APPROVED") return;
  document.end = AfterDays(*first, -1);
  const auto canceled =
      MinutesIn(cancellation->contains("days") ? &(*cancellation)["days"] : nullptr);
  if (canceled) document.minutes = *document.minutes - *canceled;
}

LeaveDocument DocumentOf(const json::Value& value) {
  json::ObjectReader reader(value, "", json::UnknownMembers::kIgnore);
  const auto id = reader.Id<RequestId>("requestId");
  const auto employee = reader.Id<EmployeeId>("requesterId");
  const auto content = reader.OptionalText("content", kAnyText);
  const auto state = reader.Text("finalStatus", kAnyText);
  const auto created = reader.Text("createdAt", kAnyText);
  const auto open = reader.OptionalInteger("currentStep", 0, 1000);
  const auto* steps = reader.Array("steps", 0, kLongestPage);
  const auto* fields = reader.Any("fields");
  const auto* days = reader.Any("leaveDays");
  const auto* refusal = reader.Any("refusal");
  const auto* cancellation = reader.Any("cancellation");
  if (reader.Finish()) ThrowIncomplete();
  const auto at = ParseInstant(*created);
  if (!at) ThrowIncomplete();
  LeaveDocument document;
  document.id = *id;
  document.employee = *employee;
  document.start = DateIn(fields, "startDate");
  document.end = DateIn(fields, "endDate");
  if (!document.end) document.end = document.start;
  document.minutes = MinutesIn(days);
  document.reason = content.value_or("");
  document.status = LeaveStatusOf(*state, refusal != nullptr && refusal->is_object());
  LeaveOutCanceled(cancellation, document);
  if (*state == "in_progress") document.approver = ApproverIn(*steps, open.value_or(0));
  document.created_at = *at;
  return document;
}

json::Value Parsed(const http::Response& answer) {
  auto value = json::Parse(answer.body);
  if (!value) throw Unavailable("approval-request: its answer is not JSON");
  return *std::move(value);
}

// The cursor in a Link header, as the other service wrote it.
std::optional<std::string> CursorIn(const std::string& link) {
  constexpr std::string_view kName = "cursor=";
  const auto begin = link.find(kName);
  if (begin == std::string::npos) return std::nullopt;
  const auto from = begin + kName.size();
  return link.substr(from, link.find_first_of("&>", from) - from);
}

}  // namespace

LeaveDocumentsClient::LeaveDocumentsClient(const Config& config, metrics::Registry& registry)
    : client_(Options(config), registry) {}

Result<RequestId> LeaveDocumentsClient::Submit(const NewLeaveDocument& document,
                                               const std::optional<std::string>& key) {
  const json::Value step{{"step", 1}, {"approverId", document.approver.value()}};
  const json::Value body{
      {"requesterId", document.employee.value()}, {"form", kForm},
      {"title", TitleOf(document.leave)},         {"content", document.reason},
      {"fields", FieldsOf(document.leave)},       {"steps", json::Value::array({step})}};
  const auto answer = Send("POST", "/internal/approvals", json::Dump(body), key);
  if (answer.status != kCreated) return http::PassedOn(answer, kService);
  const auto value = Parsed(answer);
  json::ObjectReader reader(value, "", json::UnknownMembers::kIgnore);
  const auto id = reader.Id<RequestId>("requestId");
  if (!id) ThrowIncomplete();
  return *id;
}

Result<LeaveDocumentPage> LeaveDocumentsClient::Of(EmployeeId employee,
                                                   int limit,
                                                   const std::optional<std::string>& cursor) {
  std::string path = "/internal/approvals?form=annual-leave&requesterId=";
  path += employee.str();
  path += "&limit=";
  path += std::to_string(limit);
  if (cursor) {
    path += "&cursor=";
    path += *cursor;
  }
  path +=
      "&fields=requestId,requesterId,content,finalStatus,createdAt,currentStep,steps,fields,"
      "leaveDays,refusal,cancellation";
  const auto answer = Send("GET", path, "", std::nullopt);
  if (answer.status != kOk) return http::PassedOn(answer, kService);
  LeaveDocumentPage page;
  const auto value = Parsed(answer);
  if (!value.is_array()) ThrowIncomplete();
  for (const auto& one : value) page.documents.push_back(DocumentOf(one));
  page.next = CursorIn(http::HeaderOf(answer, "link"));
  return page;
}

Result<LeaveDocument> LeaveDocumentsClient::Find(RequestId id) {
  const auto answer = Send("GET", "/internal/approvals/" + id.str(), "", std::nullopt);
  constexpr int kNotFound = 404;
  if (answer.status == kNotFound) return LeaveNotFound();
  if (answer.status != kOk) return http::PassedOn(answer, kService);
  const auto value = Parsed(answer);
  json::ObjectReader reader(value, "", json::UnknownMembers::kIgnore);
  if (reader.Text("form", kAnyText) != kForm) return LeaveNotFound();
  return DocumentOf(value);
}

Result<void> LeaveDocumentsClient::Decide(RequestId id,
                                          EmployeeId approver,
                                          bool approved,
                                          const std::optional<std::string>& comment,
                                          const std::optional<std::string>& key) {
  json::Value body{{"approverId", approver.value()}};
  if (comment) body["comment"] = *comment;
  std::string path = "/internal/approvals/";
  path += id.str();
  path += approved ? "/approve" : "/reject";
  const auto answer = Send("PUT", path, json::Dump(body), key);
  if (answer.status != kOk && answer.status != kAccepted) return http::PassedOn(answer, kService);
  return {};
}

http::Response LeaveDocumentsClient::Send(const std::string& method,
                                          const std::string& path,
                                          const std::string& body,
                                          const std::optional<std::string>& key) {
  http::Headers headers;
  if (!body.empty()) {
    headers.emplace_back("Content-Type", "application/json");
    // With a key of our own a repeat on another connection is safe too.
    headers.emplace_back("Idempotency-Key", key.value_or(NewUuid()));
  }
  return client_.Send(method, path, body, headers, Deadline::After(kTimeout));
}

}  // namespace erp::employee
