#include "employee/domain/leave/holidays.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace erp::employee {

// Made of data/holidays-kr.csv by the build (embed_holidays.cmake).
std::string_view KoreanHolidaysFile();

namespace {

struct NamedKind {
  HolidayKind kind;
  const char* name;
};
constexpr std::array kKinds{NamedKind{HolidayKind::kPublic, "public"},
                            NamedKind{HolidayKind::kSubstitute, "substitute"},
                            NamedKind{HolidayKind::kTemporary, "temporary"},
                            NamedKind{HolidayKind::kElection, "election"},
                            NamedKind{HolidayKind::kLabourDay, "labour-day"},
                            NamedKind{HolidayKind::kCompany, "company"}};

}  // namespace

std::string HolidayKindName(HolidayKind kind) {
  for (const auto& known : kKinds) {
    if (known.kind == kind) return known.name;
  }
  return "";
}

std::optional<HolidayKind> ParseHolidayKind(std::string_view name) {
  for (const auto& known : kKinds) {
    if (known.name == name) return known.kind;
  }
  return std::nullopt;
}

Error HolidayNotFound() {
  return {ErrorCode::kNotFound, "holiday-not-found", "There is no such holiday on this date."};
}

Holidays::Holidays(std::vector<Holiday> all) : all_(std::move(all)) {
  std::ranges::sort(all_, {},
                    [](const Holiday& holiday) { return std::tie(holiday.date, holiday.name); });
}

std::span<const Holiday> Holidays::On(Date date) const {
  const auto range = std::ranges::equal_range(all_, date, {}, &Holiday::date);
  return {range.begin(), range.end()};
}

bool Holidays::Covers(std::chrono::year year) const {
  return std::any_of(all_.begin(), all_.end(), [year](const Holiday& holiday) {
    return holiday.kind == HolidayKind::kPublic && holiday.date.year() == year;
  });
}

Holidays Holidays::With(const std::vector<Holiday>& more) const {
  std::vector<Holiday> joined = all_;
  std::erase_if(joined, [&more](const Holiday& old) {
    return std::any_of(more.begin(), more.end(), [&old](const Holiday& added) {
      return added.date == old.date && added.name == old.name;
    });
  });
  joined.insert(joined.end(), more.begin(), more.end());
  return Holidays(std::move(joined));
}

const Holidays& KoreanHolidays() {
  // A mistake in the file would end the process; the unit tests read it.
  static const Holidays all = *ParseHolidays(KoreanHolidaysFile());
  return all;
}

}  // namespace erp::employee
