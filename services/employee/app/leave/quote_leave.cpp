#include "employee/app/leave/quote_leave.h"

#include "employee/domain/leave/lots.h"
#include "employee/domain/refusals.h"

namespace erp::employee {

std::vector<LeaveDay> DaysOf(const LeaveCount& count) {
  std::vector<LeaveDay> days;
  for (const auto& date : count.dates) {
    if (date.minutes() > Minutes()) days.push_back({date.date, date.part});
  }
  return days;
}

Result<LeaveQuote> QuoteLeave::Run(EmployeeId employee, const LeaveRequest& request) {
  const auto entries = ledger_.Entries(employee);
  if (entries.empty()) return EmployeeNotFound();
  auto count = CountLeave(request, calendars_.Of(employee));
  if (!count) return count.error();
  LotBook lots;
  for (const auto& entry : entries) lots.Follow(entry);
  LeaveQuote quote{*std::move(count), lots.On(request.start), std::nullopt, std::nullopt};
  // Decided by the ledger's own rules, in an account that nobody keeps.
  Account account;
  account.below = below_;
  SourceState source;
  const auto entry = account.Post({.id = "quote",
                                   .kind = EntryKind::kReserve,
                                   .minutes = quote.count.total,
                                   .source = "quote",
                                   .on = clock_.Today(),
                                   .days = DaysOf(quote.count)},
                                  source, lots);
  quote.refusal = entry.refusal;
  quote.refused_date = entry.refused_date;
  return quote;
}

}  // namespace erp::employee
