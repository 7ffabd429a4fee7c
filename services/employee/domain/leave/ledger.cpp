#include "employee/domain/leave/ledger.h"

#include <algorithm>
#include <array>
#include <utility>

#include "employee/domain/leave/lots.h"

namespace erp::employee {
namespace {

constexpr const char* kInsufficient = "leave-insufficient";
constexpr const char* kOutside = "leave-outside-validity";
constexpr const char* kOverlap = "leave-overlap";
constexpr const char* kClosed = "closed";
constexpr const char* kInactive = "employee-inactive";

constexpr Minutes kMaxByHand = Minutes::OfDays(366);
constexpr Minutes kMaxOfOne = Minutes::OfDays(Minutes::kMaxDays);
constexpr std::size_t kLongestId = 200;

struct Refusal {
  const char* slug;
  std::optional<Date> date;
};

struct NamedKind {
  EntryKind kind;
  const char* name;
};
constexpr std::array kKinds{
    NamedKind{EntryKind::kGrant, "GRANT"},     NamedKind{EntryKind::kAdjust, "ADJUST"},
    NamedKind{EntryKind::kReserve, "RESERVE"}, NamedKind{EntryKind::kConsume, "CONSUME"},
    NamedKind{EntryKind::kRelease, "RELEASE"}, NamedKind{EntryKind::kCarry, "CARRY"},
    NamedKind{EntryKind::kExpire, "EXPIRE"},   NamedKind{EntryKind::kCancel, "CANCEL"}};

std::optional<Refusal> RefusalOfReserve(const Account& account,
                                        const Operation& operation,
                                        const SourceState& source,
                                        const LotBook& lots) {
  if (source.closed) return Refusal{kClosed, {}};
  if (!account.active) return Refusal{kInactive, {}};
  if (const auto date = lots.ClashOf(operation)) return Refusal{kOverlap, date};
  const auto shortage = lots.ShortageOf(operation, account.below);
  if (!shortage) return std::nullopt;
  return Refusal{shortage->outside ? kOutside : kInsufficient, shortage->date};
}

// Why the operation cannot be applied, or nothing.
std::optional<Refusal> WhyRefused(const Account& account,
                                  const Operation& operation,
                                  const SourceState& source,
                                  const LotBook& lots) {
  switch (operation.kind) {
    case EntryKind::kGrant:
    case EntryKind::kCarry:
      return std::nullopt;
    case EntryKind::kAdjust: {
      // A balance that is below 0 already may still be raised.
      const auto available = operation.TakesFromOneLot()
                                 ? lots.LeftOf(operation.bucket, operation.validity)
                                 : lots.On(operation.on).available();
      if (operation.minutes < Minutes() && available + operation.minutes < Minutes()) {
        return Refusal{kInsufficient, {}};
      }
      return std::nullopt;
    }
    case EntryKind::kExpire:
      if (lots.LeftOf(operation.bucket, operation.validity) >= operation.minutes) {
        return std::nullopt;
      }
      return Refusal{kInsufficient, {}};
    case EntryKind::kReserve:
      return RefusalOfReserve(account, operation, source, lots);
    case EntryKind::kConsume:
    case EntryKind::kRelease:
      if (source.closed) return Refusal{kClosed, {}};
      return std::nullopt;
    case EntryKind::kCancel:
      if (!source.consumed) return Refusal{kClosed, {}};
      return std::nullopt;
  }
  return std::nullopt;
}

Totals ChangeBy(const Operation& operation, const SourceState& source) {
  switch (operation.kind) {
    case EntryKind::kGrant:
    case EntryKind::kAdjust:
    case EntryKind::kCarry:
      return {.granted = operation.minutes, .consumed = {}, .reserved = {}};
    case EntryKind::kExpire:
      return {.granted = -operation.minutes, .consumed = {}, .reserved = {}};
    case EntryKind::kReserve:
      return {.granted = {}, .consumed = {}, .reserved = operation.minutes};
    case EntryKind::kConsume:
      return {.granted = {}, .consumed = operation.minutes, .reserved = -source.reserved};
    case EntryKind::kRelease:
      return {.granted = {}, .consumed = {}, .reserved = -source.reserved};
    case EntryKind::kCancel:
      return {.granted = {}, .consumed = -operation.minutes, .reserved = {}};
  }
  return {};
}

bool IdCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == ':' || c == '-';
}

std::optional<Message> IdMistake(const std::string& id) {
  const bool fits = !id.empty() && id.size() <= kLongestId;
  if (fits && std::all_of(id.begin(), id.end(), IdCharacter)) return std::nullopt;
  return "must be 1 to 200 characters of A-Z a-z 0-9 . _ : -";
}

}  // namespace

