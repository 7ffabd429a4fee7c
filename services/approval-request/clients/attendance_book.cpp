#include "approval-request/clients/attendance_book.h"

#include <chrono>

#include "approval-request/clients/employee_answers.h"
#include "common/failpoint.h"
#include "http/passed_on.h"
#include "json/json.h"
#include "observe/log.h"
#include "observe/trace.h"

namespace erp::approval_request {
namespace {

constexpr std::chrono::milliseconds kTimeout{2000};
constexpr int kOk = 200;
constexpr int kNoContent = 204;

const http::Headers& JsonHeaders() {
  static const http::Headers headers = {{"Content-Type", "application/json"}};
  return headers;
}

metrics::Counter CounterOf(metrics::Registry& registry, const char* outcome) {
  return registry.GetCounter("approval_attendance_corrections_total",
                             "Corrections of attendance by the answer of employee",
                             {{"outcome", outcome}});
}

std::string WithEmployee(const std::string& day, EmployeeId employee) {
  auto body = json::Parse(day).value();
  body["employeeId"] = employee.value();
  return json::Dump(body);
}

}  // namespace

std::string AttendanceBody(const AttendanceCorrection& correction) {
  return WithEmployee(correction.day, correction.employee);
}

AttendanceBook::AttendanceBook(http::Client& client, metrics::Registry& registry)
    : client_(client),
      corrected_(CounterOf(registry, "corrected")),
      refused_(CounterOf(registry, "refused")),
      sink_([&client](Deadline deadline) { return IsReady(client, deadline); }, {.threads = 2}) {}

Result<void> AttendanceBook::Check(EmployeeId employee, const std::string& day, Deadline deadline) {
  const auto response = client_.Send("PUT", "/internal/attendance-checks",
                                     WithEmployee(day, employee), JsonHeaders(), deadline);
  if (response.status == kNoContent) return {};
  return AsFields(http::PassedOn(response, "employee"));
}

void AttendanceBook::Start() {
  sink_.Start([this](const outbox::Entry& entry) { Carry(entry); });
}

void AttendanceBook::Carry(const outbox::Entry& entry) {
  const trace::Scope scope(trace::FromHeader(entry.traceparent));
  const auto response = client_.Send("PUT", "/internal/attendance-corrections/" + entry.id,
                                     entry.body, JsonHeaders(), Deadline::After(kTimeout));
  if (const auto code = FinalCode(response)) {
    refused_.Add();
    log::Error("a correction that was approved is refused",
               {{"id", entry.id}, {"code", *code}, {"answer", response.body}});
  } else if (response.status == kOk) {
    corrected_.Add();
  } else {
    throw Unavailable("employee: status " + std::to_string(response.status) + " for attendance");
  }
  failpoint::Crash("attendance.delivered");
}

}  // namespace erp::approval_request
