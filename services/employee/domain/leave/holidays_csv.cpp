// Reading holidays from a file: ParseHolidays.
#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "common/csv.h"
#include "employee/domain/leave/holidays.h"
#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

constexpr std::array<std::string_view, 5> kColumns{"date", "name", "kind", "half", "source"};
constexpr std::size_t kMostRows = 10'000;

// Fills in one holiday from a record and collects what is wrong with it.
class Row {
 public:
  Row(const csv::Record& record, std::vector<FieldError>& mistakes)
      : record_(record), mistakes_(mistakes) {}

  Holiday Read() {
    Holiday holiday;
    if (record_.broken) {
      Refuse("", "has a quote that is not closed or stands inside of a field");
    } else if (record_.fields.size() != kColumns.size()) {
      Refuse("", {"has {} columns instead of {}", record_.fields.size(), kColumns.size()});
    } else {
      ReadFields(holiday);
    }
    return holiday;
  }

  void Refuse(std::string_view column, Message detail) {
    auto pointer = std::string("/").append(std::to_string(record_.line));
    if (!column.empty()) pointer.append("/").append(column);
    mistakes_.push_back({std::move(pointer), std::move(detail)});
  }

 private:
  void ReadFields(Holiday& holiday) {
    const auto& fields = record_.fields;
    const auto date = ParseDate(fields[0]);
    if (!date) Refuse("date", kDateRule);
    holiday.date = date.value_or(Date());
    holiday.name = Text("name", fields[1], kHolidayName);
    const auto kind = ParseHolidayKind(fields[2]);
    if (!kind) {
      Refuse("kind", "must be public, substitute, temporary, election, labour-day or company");
    }
    holiday.kind = kind.value_or(HolidayKind::kPublic);
    if (fields[3] == "am") {
      holiday.half = DayHalf::kAm;
    } else if (fields[3] == "pm") {
      holiday.half = DayHalf::kPm;
    } else if (!fields[3].empty()) {
      Refuse("half", "must be am, pm or empty");
    }
    holiday.source = Text("source", fields[4], kHolidaySource);
  }

  std::string Text(std::string_view column,
                   const std::string& field,
                   const unicode::TextLimits& limits) {
    auto cleaned = unicode::Clean(field, limits);
    if (cleaned.mistake) Refuse(column, *std::move(cleaned.mistake));
    return std::move(cleaned.text);
  }

  const csv::Record& record_;
  std::vector<FieldError>& mistakes_;
};

bool IsHeader(const csv::Record& record) {
  return std::equal(record.fields.begin(), record.fields.end(), kColumns.begin(), kColumns.end());
}

}  // namespace

Result<Holidays> ParseHolidays(std::string_view csv) {
  const auto records = csv::Records(csv, kMostRows + 2);
  if (records.empty() || !IsHeader(records.front())) {
    return InvalidBody({{"/1", "must be the header date,name,kind,half,source"}});
  }
  if (records.size() > kMostRows + 1) {
    return InvalidBody({{"", {"must have at most {} rows", kMostRows}}});
  }
  std::vector<FieldError> mistakes;
  std::vector<Holiday> all;
  std::set<std::pair<Date, std::string>> seen;
  for (std::size_t i = 1; i < records.size(); ++i) {
    Row row(records[i], mistakes);
    const auto before = mistakes.size();
    Holiday holiday = row.Read();
    if (mistakes.size() > before) continue;
    if (!seen.emplace(holiday.date, holiday.name).second) {
      row.Refuse("", "occurs twice: this date and name stand in an earlier row");
    }
    all.push_back(std::move(holiday));
  }
  if (!mistakes.empty()) return InvalidBody(std::move(mistakes));
  return Holidays(std::move(all));
}

}  // namespace erp::employee
