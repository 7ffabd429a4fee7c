#include "employee/api/leave/leaves_json.h"

#include "employee/api/leave/days.h"
#include "employee/api/leave/request_json.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

constexpr json::TextLimits kReason{0, 1000};

json::Value Printed(const LeaveDocument& leave) {
  return {{"id", leave.id.value()},
          {"employeeId", leave.employee.value()},
          {"startDate", OrNull<json::Value>(leave.start)},
          {"endDate", OrNull<json::Value>(leave.end)},
          {"days", leave.minutes ? Days<json::Value>(*leave.minutes) : json::Value()},
          {"reason", leave.reason},
          {"status", leave.status},
          {"approverId", leave.approver ? json::Value(leave.approver->value()) : json::Value()},
          {"createdAt", FormatInstant(leave.created_at)}};
}

}  // namespace

Result<WantedLeave> ReadWantedLeave(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  WantedLeave wanted;
  wanted.employee = reader.Id<EmployeeId>("employeeId").value_or(EmployeeId());
  wanted.leave = ReadLeaveRequest(reader);
  if (const auto* days = reader.Any("days"); days != nullptr && !days->is_null()) {
    if (days->is_number()) wanted.claimed = Minutes::FromDays(days->get<double>());
    const bool too_many = wanted.claimed && *wanted.claimed > Minutes::OfDays(kLongestLeaveDays);
    if (!wanted.claimed || *wanted.claimed <= Minutes() || too_many) {
      reader.Mistake("days", "must be a multiple of 1/8 day above 0 and at most 366 days");
    }
  }
  wanted.reason = reader.OptionalText("reason", kReason).value_or("");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return wanted;
}

Result<std::optional<std::string>> ReadLeaveDecision(const std::string& body) {
  if (body.empty()) return std::optional<std::string>();
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  auto reason = reader.OptionalText("reason", kReason);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return reason;
}

std::string PrintLeave(const LeaveDocument& leave) { return json::Dump(Printed(leave)); }

std::string PrintLeaves(const std::vector<LeaveDocument>& leaves) {
  auto list = json::Value::array();
  for (const auto& leave : leaves) list.push_back(Printed(leave));
  return json::Dump(list);
}

}  // namespace erp::employee
