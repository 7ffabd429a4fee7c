// Names of time zones, as the tz database of this machine knows them (package tzdata).
#pragma once

#include <optional>
#include <string>

namespace erp {

// What is wrong with `name` as a time zone ("Asia/Seoul"), or nothing. Reads one file below
// $TZDIR or /usr/share/zoneinfo. Thread-safe as long as nobody changes the environment.
std::optional<std::string> TimeZoneMistake(const std::string& name);

}  // namespace erp
