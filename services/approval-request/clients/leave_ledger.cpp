#include "approval-request/clients/leave_ledger.h"

#include <algorithm>
#include <array>
#include <utility>

#include "json/json.h"
#include "json/object_reader.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

// In the order of LeaveKind.
constexpr std::array<const char*, 3> kKinds = {"RESERVE", "CONSUME", "RELEASE"};

metrics::Counter CounterOf(metrics::Registry& registry, const char* outcome) {
  return registry.GetCounter("approval_leave_operations_total",
                             "Operations on the leave ledger by its answer",
                             {{"outcome", outcome}});
}

LeaveAnswer AnswerOf(const json::Value& body) {
  json::ObjectReader reader(body, "", json::UnknownMembers::kIgnore);
  const auto outcome = reader.Word("outcome", {"applied", "refused"});
  auto refusal = reader.OptionalText("refusal", {1, 100});
  const auto available = reader.Integer("availableMinutes", INT64_MIN, INT64_MAX);
  const auto reserved = reader.Integer("reservedMinutes", INT64_MIN, INT64_MAX);
  if (reader.Finish()) throw Unavailable("employee: its answer about leave is not complete");
  return {.applied = *outcome == "applied",
          .refusal = std::move(refusal).value_or(""),
          .available = *available,
          .reserved = *reserved};
}

// The code of a refusal that no repeat can change. Anything else, such as the 404 of a daemon
// that does not know the path yet, may be answered otherwise later.
std::optional<std::string> FinalCode(const http::Response& response) {
  if (response.status != 400 && response.status != 404 && response.status != 422) {
    return std::nullopt;
  }
  const auto problem = json::Parse(response.body);
  if (!problem || !problem->is_object()) return std::nullopt;
  const auto code = problem->find("code");
  if (code == problem->end() || !code->is_string()) return std::nullopt;
  if (response.status == 404 && *code != "employee-not-found") return std::nullopt;
  return code->get<std::string>();
}

}  // namespace

std::string LeaveBody(const LeaveOperation& operation) {
  return json::Dump({{"employeeId", operation.employee.value()},
                     {"kind", kKinds.at(static_cast<std::size_t>(operation.kind))},
                     {"minutes", operation.minutes},
                     {"source", LeaveSource(operation.document, operation.round)}});
}

std::optional<LeaveOperation> ParseLeave(const std::string& id, const std::string& body) {
  auto operation = ParseLeaveId(id);
  const auto value = json::Parse(body);
  if (!operation || !value) return std::nullopt;
  json::ObjectReader reader(*value, "", json::UnknownMembers::kIgnore);
  const auto employee = reader.Id<EmployeeId>("employeeId");
  const auto minutes = reader.Integer("minutes", 1, kMaxLeave);
  if (reader.Finish()) return std::nullopt;
  operation->employee = *employee;
  operation->minutes = *minutes;
  return operation;
}

LeaveLedger::LeaveLedger(http::Client& client, metrics::Registry& registry)
    : client_(client),
      applied_(CounterOf(registry, "applied")),
      refused_(CounterOf(registry, "refused")),
      unanswered_(CounterOf(registry, "unanswered")) {}

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

bool LeaveLedger::Ready(Deadline deadline) {
  try {
    return client_.Send("GET", "/readyz", "", {}, deadline).status == 200;
  } catch (const Unavailable&) {
    return false;
  }
}

}  // namespace erp::approval_request