std::string KindName(EntryKind kind) {
  for (const auto& known : kKinds) {
    if (known.kind == kind) return known.name;
  }
  return "";
}

std::optional<EntryKind> ParseKind(const std::string& name) {
  for (const auto& known : kKinds) {
    if (known.name == name) return known.kind;
  }
  return std::nullopt;
}

bool DependsOnSource(EntryKind kind) {
  return kind == EntryKind::kReserve || kind == EntryKind::kConsume ||
         kind == EntryKind::kRelease || kind == EntryKind::kCancel;
}

void SourceState::Follow(const Entry& entry) {
  if (!entry.applied()) return;
  reserved = reserved + entry.change.reserved;
  const auto kind = entry.operation.kind;
  closed = closed || kind == EntryKind::kConsume || kind == EntryKind::kRelease;
  if (kind == EntryKind::kConsume) consumed = true;
  if (kind == EntryKind::kCancel) consumed = false;
}

Entry Account::Post(Operation operation, SourceState& source, LotBook& lots) {
  Entry entry;
  if (const auto refusal = WhyRefused(*this, operation, source, lots)) {
    entry.refusal = refusal->slug;
    entry.refused_date = refusal->date;
  }
  if (entry.applied()) entry.change = ChangeBy(operation, source);
  totals = totals + entry.change;
  entry.number = ++entries;
  entry.balance_after = totals.available();
  entry.operation = std::move(operation);
  source.Follow(entry);
  lots.Follow(entry);
  return entry;
}

std::vector<FieldError> OperationMistakes(const Operation& operation) {
  std::vector<FieldError> mistakes;
  if (auto mistake = IdMistake(operation.id)) mistakes.push_back({"opId", *std::move(mistake)});
  if (auto mistake = IdMistake(operation.source)) {
    mistakes.push_back({"/source", *std::move(mistake)});
  }
  if (operation.kind == EntryKind::kCancel) return mistakes;
  const bool signed_amount = operation.kind == EntryKind::kAdjust;
  const Minutes least = signed_amount ? -kMaxOfOne : Minutes(1);
  if (operation.minutes < least || operation.minutes > kMaxOfOne ||
      operation.minutes == Minutes()) {
    mistakes.push_back({"/minutes", signed_amount ? "must be from -17568000 to 17568000 and not 0"
                                                  : "must be from 1 to 17568000"});
  }
  if (!operation.days.empty() && TotalOf(operation.days) != operation.minutes) {
    mistakes.push_back({"/dates", "must take as many minutes as the operation"});
  }
  return mistakes;
}

std::optional<Message> AdjustmentMistake(Minutes minutes) {
  const bool fits = minutes >= -kMaxByHand && minutes <= kMaxByHand;
  if (fits && minutes != Minutes()) return std::nullopt;
  return "must be from -366 to 366 days and not 0";
}

std::optional<Message> DeductionMistake(Minutes minutes) {
  if (minutes > Minutes() && minutes <= kMaxByHand) return std::nullopt;
  return "must be above 0 and at most 366 days";
}

bool SameRequest(const Operation& stored, const Operation& repeated) {
  // What a CANCEL gives back was found out when it was stored.
  const bool same_amount = stored.kind == EntryKind::kCancel ||
                           (stored.minutes == repeated.minutes && stored.days == repeated.days);
  return stored.kind == repeated.kind && same_amount && stored.source == repeated.source &&
         stored.reason == repeated.reason && stored.bucket == repeated.bucket &&
         stored.validity == repeated.validity;
}

Error LeaveNotConsumed() {
  return {ErrorCode::kConflict, "leave-not-consumed", "This leave has not been taken yet."};
}

Error RefusalOf(const Entry& entry) {
  const std::string slug = entry.refusal.value_or(kInsufficient);
  if (slug == kInactive) {
    return {ErrorCode::kConflict, slug, "This person has left the company."};
  }
  if (slug == kClosed) {
    return {ErrorCode::kConflict, slug, "What this leave was for has been settled already."};
  }
  Error error{ErrorCode::kConflict, slug, "There is not enough leave for this."};
  const auto date = entry.refused_date ? FormatDate(*entry.refused_date) : "";
  if (slug == kOverlap) {
    error = {ErrorCode::kConflict, kOverlap,
             Message("Leave on {} is asked for or taken already.", date)};
  } else if (slug == kOutside) {
    error = {ErrorCode::kConflict, kOutside,
             Message("No leave that was granted is valid on {}.", date)};
  }
  if (entry.refused_date) error.extras.emplace_back("date", date);
  return error;
}

}  // namespace erp::employee
