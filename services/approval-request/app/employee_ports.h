// What the use cases need from employee. Every method is thread-safe, blocks within a deadline of
// its own or the one that it is given, and throws Unavailable when employee is away.
#pragma once

#include <string>
#include <vector>

#include "approval-request/domain/leave.h"
#include "approval-request/domain/submit.h"
#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"

namespace erp::approval_request {

class PeopleDirectory {
 public:
  virtual ~PeopleDirectory() = default;
  // One call for all of them; unknown ids are absent from the answer.
  virtual People Find(const std::vector<EmployeeId>& ids) = 0;
};

// Who has which role: employee.
class Roles {
 public:
  virtual ~Roles() = default;
  // False for somebody unknown, and for who has left.
  virtual bool IsHumanResources(EmployeeId person) = 0;
};

// The ledger of leave: employee. The same operation again has the same answer.
class LeaveClient {
 public:
  virtual ~LeaveClient() = default;
  // Blocks at most until the deadline.
  virtual LeaveAnswer Apply(const LeaveOperation& operation, Deadline deadline) = 0;
  // What dates of leave take for somebody: `request` is an object of the members that POST
  // /leaves/quote knows, without the person. Refuses what they cannot be, with pointers into the
  // body of a submit, and dates that take nothing. Throws Unavailable without an answer.
  virtual Result<CountedLeave> Count(EmployeeId employee,
                                     const std::string& request,
                                     Deadline deadline) = 0;
};

// The book of attendance: employee.
class AttendanceClient {
 public:
  virtual ~AttendanceClient() = default;
  // Whether somebody's day can be corrected so, as of now. Refuses it with pointers into the body
  // of a submit. Blocks at most until the deadline.
  virtual Result<void> Check(EmployeeId employee, const std::string& day, Deadline deadline) = 0;
};

}  // namespace erp::approval_request
