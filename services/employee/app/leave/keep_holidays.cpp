#include "employee/app/leave/keep_holidays.h"

#include <algorithm>
#include <vector>

#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

// The one of the same date and name, or nothing.
const Holiday* Same(const Holidays& all, const Holiday& holiday) {
  const auto of_date = all.On(holiday.date);
  const auto found = std::ranges::find(of_date, holiday.name, &Holiday::name);
  return found == of_date.end() ? nullptr : &*found;
}

}  // namespace

void KeepHolidays::Put(const Holiday& holiday) {
  const auto all = calendars_.All();
  const Holiday* const before = Same(all, holiday);
  if (before == nullptr || *before != holiday) calendars_.Put({holiday});
}

Result<void> KeepHolidays::Remove(Date date, const std::optional<std::string>& name) {
  const auto all = calendars_.All();
  std::vector<Holiday> removed;
  for (const auto& holiday : all.On(date)) {
    if (!name || holiday.name == *name) removed.push_back(holiday);
  }
  if (removed.empty()) return HolidayNotFound();
  calendars_.Remove(removed);
  return {};
}

Result<HolidayImport> KeepHolidays::Import(std::string_view csv, bool dry_run) {
  const auto read = ParseHolidays(csv);
  if (!read) return read.error();
  const auto all = calendars_.All();
  HolidayImport import;
  std::vector<Holiday> written;
  for (const auto& holiday : read->all()) {
    const Holiday* const before = Same(all, holiday);
    if (before != nullptr && *before == holiday) {
      ++import.unchanged;
      continue;
    }
    ++(before == nullptr ? import.added : import.changed);
    written.push_back(holiday);
  }
  if (!dry_run && !written.empty()) calendars_.Put(written);
  return import;
}

}  // namespace erp::employee
