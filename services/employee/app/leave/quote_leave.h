// Use case: what a leave would take, date by date, before anybody asks for it.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "employee/app/company_clock.h"
#include "employee/app/leave/ports.h"
#include "employee/domain/leave/day_counter.h"

namespace erp::employee {

struct LeaveQuote {
  LeaveCount count;
  Totals totals;  // valid on the first day, without this leave
  // Why it would be refused now, if it were asked for; the same rules decide then.
  std::optional<std::string> refusal;
  std::optional<Date> refused_date;
};

// The dates that take something, as the ledger stores them.
std::vector<LeaveDay> DaysOf(const LeaveCount& count);

// Thread-safe; blocks on ledger and calendars, which must outlive it.
class QuoteLeave {
 public:
  // `below`: as the ledger has it.
  QuoteLeave(LeaveLedger& ledger, Calendars& calendars, CompanyClock clock, Minutes below)
      : ledger_(ledger), calendars_(calendars), clock_(std::move(clock)), below_(below) {}

  // Refuses an unknown employee, and what CountLeave refuses.
  Result<LeaveQuote> Run(EmployeeId employee, const LeaveRequest& request);

 private:
  LeaveLedger& ledger_;
  Calendars& calendars_;
  const CompanyClock clock_;
  const Minutes below_;
};

}  // namespace erp::employee
