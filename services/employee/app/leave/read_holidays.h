// Use case: the days off are looked up.
#pragma once

#include "employee/app/leave/ports.h"

namespace erp::employee {

// Thread-safe; blocks on the calendars, which must outlive it.
class ReadHolidays {
 public:
  explicit ReadHolidays(Calendars& calendars) : calendars_(calendars) {}

  Holidays Run() { return calendars_.All(); }

 private:
  Calendars& calendars_;
};

}  // namespace erp::employee
