#include "employee/domain/ledger.h"

#include <utility>

namespace erp::employee {
namespace {

constexpr const char* kInsufficient = "leave-insufficient";
constexpr Minutes kLargestAdjustment = Minutes::OfDays(366);

bool TakesMoreThanThereIs(const Account& account, const Operation& operation) {
  return operation.kind == EntryKind::kAdjust && operation.minutes < Minutes() &&
         account.balance + operation.minutes < Minutes();
}

}  // namespace

std::string KindName(EntryKind kind) {
  switch (kind) {
    case EntryKind::kGrant:
      return "GRANT";
    case EntryKind::kAdjust:
      return "ADJUST";
  }
  return "";
}

std::optional<EntryKind> ParseKind(const std::string& name) {
  for (const auto kind : {EntryKind::kGrant, EntryKind::kAdjust}) {
    if (KindName(kind) == name) return kind;
  }
  return std::nullopt;
}

Entry Account::Post(Operation operation) {
  Entry entry;
  if (TakesMoreThanThereIs(*this, operation)) {
    entry.refusal = kInsufficient;
  } else {
    granted = granted + operation.minutes;
    balance = balance + operation.minutes;
  }
  entry.number = ++entries;
  entry.balance_after = balance;
  entry.operation = std::move(operation);
  return entry;
}

std::optional<std::string> AdjustmentMistake(Minutes minutes) {
  const bool fits = minutes >= -kLargestAdjustment && minutes <= kLargestAdjustment;
  if (fits && minutes != Minutes()) return std::nullopt;
  return "must be from -366 to 366 days and not 0";
}

bool SameRequest(const Operation& stored, const Operation& repeated) {
  return stored.kind == repeated.kind && stored.minutes == repeated.minutes &&
         stored.source == repeated.source && stored.reason == repeated.reason;
}

Error RefusalOf(const Entry& entry) {
  return {ErrorCode::kConflict, entry.refusal.value_or(kInsufficient),
          "There is not enough leave for this."};
}

}  // namespace erp::employee
