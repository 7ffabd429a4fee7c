#include "approval-request/clients/leave_ledger.h"

#include <algorithm>
#include <array>
#include <utility>

#include "approval-request/clients/employee_answers.h"
#include "http/passed_on.h"
#include "json/json.h"
#include "json/object_reader.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

// In the order of LeaveKind.
constexpr std::array<const char*, 4> kKinds = {"RESERVE", "CONSUME", "RELEASE", "CANCEL"};

metrics::Counter CounterOf(metrics::Registry& registry, const char* outcome) {
  return registry.GetCounter("approval_leave_operations_total",
                             "Operations on the leave ledger by its answer",
                             {{"outcome", outcome}});
}

LeaveAnswer AnswerOf(const json::Value& body) {
  json::ObjectReader reader(body, "", json::UnknownMembers::kIgnore);
  const auto outcome = reader.Word("outcome", {"applied", "refused"});
  auto refusal = reader.OptionalText("refusal", {1, 100});
  auto date = reader.OptionalText("refusedDate", {1, 10});
  const auto available = reader.Integer("availableMinutes", INT64_MIN, INT64_MAX);
  const auto reserved = reader.Integer("reservedMinutes", INT64_MIN, INT64_MAX);
  if (reader.Finish()) throw Unavailable("employee: its answer about leave is not complete");
  return {.applied = *outcome == "applied",
          .refusal = std::move(refusal).value_or(""),
          .available = *available,
          .reserved = *reserved,
          .date = std::move(date).value_or("")};
}

// The parts of days that `member` names, as a document keeps them; the reader notes mistakes.
std::string DatesText(json::ObjectReader& reader, const char* member) {
  constexpr std::size_t kMostDates = 366;
  constexpr std::int64_t kMinutesOfADate = 1440;
  std::string text;
  const auto* dates = reader.Array(member, 0, kMostDates);
  for (std::size_t i = 0; dates != nullptr && i < dates->size(); ++i) {
    json::ObjectReader one((*dates)[i], "", json::UnknownMembers::kIgnore);
    const auto date = one.Text("date", {10, 10});
    const auto from = one.Integer("from", 0, kMinutesOfADate);
    const auto to = one.Integer("to", 0, kMinutesOfADate);
    reader.Absorb(one);
    if (!date || !from || !to || *from == *to) continue;  // a day off
    if (!text.empty()) text += ';';
    text.append(*date).append(":").append(std::to_string(*from));
    text.append("-").append(std::to_string(*to));
  }
  return text;
}

json::Value DatesJson(const std::string& text) {
  auto dates = json::Value::array();
  for (const auto& date : LeaveDatesOf(text)) {
    dates.push_back({{"date", date.date}, {"from", date.from}, {"to", date.to}});
  }
  return dates;
}

}  // namespace

std::string LeaveBody(const LeaveOperation& operation) {
  json::Value body{{"employeeId", operation.employee.value()},
                   {"kind", kKinds.at(static_cast<std::size_t>(operation.kind))},
                   {"source", LeaveSource(operation.document, operation.round)}};
  if (operation.kind != LeaveKind::kCancel) body["minutes"] = operation.minutes;
  if (!operation.first_date.empty()) body["firstDate"] = operation.first_date;
  if (auto dates = DatesJson(operation.dates); !dates.empty()) body["dates"] = std::move(dates);
  return json::Dump(body);
}

std::optional<LeaveOperation> ParseLeave(const std::string& id, const std::string& body) {
  auto operation = ParseLeaveId(id);
  const auto value = json::Parse(body);
  if (!operation || !value) return std::nullopt;
  json::ObjectReader reader(*value, "", json::UnknownMembers::kIgnore);
  const auto employee = reader.Id<EmployeeId>("employeeId");
  const bool cancel = operation->kind == LeaveKind::kCancel;
  const auto minutes = cancel ? 0 : reader.Integer("minutes", 1, kMaxLeave);
  auto first = reader.OptionalText("firstDate", {10, 10});
  if (reader.Any("dates") != nullptr) operation->dates = DatesText(reader, "dates");
  if (reader.Finish()) return std::nullopt;
  operation->employee = *employee;
  operation->minutes = *minutes;
  operation->first_date = std::move(first).value_or("");
  return operation;
}

LeaveLedger::LeaveLedger(http::Client& client, metrics::Registry& registry)
    : client_(client),
      applied_(CounterOf(registry, "applied")),
      refused_(CounterOf(registry, "refused")),
      unanswered_(CounterOf(registry, "unanswered")) {}

Result<CountedLeave> LeaveLedger::Count(EmployeeId employee,
                                        const std::string& request,
                                        Deadline deadline) {
  auto body = json::Parse(request).value();
  body["employeeId"] = employee.value();
  const http::Headers headers = {{"Content-Type", "application/json"}};
  const auto response =
      client_.Send("PUT", "/internal/leave-counts", json::Dump(body), headers, deadline);
  if (response.status != 200) return AsFields(http::PassedOn(response, "employee"));
  const auto value = json::Parse(response.body);
  if (!value) throw Unavailable("employee: what it counted is not JSON");
  json::ObjectReader reader(*value, "", json::UnknownMembers::kIgnore);
  const auto minutes = reader.Integer("minutes", 1, kMaxLeave);
  auto dates = DatesText(reader, "dates");
  if (reader.Finish()) throw Unavailable("employee: what it counted is not complete");
  return CountedLeave{*minutes, std::move(dates)};
}

LeaveAnswer LeaveLedger::Apply(const LeaveOperation& operation, Deadline deadline) {
  try {
    const auto response = Send(operation, deadline);
    if (const auto code = FinalCode(response)) {
      refused_.Add();
      if (response.status != 404) {  // a mistake of one of the two daemons
        log::Error("leave operation not understood",
                   {{"op", EventId(operation)}, {"status", response.status}, {"code", *code}});
      }
      return {.applied = false, .refusal = *code};
    }
    const auto body = json::Parse(response.body);
    if (response.status != 200 || !body) {
      throw Unavailable("employee: status " + std::to_string(response.status) + " for leave");
    }
    auto answer = AnswerOf(*body);
    (answer.applied ? applied_ : refused_).Add();
    return answer;
  } catch (const Unavailable&) {
    unanswered_.Add();
    throw;
  }
}

http::Response LeaveLedger::Send(const LeaveOperation& operation, Deadline deadline) {
  const std::string path = "/internal/leave-ops/" + EventId(operation);
  const http::Headers headers = {{"Content-Type", "application/json"}};
  const std::string body = LeaveBody(operation);
  try {
    return client_.Send("PUT", path, body, headers, deadline);
  } catch (const Unavailable&) {
    if (deadline.Expired()) throw;
  }
  // The connection may have been closed while it was idle; the operation is the same one.
  return client_.Send("PUT", path, body, headers, deadline);
}

}  // namespace erp::approval_request
