#include "employee/api/leave/json.h"

#include <utility>

#include "employee/api/dates.h"
#include "employee/api/leave/days.h"
#include "employee/domain/leave/day_counter.h"
#include "employee/domain/refusals.h"
#include "http/language.h"
#include "http/reply.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

constexpr json::TextLimits kReason{.max = 200, .trimmed = true};
constexpr json::TextLimits kAnyText{0, 10'000};
constexpr std::int64_t kMinutesOfADate = 1440;

// A member in days, which `mistake` has to find nothing wrong with.
Result<ByHand> ReadByHand(const std::string& body,
                          const char* member,
                          const Message& not_a_unit,
                          std::optional<Message> (*mistake)(Minutes)) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  ByHand by_hand;
  if (const auto days = reader.Number(member)) {
    const auto minutes = Minutes::FromDays(*days);
    const auto wrong = minutes ? mistake(*minutes) : not_a_unit;
    if (wrong) reader.Mistake(member, *wrong);
    by_hand.minutes = minutes.value_or(Minutes());
  }
  by_hand.reason = reader.OptionalText("reason", kReason);
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return by_hand;
}

// dates of a RESERVE: [{date, from, to}], in order.
std::vector<LeaveDay> ReadDays(json::ObjectReader& reader, EntryKind kind) {
  const auto* dates = reader.Any("dates");
  if (dates == nullptr || dates->is_null()) return {};
  std::vector<LeaveDay> days;
  if (kind != EntryKind::kReserve || !dates->is_array() || dates->empty() ||
      dates->size() > kLongestLeaveDays) {
    reader.Mistake("dates", "must be 1 to 366 dates of a RESERVE");
    return days;
  }
  for (std::size_t i = 0; i < dates->size(); ++i) {
    json::ObjectReader one((*dates)[i], "/dates/" + std::to_string(i));
    const auto text = one.Text("date", kAnyText);
    const Date date = (text ? ParseDate(*text) : std::nullopt).value_or(Date());
    if (text && !date.ok()) one.Mistake("date", kDateRule);
    const auto from = one.Integer("from", 0, kMinutesOfADate).value_or(0);
    const auto to = one.Integer("to", from + 1, kMinutesOfADate).value_or(0);
    if (date.ok() && !days.empty() && date <= days.back().date) {
      one.Mistake("date", "must be later than the one before it");
    }
    if (date.ok()) days.push_back({date, {Minutes(from), Minutes(to)}});
    reader.Absorb(one);
  }
  return days;
}

}  // namespace

Result<ByHand> ReadAdjustment(const std::string& body) {
  return ReadByHand(body, "adjustment", "must be a multiple of 1/8 day from -366 to 366 days",
                    AdjustmentMistake);
}

Result<ByHand> ReadDeduction(const std::string& body) {
  return ReadByHand(body, "days", "must be a multiple of 1/8 day above 0 and at most 366 days",
                    DeductionMistake);
}

Result<LeaveOperation> ReadLeaveOperation(const std::string& id, const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  LeaveOperation read;
  auto& operation = read.operation;
  operation.id = id;
  read.employee = reader.Id<EmployeeId>("employeeId").value_or(EmployeeId());
  const auto kind =
      reader.Word("kind", {"RESERVE", "CONSUME", "RELEASE", "CANCEL", "GRANT", "ADJUST"});
  if (kind) operation.kind = ParseKind(*kind).value();
  if (operation.kind == EntryKind::kCancel) {
    operation.validity.from = OptionalDate(reader, "firstDate");
  } else {
    operation.minutes = Minutes(reader.Integer("minutes", INT64_MIN, INT64_MAX).value_or(1));
  }
  operation.source = reader.Text("source", kAnyText).value_or("-");
  operation.reason = reader.OptionalText("reason", kReason);
  operation.days = ReadDays(reader, operation.kind);
  std::vector<FieldError> outside_body;
  for (const auto& mistake : OperationMistakes(operation)) {
    if (mistake.pointer.front() == '/') {
      reader.Mistake(mistake.pointer.substr(1), mistake.detail);
    } else {
      outside_body.push_back(mistake);
    }
  }
  auto wrong = reader.Finish();
  if (!wrong && outside_body.empty()) return read;
  if (!wrong) return InvalidBody(std::move(outside_body));
  wrong->fields.insert(wrong->fields.end(), outside_body.begin(), outside_body.end());
  return *std::move(wrong);
}

std::string PrintBalance(const Totals& totals) {
  return json::Dump({{"totalLeave", Days<json::Value>(totals.granted)},
                     {"remainingLeave", Days<json::Value>(totals.available())},
                     {"usedLeave", Days<json::Value>(totals.consumed)},
                     {"pendingLeave", Days<json::Value>(totals.reserved)}});
}

std::string PrintAdjusted(Minutes balance) {
  return json::Dump({{"newBalance", Days<json::Value>(balance)},
                     {"message", http::Localized("The leave balance was adjusted.")}});
}

std::string PrintDeducted(Minutes balance) {
  return json::Dump({{"remainingLeave", Days<json::Value>(balance)},
                     {"message", http::Localized("The leave was deducted.")}});
}

std::string PrintLeaveOperation(const Posting& posting) {
  const auto& entry = posting.entry;
  const auto& totals = posting.totals;
  json::Value value{{"opId", entry.operation.id},
                    {"kind", KindName(entry.operation.kind)},
                    {"outcome", entry.applied() ? "applied" : "refused"},
                    {"minutes", entry.operation.minutes.count()},
                    {"grantedMinutes", totals.granted.count()},
                    {"consumedMinutes", totals.consumed.count()},
                    {"reservedMinutes", totals.reserved.count()},
                    {"availableMinutes", totals.available().count()}};
  if (entry.refusal) value["refusal"] = *entry.refusal;
  if (entry.refused_date) value["refusedDate"] = FormatDate(*entry.refused_date);
  return json::Dump(value);
}

http::Response LeaveRefused(const Posting& posting) {
  auto response = http::Problem(RefusalOf(posting.entry));
  // Numbers, which the extras of an Error are not.
  auto problem = json::Parse(response.body).value();
  problem["requestedDays"] = Days<json::Value>(posting.entry.operation.minutes);
  problem["availableDays"] = Days<json::Value>(posting.totals.available());
  problem["pendingDays"] = Days<json::Value>(posting.totals.reserved);
  response.body = json::Dump(problem);
  return response;
}

}  // namespace erp::employee
