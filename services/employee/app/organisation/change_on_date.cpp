#include "employee/app/organisation/change_on_date.h"

#include "employee/domain/refusals.h"

namespace erp::employee {

Result<PlacementHistory::Recorded> ChangeOnDate::Record(EmployeeId id,
                                                        DatedChange change,
                                                        const std::optional<RequestKey>& key) {
  const auto now = clock_.Now();
  if (change.change.Nothing()) return InvalidBody({{"", "names nothing to change"}});
  if (change.change.manager == std::optional(id)) {
    return InvalidBody({{"/managerId", "must be somebody else"}});
  }
  change.note.at = now.at;
  return history_.Record(id, change, now, key);
}

Result<ChangeOnDate::Timeline> ChangeOnDate::Read(EmployeeId id) {
  auto entries = history_.Entries(id);
  if (!entries) return EmployeeNotFound();
  return Timeline{*std::move(entries), history_.Plans(id)};
}

Result<ChangeOnDate::Answer> ChangeOnDate::On(EmployeeId id, std::optional<Date> on) {
  const Date date = on.value_or(clock_.Today());
  const auto timeline = Read(id);
  if (!timeline) return timeline.error();
  auto placement = PlacementOn(timeline->entries, date);
  if (!placement) return NoHistoryOn(date);
  if (date > clock_.Today()) {
    placement = WithPlanned(*std::move(placement), timeline->plans, date);
  }
  return Answer{date, *std::move(placement)};
}

}  // namespace erp::employee
