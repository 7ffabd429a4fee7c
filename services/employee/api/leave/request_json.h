// Bodies and queries about a leave that is asked for, and about the days off. Thread-safe
// functions.
#pragma once

#include <optional>
#include <string>

#include "common/result.h"
#include "employee/app/leave/quote_leave.h"
#include "http/call.h"

namespace erp::json {
class ObjectReader;
}

namespace erp::employee {

// startDate, and optional endDate, unit, half, quarter, from and to. What is wrong with them is the
// reader's to say; what is returned counts only when it finds nothing.
LeaveRequest ReadLeaveRequest(json::ObjectReader& reader);

struct QuoteRequest {
  EmployeeId employee;
  LeaveRequest leave;
};
// employeeId, startDate, and optional endDate, unit, half, quarter, from and to. The error names
// every mistake in it.
Result<QuoteRequest> ReadQuoteRequest(const std::string& body);
std::string PrintQuote(EmployeeId employee, const LeaveRequest& leave, const LeaveQuote& quote);

// from and to; without them all.
std::string PrintHolidays(const Holidays& holidays,
                          const std::optional<Date>& from,
                          const std::optional<Date>& to);

}  // namespace erp::employee
