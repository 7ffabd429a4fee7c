#include "employee/api/attendance/json.h"

#include <cmath>
#include <optional>

#include "employee/api/dates.h"
#include "employee/api/leave/days.h"
#include "employee/domain/refusals.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

constexpr json::TextLimits kAnyText{0, 10'000};
constexpr json::TextLimits kReason{.min = 1, .max = 200, .not_blank = true, .trimmed = true};
constexpr double kMaxAccuracyM = 100'000;

// A number from -most (or 0) to most.
std::optional<double> OptionalNumber(json::ObjectReader& reader,
                                     const json::Value& object,
                                     const char* name,
                                     double least,
                                     double most,
                                     const Message& rule) {
  const auto member = object.find(name);
  if (member == object.end() || member->is_null()) {
    (void)reader.Any(name);
    return std::nullopt;
  }
  const auto number = reader.Number(name);
  if (number && !(*number >= least && *number <= most)) {
    reader.Mistake(name, rule);
    return std::nullopt;
  }
  return number;
}

std::optional<Position> ReadPosition(json::ObjectReader& reader, const json::Value& object) {
  const auto latitude =
      OptionalNumber(reader, object, "latitude", -90, 90, "must be from -90 to 90 degrees");
  const auto longitude =
      OptionalNumber(reader, object, "longitude", -180, 180, "must be from -180 to 180 degrees");
  const auto accuracy = OptionalNumber(reader, object, "accuracy", 0, kMaxAccuracyM,
                                       "must be from 0 to 100000 metres");
  const bool any =
      object.contains("latitude") || object.contains("longitude") || object.contains("accuracy");
  if (!any || (!latitude && !longitude && !accuracy)) return std::nullopt;
  for (const auto& [name, value] :
       {std::pair{"latitude", latitude}, {"longitude", longitude}, {"accuracy", accuracy}}) {
    const auto member = object.find(name);
    const bool absent = member == object.end() || member->is_null();
    if (absent) reader.Mistake(name, "is required with the other members of a position");
  }
  if (!latitude || !longitude || !accuracy) return std::nullopt;
  return Position{{*latitude, *longitude}, *accuracy};
}

std::optional<Instant> OptionalInstant(json::ObjectReader& reader, const char* name) {
  const auto text = reader.OptionalText(name, kAnyText);
  if (!text) return std::nullopt;
  const auto instant = ParseInstant(*text);
  if (!instant) reader.Mistake(name, "must be an instant in UTC, such as 2026-11-27T00:00:00Z");
  return instant;
}

bool IsNull(const json::Value& object, const char* name) {
  if (!object.is_object()) return false;
  const auto member = object.find(name);
  return member != object.end() && member->is_null();
}

json::Value TimeOrNull(const std::optional<Instant>& time) {
  return time ? json::Value(FormatInstant(*time)) : json::Value();
}

// Hours with two decimals.
json::Value Hours(const std::optional<std::int64_t>& minutes) {
  if (!minutes) return nullptr;
  constexpr double kHundredthsOfAMinute = 100.0 / 60.0;
  return std::round(static_cast<double>(*minutes) * kHundredthsOfAMinute) / 100.0;
}

json::Value RecordValue(const AttendanceRecord& record) {
  const auto minutes = record.work_minutes();
  json::Value value{{"id", record.id.value()},
                    {"employeeId", record.employee.value()},
                    {"workDate", FormatDate(record.work_date)},
                    {"checkInTime", FormatInstant(record.check_in)},
                    {"checkOutTime", TimeOrNull(record.check_out)},
                    {"workHours", Hours(minutes)},
                    {"workMinutes", minutes ? json::Value(*minutes) : json::Value()},
                    {"status", StatusName(record.status)},
                    {"place", nullptr}};
  if (record.place.finding != PlaceFinding::kUnchecked) {
    value["place"] = FindingName(record.place.finding);
  }
  return value;
}

json::Value SideValue(const AttendanceRecord& record) {
  return {{"checkInTime", FormatInstant(record.check_in)},
          {"checkOutTime", TimeOrNull(record.check_out)},
          {"status", StatusName(record.status)}};
}

json::Value PositionValue(const std::optional<Position>& position) {
  if (!position) return nullptr;
  return {{"latitude", position->point.latitude},
          {"longitude", position->point.longitude},
          {"accuracy", position->accuracy_m}};
}

// "09:00", as clocks of the company show it.
std::optional<std::chrono::minutes> OptionalTimeOfDay(json::ObjectReader& reader,
                                                      const char* name) {
  const auto text = reader.OptionalText(name, kAnyText);
  if (!text) return std::nullopt;
  const auto digit = [&](std::size_t i) { return (*text)[i] >= '0' && (*text)[i] <= '9'; };
  const auto pair = [&](std::size_t i) { return ((*text)[i] - '0') * 10 + ((*text)[i + 1] - '0'); };
  const bool shaped =
      text->size() == 5 && digit(0) && digit(1) && (*text)[2] == ':' && digit(3) && digit(4);
  if (!shaped || pair(0) > 23 || pair(3) > 59) {
    reader.Mistake(name, "must be a time from 00:00 to 23:59");
    return std::nullopt;
  }
  return std::chrono::hours(pair(0)) + std::chrono::minutes(pair(3));
}

WantedDay ReadDay(json::ObjectReader& reader) {
  WantedDay wanted;
  auto& correction = wanted.correction;
  wanted.employee = reader.Id<EmployeeId>("employeeId").value_or(EmployeeId());
  const auto date = reader.Text("workDate", kAnyText);
  if (const auto parsed = date ? ParseDate(*date) : std::nullopt) {
    correction.work_date = *parsed;
  } else if (date) {
    reader.Mistake("workDate", kDateRule);
  }
  correction.check_in = OptionalTimeOfDay(reader, "checkIn");
  correction.check_out = OptionalTimeOfDay(reader, "checkOut");
  correction.absent = reader.OptionalBoolean("absent").value_or(false);
  const bool times = correction.check_in || correction.check_out;
  if (correction.absent && times) reader.Mistake("absent", "excludes checkIn and checkOut");
  return wanted;
}

Error NothingToCorrect() {
  return InvalidBody({{"/checkIn", "is required, or checkOut, or absent"}});
}

bool SaysSomething(const DayCorrection& correction) {
  return correction.check_in || correction.check_out || correction.absent;
}

}  // namespace

