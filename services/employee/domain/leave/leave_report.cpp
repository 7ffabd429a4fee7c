#include "employee/domain/leave/leave_report.h"

#include <algorithm>
#include <map>
#include <string>

#include "employee/domain/leave/due_entries.h"
#include "employee/domain/leave/lots.h"

namespace erp::employee {
namespace {

using Amounts = std::map<Bucket, Minutes>;

Amounts Granted(const LotBook& lots) {
  Amounts granted;
  for (const auto& lot : lots.lots()) {
    granted[lot.bucket] = granted[lot.bucket] + lot.totals.granted;
  }
  return granted;
}

// What an entry changed of the lots of one bucket.
void Add(BucketReport& report, const Entry& entry, Minutes change) {
  const auto add = [&](Minutes& sum, Minutes amount) { sum = sum + amount; };
  switch (entry.operation.kind) {
    case EntryKind::kGrant:
      return add(report.granted, change);
    case EntryKind::kAdjust:
      return add(report.adjusted, change);
    case EntryKind::kCarry:
      return add(report.carried, change);
    case EntryKind::kExpire:
      if (WasPromoted(entry.operation)) add(report.expired_promoted, -change);
      return add(report.expired, -change);
    case EntryKind::kReserve:
    case EntryKind::kConsume:
    case EntryKind::kRelease:
    case EntryKind::kCancel:
      return;
  }
}

void AddLot(BucketReport& report, const Lot& lot, Date on) {
  report.consumed = report.consumed + lot.totals.consumed;
  report.reserved = report.reserved + lot.totals.reserved;
  auto* left = &report.available;
  if (lot.validity.to && *lot.validity.to < on) left = &report.expired;
  if (lot.validity.from && *lot.validity.from > on) left = &report.later;
  *left = *left + lot.left();
}

}  // namespace

std::vector<BucketReport> ReportOf(const std::vector<Entry>& entries, Date on) {
  std::map<Bucket, BucketReport> reports;
  const auto of = [&](Bucket bucket) -> BucketReport& {
    auto& report = reports[bucket];
    report.bucket = bucket;
    return report;
  };
  LotBook lots;
  auto before = Granted(lots);
  for (const auto& entry : entries) {
    lots.Follow(entry);
    if (DependsOnSource(entry.operation.kind)) continue;
    auto after = Granted(lots);
    for (const auto& [bucket, granted] : after) {
      if (granted != before[bucket]) Add(of(bucket), entry, granted - before[bucket]);
    }
    before = std::move(after);
  }
  for (const auto& lot : lots.lots()) {
    if (lot.totals != Totals()) AddLot(of(lot.bucket), lot, on);
  }
  std::vector<BucketReport> ordered;
  for (auto& [bucket, report] : reports) ordered.push_back(report);
  return ordered;
}

}  // namespace erp::employee
