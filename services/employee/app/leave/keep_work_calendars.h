// Use case: the working calendars and who has which are entered by hand.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "employee/app/leave/ports.h"
#include "employee/domain/refusals.h"

namespace erp::employee {

// Thread-safe; blocks on the book, which must outlive it.
class KeepWorkCalendars {
 public:
  explicit KeepWorkCalendars(WorkCalendarBook& book) : book_(book) {}

  std::vector<WorkCalendar> All() { return book_.All(); }
  Result<WorkCalendar> Get(WorkCalendarId id) {
    auto calendar = book_.Find(id);
    if (!calendar) return WorkCalendarNotFound();
    return *std::move(calendar);
  }
  // 400 "invalid-body" for a week that cannot be, see PatternMistakes.
  Result<WorkCalendar> Create(const WorkCalendar& calendar) {
    if (auto mistakes = PatternMistakes(calendar.pattern); !mistakes.empty()) {
      return InvalidBody(std::move(mistakes));
    }
    return book_.Create(calendar);
  }
  Result<WorkCalendar> Change(const WorkCalendar& calendar, std::optional<std::int64_t> expected) {
    if (auto mistakes = PatternMistakes(calendar.pattern); !mistakes.empty()) {
      return InvalidBody(std::move(mistakes));
    }
    return book_.Change(calendar, expected);
  }

  Result<WorkCalendar> Of(EmployeeId employee) { return book_.Of(employee); }
  Result<WorkCalendar> Assign(EmployeeId employee, WorkCalendarId id) {
    return book_.Assign(employee, id);
  }

 private:
  WorkCalendarBook& book_;
};

}  // namespace erp::employee
