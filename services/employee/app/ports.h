// What the use cases of this service need from outside, capability by capability.
#pragma once

#include <functional>

#include "common/clock.h"
#include "common/time_zone.h"
#include "employee/app/attendance/ports.h"
#include "employee/app/company_clock.h"
#include "employee/app/identity/ports.h"
#include "employee/app/jobs/ports.h"
#include "employee/app/leave/absence_ports.h"
#include "employee/app/leave/leave_documents.h"
#include "employee/app/leave/ports.h"
#include "employee/app/leave/promotion_ports.h"
#include "employee/app/organisation/organisation_ports.h"
#include "employee/app/organisation/ports.h"
#include "employee/app/quest/ports.h"
#include "employee/app/quest/quest_context.h"

namespace erp::employee {

// All must outlive the use cases. Assignable: another port may be put before one of them
// (wiring.h).
struct Ports {
  std::reference_wrapper<EmployeeRepository> people;
  std::reference_wrapper<LeaveLedger> ledger;
  std::reference_wrapper<Calendars> calendars;
  std::reference_wrapper<LeaverRegister> leavers;
  std::reference_wrapper<WorkSource> work;
  std::reference_wrapper<LeaveDocuments> leave_documents;
  std::reference_wrapper<const Clock> clock;
  TimeZone zone;  // of the company's dates; a copy shares it
  std::reference_wrapper<QuestStore> quests;
  std::reference_wrapper<QuestReader> quest_lists;
  std::reference_wrapper<AttendanceBook> attendance;
  std::reference_wrapper<DayPlans> days;
  std::reference_wrapper<JobRuns> job_runs;
  std::reference_wrapper<WorkCalendarBook> work_calendars;
  std::reference_wrapper<NotifyingLedger> notifying_ledger;
  OrganisationPorts organisation;
  std::reference_wrapper<PromotionRegister> promotions;
  std::reference_wrapper<AbsenceRegister> absences;
  IdentityPorts identity;

  [[nodiscard]] CompanyClock company_clock() const { return {clock, zone}; }
  [[nodiscard]] QuestContext quest_context(const QuestPolicy& policy) const {
    return {quests, company_clock(), policy};
  }
};

}  // namespace erp::employee
