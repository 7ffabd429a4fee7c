// Now, and the company's date of it.
#pragma once

#include <utility>

#include "common/clock.h"
#include "common/time_zone.h"
#include "employee/domain/date.h"

namespace erp::employee {

// A point in time with the date that clocks of the company show at it.
struct Moment {
  Instant at;
  Date on;
};

// Thread-safe; a copy shares the zone. The clock must outlive it.
class CompanyClock {
 public:
  CompanyClock(const Clock& clock, TimeZone zone) : clock_(clock), zone_(std::move(zone)) {}

  [[nodiscard]] Moment Now() const {
    const Instant at = clock_.Now();
    return {at, zone_.DateAt(at)};
  }
  [[nodiscard]] Date Today() const { return Now().on; }
  [[nodiscard]] const TimeZone& zone() const { return zone_; }

 private:
  const Clock& clock_;
  TimeZone zone_;
};

}  // namespace erp::employee
