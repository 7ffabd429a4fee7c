// Use case: somebody is given leave for work on a holiday (보상휴가, 근로기준법 57조).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "employee/app/attendance/ports.h"
#include "employee/app/company_clock.h"
#include "employee/app/leave/ports.h"
#include "employee/app/organisation/organisation_ports.h"
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
    PostRegister& posts;  // roles
    AttendanceBook& attendance;
    Calendars& calendars;
    LeaveLedger& ledger;
    NotifyingLedger& notifying;
  };
  // People of `hr_departments` and those with the role "hr" are human resources.
  GrantCompensatoryLeave(From from,
                         CompanyClock clock,
                         CompensatoryPolicy policy,
                         std::vector<std::string> hr_departments)
      : from_(from),
        clock_(std::move(clock)),
        policy_(policy),
        hr_departments_(std::move(hr_departments)) {}

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
  const std::vector<std::string> hr_departments_;
};

}  // namespace erp::employee