Result<CheckInClaim> ReadCheckIn(const std::string& body) {
  CheckInClaim claim;
  if (body.empty()) return claim;
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  if (value->is_object()) claim.position = ReadPosition(reader, *value);
  claim.client_time = OptionalInstant(reader, "clientTime");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return claim;
}

std::string PrintCheckedIn(const Attended& attended) {
  return json::Dump({{"attendanceCount", attended.progress.running()},
                     {"questProgress", attended.progress.percent()},
                     {"rewardEarned", attended.record.milestone.has_value()},
                     {"currentLeaveBalance", Days<json::Value>(attended.leave.available())},
                     {"record", RecordValue(attended.record)}});
}

std::string PrintRecord(const AttendanceRecord& record) { return json::Dump(RecordValue(record)); }

std::string PrintHistory(const std::vector<AttendanceRecord>& records) {
  auto array = json::Value::array();
  for (const auto& record : records) array.push_back(RecordValue(record));
  return json::Dump(array);
}

Result<WantedCorrection> ReadCorrection(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  WantedCorrection wanted;
  auto& change = wanted.change;
  change.check_in = OptionalInstant(reader, "checkInTime");
  if (IsNull(*value, "checkInTime")) reader.Mistake("checkInTime", "must not be null");
  const auto check_out = OptionalInstant(reader, "checkOutTime");
  if (check_out || IsNull(*value, "checkOutTime")) change.check_out.emplace(check_out);
  change.voided = reader.OptionalBoolean("voided");
  wanted.reason = reader.Text("reason", kReason).value_or("");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return wanted;
}

Result<WantedDay> ReadDayCorrection(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  auto wanted = ReadDay(reader);
  wanted.reason = reader.Text("reason", kReason).value_or("");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  if (!SaysSomething(wanted.correction)) return NothingToCorrect();
  return wanted;
}

std::string PrintCorrected(const CorrectedRecord& corrected) {
  auto value = RecordValue(corrected.record);
  value["version"] = corrected.record.version;
  value["clientTime"] = TimeOrNull(corrected.record.client_time);
  value["position"] = PositionValue(corrected.record.place.position);
  auto corrections = json::Value::array();
  for (const auto& [before, after, note] : corrected.corrections) {
    corrections.push_back({{"version", after.version},
                           {"at", FormatInstant(note.at)},
                           {"actorId", note.actor ? json::Value(note.actor->value()) : nullptr},
                           {"reason", note.reason},
                           {"source", note.source ? json::Value(*note.source) : nullptr},
                           {"before", SideValue(before)},
                           {"after", SideValue(after)}});
  }
  value["corrections"] = std::move(corrections);
  return json::Dump(value);
}

std::string PrintProgress(const AttendanceProgress& progress) {
  return json::Dump({{"attendanceCount", progress.running()},
                     {"targetCount", kDatesOfAMilestone},
                     {"progress", progress.percent()},
                     {"nextRewardAt", progress.next()},
                     {"totalCount", progress.dates}});
}

}  // namespace erp::employee
