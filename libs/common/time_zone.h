// Time zones, as the tz database of this machine knows them (package tzdata): the names, and the
// local dates and times of one.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "common/clock.h"

namespace erp {

// What is wrong with `name` as a time zone ("Asia/Seoul"), or nothing. Reads one file below
// $TZDIR or /usr/share/zoneinfo. Thread-safe as long as nobody changes the environment.
std::optional<std::string> TimeZoneMistake(const std::string& name);

// A local time: the date and the minutes since its midnight, as clocks there show them.
struct LocalTime {
  std::chrono::year_month_day date;
  std::chrono::minutes of_day{0};  // 0 to 1,439

  friend bool operator==(const LocalTime&, const LocalTime&) = default;
};

// The rules of one zone, read once. Thread-safe; copies share them. It blocks on a few files when
// it is made.
class TimeZone {
 public:
  // Throws std::invalid_argument where TimeZoneMistake(name) finds a mistake.
  explicit TimeZone(const std::string& name);

  [[nodiscard]] LocalTime At(Instant instant) const;
  [[nodiscard]] std::chrono::year_month_day DateAt(Instant instant) const {
    return At(instant).date;
  }
  // The instant at which clocks show it; of two the first, and where clocks skip it the instant
  // of the skip.
  [[nodiscard]] Instant InstantOf(const LocalTime& local) const;

 private:
  struct Rules;
  std::shared_ptr<const Rules> rules_;
};

}  // namespace erp
