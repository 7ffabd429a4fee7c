// Holidays of a company: the public ones of Korea, which are shipped as data (2024 to 2028), and
// the company's own. They are data and not computed, since a temporary holiday (임시공휴일) may be
// added any day: 관공서의 공휴일에 관한 규정 2조 and 3조; that private companies owe them:
// 근로기준법 55조 2항. A value type; thread-safe for readers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "common/unicode.h"
#include "employee/domain/date.h"
#include "employee/domain/leave/workday_part.h"

namespace erp::employee {

enum class HolidayKind {
  kPublic,      // 공휴일
  kSubstitute,  // 대체공휴일
  kTemporary,   // 임시공휴일
  kElection,    // 임기 만료에 의한 선거일
  kLabourDay,  // 근로자의 날, since 2026 노동절: a paid day off for every employee, also where
               // public holidays are not due (fewer than 5 workers)
  kCompany,  // 회사 휴무일
};

// "public", "substitute", "temporary", "election", "labour-day", "company": as in files.
std::string HolidayKindName(HolidayKind kind);
std::optional<HolidayKind> ParseHolidayKind(std::string_view name);

struct Holiday {
  Date date;
  std::string name;  // Korean, as people read it: "대체공휴일(설날)"
  HolidayKind kind = HolidayKind::kPublic;
  std::optional<DayHalf> half;  // only this half of the workday is off; empty: the whole day
  std::string source;           // the law, calendar or decision that it is taken from

  friend bool operator==(const Holiday&, const Holiday&) = default;
};

class Holidays {
 public:
  Holidays() = default;
  explicit Holidays(std::vector<Holiday> all);

  // In the order of their dates, then of their names.
  [[nodiscard]] std::span<const Holiday> all() const { return all_; }
  [[nodiscard]] std::span<const Holiday> On(Date date) const;
  // Whether a public holiday of that year is known: a year without one is not entered yet.
  [[nodiscard]] bool Covers(std::chrono::year year) const;

  // These and `more`; of two with the same date and name the one in `more` stays.
  [[nodiscard]] Holidays With(const std::vector<Holiday>& more) const;

 private:
  std::vector<Holiday> all_;
};

// Reads a CSV file (RFC 4180; UTF-8 with or without BOM; LF or CRLF) with the header
// `date,name,kind,half,source`; half is empty, am or pm, source may be empty, empty lines mean
// nothing. At most 10,000 rows. 400 "invalid-body" names every mistake by its place:
// "/12/date" is the date in the record that begins in line 12 of the file, "/12" the record.
Result<Holidays> ParseHolidays(std::string_view csv);

// What one holiday may have as its name and source.
inline constexpr unicode::TextLimits kHolidayName{
    .min = 1, .max = 100, .single_line = true, .trimmed = true};
inline constexpr unicode::TextLimits kHolidaySource{
    .max = 300, .single_line = true, .trimmed = true};

// 404 "holiday-not-found".
Error HolidayNotFound();

// The holidays of data/holidays-kr.csv, which is part of the program.
const Holidays& KoreanHolidays();

}  // namespace erp::employee
