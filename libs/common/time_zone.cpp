#include "common/time_zone.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string_view>

#include <date/tz.h>

namespace erp {
namespace {

// Letters, digits and what stands between them; never a path out of the database.
bool IsZoneName(const std::string& name) {
  return !name.empty() && name.size() <= 64 && name.front() != '/' &&
         name.find("..") == std::string::npos &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
             "0123456789+-_/.") == std::string::npos;
}

}  // namespace

std::optional<std::string> TimeZoneMistake(const std::string& name) {
  const char* set = std::getenv("TZDIR");
  const std::filesystem::path database = set != nullptr ? set : "/usr/share/zoneinfo";
  std::error_code unreadable;
  if (!std::filesystem::is_directory(database, unreadable)) {
    return "cannot be checked: the tz database is not installed (" + database.string() + ")";
  }
  constexpr std::string_view kMagic = "TZif";  // RFC 8536
  std::string head(kMagic.size(), '\0');
  if (IsZoneName(name)) {
    std::ifstream file(database / name, std::ios::binary);
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
  }
  if (head == kMagic) return std::nullopt;
  return "is not a time zone of the tz database, such as Asia/Seoul";
}

struct TimeZone::Rules {
  const date::time_zone* zone;  // the library keeps it for as long as the process lives
};

TimeZone::TimeZone(const std::string& name) {
  if (const auto mistake = TimeZoneMistake(name)) {
    throw std::invalid_argument(name + " " + *mistake);
  }
  rules_ = std::make_shared<Rules>(Rules{date::locate_zone(name)});
}

LocalTime TimeZone::At(Instant instant) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  const auto shown = seconds + rules_->zone->get_info(seconds).offset;
  const auto midnight = std::chrono::floor<std::chrono::days>(shown);
  return {std::chrono::year_month_day(midnight),
          std::chrono::floor<std::chrono::minutes>(shown - midnight)};
}

Instant TimeZone::InstantOf(const LocalTime& local) const {
  const auto shown = std::chrono::sys_days(local.date).time_since_epoch() + local.of_day;
  return rules_->zone->to_sys(date::local_time<std::chrono::minutes>(shown),
                              date::choose::earliest);
}

}  // namespace erp
