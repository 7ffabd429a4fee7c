// Bodies about leave: what clients and other services send, and what they get. Thread-safe
// functions.
#pragma once

#include <optional>
#include <string>

#include "common/result.h"
#include "employee/app/leave/by_hand.h"
#include "http/message.h"

namespace erp::employee {

// Each reads a request body, minutes and reason; the error names every mistake in it.
Result<ByHand> ReadAdjustment(const std::string& body);
Result<ByHand> ReadDeduction(const std::string& body);

struct LeaveOperation {
  EmployeeId employee;
  Operation operation;
};
// `id` stands in the path.
Result<LeaveOperation> ReadLeaveOperation(const std::string& id, const std::string& body);

std::string PrintBalance(const Totals& totals);
std::string PrintAdjusted(Minutes balance);
std::string PrintDeducted(Minutes balance);
std::string PrintLeaveOperation(const Posting& posting);

// 409 of a refused posting, with what is available and what is pending as of now.
http::Response LeaveRefused(const Posting& posting);

}  // namespace erp::employee
