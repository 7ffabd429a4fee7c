#include "employee/app/attendance/month_sheet.h"

#include <map>
#include <optional>
#include <utility>

#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

using RecordsOf = std::map<EmployeeId, std::vector<AttendanceRecord>>;

const AttendanceRecord* Find(const std::vector<AttendanceRecord>& records, Date date) {
  for (const auto& record : records) {
    if (record.work_date == date) return &record;
  }
  return nullptr;
}

void Add(SheetRow& row, const DayAtWork& day) {
  row.present += day.record ? 1 : 0;
  row.late += day.late > 0 ? 1 : 0;
  row.early += day.early > 0 ? 1 : 0;
  row.absent += day.absent ? 1 : 0;
  row.leave += day.plan.leave != LeavePart::kNone ? 1 : 0;
  row.holidays += day.plan.kind == DayKind::kHoliday ? 1 : 0;
  if (day.record) row.work_minutes += day.record->work_minutes().value_or(0);
}

}  // namespace

MonthSheet::MonthSheet(EmployeeRepository& people,
                       AttendanceBook& book,
                       DayPlans& plans,
                       CompanyClock clock,
                       AttendancePolicy policy)
    : people_(people),
      book_(book),
      plans_(plans),
      clock_(std::move(clock)),
      policy_(std::move(policy)) {}

SheetRow MonthSheet::RowOf(const Employee& employee,
                           const std::vector<PlannedDay>& plan,
                           const std::vector<AttendanceRecord>& records) {
  SheetRow row;
  row.employee = employee;
  for (const auto& planned : plan) {
    const auto* record = Find(records, planned.date);
    row.days.push_back(Judged(planned, record != nullptr ? std::optional(*record) : std::nullopt,
                              policy_.hours, clock_.zone(), Today(), employee.profile.hired_on));
    Add(row, row.days.back());
  }
  return row;
}

std::vector<SheetRow> MonthSheet::Run(const PeopleFilter& filter,
                                      const PeoplePage& page,
                                      std::chrono::year_month month) {
  const Date first = month / std::chrono::day(1);
  const Date last = std::chrono::sys_days(month / std::chrono::last);
  const auto people = people_.List(filter, page, Today());
  std::vector<EmployeeId> ids;
  for (const auto& person : people) ids.push_back(person.employee.id);
  RecordsOf records;
  for (auto& record : book_.Between(ids, first, last)) {
    records[record.employee].push_back(std::move(record));
  }
  const auto plans = plans_.Of(ids, first, last);
  std::vector<SheetRow> rows;
  for (const auto& person : people) {
    rows.push_back(
        RowOf(person.employee, plans.at(person.employee.id), records[person.employee.id]));
  }
  return rows;
}

Result<std::vector<AttendanceRecord>> MonthSheet::Heat(EmployeeId employee, Date from, Date to) {
  if (!book_.Progress(employee)) return EmployeeNotFound();
  auto records = book_.Between({employee}, from, to);
  std::erase_if(records, [](const auto& record) { return !record.counts(); });
  return records;
}

}  // namespace erp::employee
