// Use case: somebody is given leave for work on a holiday (보상휴가, 근로기준법 57조).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "employee/app/attendance/ports.h"
#include "employee/app/company_clock.h"
#include "employee/app/leave/ports.h"
#include "employee/app/organisation/human_resources.h"
#include "employee/app/organisation/ports.h"
#include "employee/domain/leave/compensatory_leave.h"

namespace erp::employee {

struct WantedCompensation {
  EmployeeId actor;
  Date work_date{};
  std::optional<std::string> reason = std::nullopt;
};

// Thread-safe; blocks on its ports, which must outlive it.
class GrantCompensatoryLeave {
 public:
  struct From {
    EmployeeRepository& people;
    HumanResources& human_resources;
    AttendanceBook& attendance;
    Calendars& calendars;
    LeaveLedger& ledger;
    NotifyingLedger& notifying;
  };
  GrantCompensatoryLeave(From from, CompanyClock clock, CompensatoryPolicy policy)
      : from_(from), clock_(std::move(clock)), policy_(policy) {}

  // The grant, with a notice LEAVE_GRANTED to the person in the same unit of work. What was granted
  // for a date is answered again whatever attendance and calendar say by now. Refuses an unknown
  // employee, one who has left ("employee-inactive"), an actor who is neither human resources nor
  // the person's manager, or who is the person ("may-not-grant"), a date without attendance
  // ("not-worked"), and as CompensatoryGrant does.
  Result<Posting> Run(EmployeeId employee, const WantedCompensation& wanted);

 private:
  bool MayGrant(const Employee& employee, EmployeeId actor);
  std::optional<Posting> Granted(EmployeeId employee, Date date);

  const From from_;
  const CompanyClock clock_;
  const CompensatoryPolicy policy_;
};

}  // namespace erp::employee
