#include "employee/domain/leave/cancellation.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "employee/domain/leave/recount.h"

namespace erp::employee {
namespace {

constexpr const char* kReason = "연차 취소: ";

// One date that is given back.
struct CanceledDate {
  WorkdayPart part;
  Minutes taken;
  std::vector<Operation> recounts;

  // What the recounts have given, below 0: taken.
  [[nodiscard]] Minutes recounted() const {
    Minutes sum;
    for (const auto& recount : recounts) sum = sum + recount.minutes;
    return sum;
  }
};

using CanceledDates = std::map<Date, CanceledDate>;

bool Named(const Operation& cancel, Date date) {
  return !cancel.validity.from || date >= *cancel.validity.from;
}

CanceledDates DatesOf(const Operation& cancel,
                      const LotBook& book,
                      const std::vector<Entry>& recounts) {
  CanceledDates dates;
  for (const auto& taking : book.takings()) {
    const bool counts = taking.source == cancel.source && taking.consumed;
    if (!counts || !Named(cancel, taking.date)) continue;
    auto& date = dates[taking.date];
    date.part = taking.part;
    date.taken = date.taken + taking.minutes;
  }
  for (const auto& entry : recounts) {
    const auto date = RecountedDate(entry.operation);
    if (entry.applied() && date && Named(cancel, *date)) {
      dates[*date].recounts.push_back(entry.operation);
    }
  }
  return dates;
}

// Gives `minutes` back to the lots that recounts took them from.
void AddAdjustments(const Operation& cancel,
                    Date date,
                    Minutes minutes,
                    const CanceledDate& canceled,
                    std::vector<Operation>& operations) {
  int number = 0;
  for (const auto& recount : canceled.recounts) {
    const auto part = std::min(minutes, -recount.minutes);
    if (part <= Minutes()) continue;
    minutes = minutes - part;
    Operation back = recount;
    back.id = recount.source;
    back.id.append(":")
        .append(FormatDate(date))
        .append(":cancel:")
        .append(std::to_string(++number));
    back.minutes = part;
    back.reason = std::string(kReason).append(FormatDate(date));
    back.actor = cancel.actor;
    back.at = cancel.at;
    back.on = cancel.on;
    operations.push_back(std::move(back));
  }
}

}  // namespace

Result<std::vector<Operation>> OperationsOfCancel(Operation cancel,
                                                  const SourceState& source,
                                                  const LotBook& book,
                                                  const std::vector<Entry>& recounts) {
  if (!source.closed) return LeaveNotConsumed();
  std::vector<Operation> operations;
  if (!source.consumed) return std::vector{std::move(cancel)};
  cancel.minutes = {};
  for (const auto& [date, canceled] : DatesOf(cancel, book, recounts)) {
    const auto booked = canceled.taken - canceled.recounted();
    const auto back = std::min(canceled.taken, booked);
    cancel.minutes = cancel.minutes + back;
    AddAdjustments(cancel, date, booked - back, canceled, operations);
    // An amount without dates has none to name.
    if (canceled.taken > Minutes() && canceled.part.length() == Minutes()) continue;
    const auto from = canceled.part.from;
    cancel.days.push_back({date, back == canceled.taken && back > Minutes()
                                     ? canceled.part
                                     : WorkdayPart{from, from + back}});
  }
  operations.push_back(std::move(cancel));
  return operations;
}

}  // namespace erp::employee
