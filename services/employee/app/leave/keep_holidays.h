// Use case: the days off are entered by hand. What leave was counted with before stays as it was
// counted; the job "leave-recount" enters the difference.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "employee/app/leave/ports.h"

namespace erp::employee {

// What a file makes of the holidays that there are.
struct HolidayImport {
  std::size_t added = 0;
  std::size_t changed = 0;    // the same date and name with another kind, half or source
  std::size_t unchanged = 0;  // the same in all
};

// Thread-safe; blocks on the calendars, which must outlive it.
class KeepHolidays {
 public:
  explicit KeepHolidays(Calendars& calendars) : calendars_(calendars) {}

  // Adds it, or puts it in the place of the one with the same date and name. One that is there
  // already makes no version.
  void Put(const Holiday& holiday);

  // Those of the date apply no more, public ones too: all, or the one of that name. 404
  // "holiday-not-found" when there is none.
  Result<void> Remove(Date date, const std::optional<std::string>& name);

  // A file as ParseHolidays reads it: all of it or, with mistakes, nothing. With `dry_run` nothing
  // is stored.
  Result<HolidayImport> Import(std::string_view csv, bool dry_run);

 private:
  Calendars& calendars_;
};

}  // namespace erp::employee
