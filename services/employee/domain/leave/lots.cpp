#include "employee/domain/leave/lots.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace erp::employee {
namespace {

constexpr Date kNever = std::chrono::year(9999) / std::chrono::December / 31;

bool EndsEarlier(const Lot& a, const Lot& b) {
  const Date of_a = a.validity.to.value_or(kNever);
  const Date of_b = b.validity.to.value_or(kNever);
  return of_a != of_b ? of_a < of_b : a.number < b.number;
}

Totals TotalsOf(const Taking& taking) {
  return {.granted = {},
          .consumed = taking.consumed ? taking.minutes : Minutes(),
          .reserved = taking.consumed ? Minutes() : taking.minutes};
}

Totals operator-(const Totals& totals) {
  return {-totals.granted, -totals.consumed, -totals.reserved};
}

}  // namespace

// What a source wants of one date.
struct LotBook::Demand {
  std::string source;
  Date date;
  WorkdayPart part;
  Minutes minutes;
  bool consumed = false;

  static std::vector<Demand> Of(const Operation& operation, bool consumed) {
    if (operation.days.empty()) {
      return {{operation.source, operation.on, {}, operation.minutes, consumed}};
    }
    std::vector<Demand> demands;
    for (const auto& day : operation.days) {
      demands.push_back({operation.source, day.date, day.part, day.minutes(), consumed});
    }
    return demands;
  }

  static bool Before(const Demand& a, const Demand& b) {
    return std::tie(a.date, a.part.from, a.source) < std::tie(b.date, b.part.from, b.source);
  }

  [[nodiscard]] bool Same(const Taking& taking) const {
    return taking.source == source && taking.date == date && taking.part == part &&
           taking.consumed == consumed;
  }
};

Totals LotBook::On(Date date) const {
  Totals totals;
  for (const auto& lot : lots_) {
    if (lot.validity.Covers(date)) totals = totals + lot.totals;
  }
  return totals;
}

Lot& LotBook::LotFor(Bucket bucket, const Validity& validity, std::int64_t number) {
  const auto found = std::find_if(lots_.begin(), lots_.end(), [&](const Lot& lot) {
    return lot.number != kBeyondGrants && lot.bucket == bucket && lot.validity == validity;
  });
  if (found != lots_.end()) return *found;
  return lots_.emplace_back(Lot{number, bucket, validity, {}});
}

Minutes LotBook::LeftOf(Bucket bucket, const Validity& validity) const {
  return LotBook(*this).LotFor(bucket, validity, kBeyondGrants).left();
}

Lot& LotBook::LotOf(std::int64_t number) {
  const auto found = std::find_if(lots_.begin(), lots_.end(),
                                  [&](const Lot& lot) { return lot.number == number; });
  if (found != lots_.end()) return *found;
  return lots_.emplace_back(Lot{number, Bucket::kStatutory, {}, {}});
}

std::vector<std::size_t> LotBook::ByEnd(Date date) const {
  std::vector<std::size_t> usable;
  for (std::size_t i = 0; i < lots_.size(); ++i) {
    const Lot& lot = lots_[i];
    const bool gives = lot.number != kBeyondGrants && lot.left() > Minutes();
    if (gives && lot.validity.Covers(date)) usable.push_back(i);
  }
  std::sort(usable.begin(), usable.end(),
            [this](std::size_t a, std::size_t b) { return EndsEarlier(lots_[a], lots_[b]); });
  return usable;
}

void LotBook::Add(const Taking& taking) {
  auto& lot = LotOf(taking.lot);
  lot.totals = lot.totals + TotalsOf(taking);
  for (auto& known : takings_) {
    auto alike = taking;
    alike.minutes = known.minutes;
    if (known != alike) continue;
    known.minutes = known.minutes + taking.minutes;
    return;
  }
  takings_.push_back(taking);
}

void LotBook::Remove(const Taking& taking) {
  auto& lot = LotOf(taking.lot);
  lot.totals = lot.totals + -TotalsOf(taking);
}

// What the demand found no lot for.
Minutes LotBook::Place(const Demand& demand) {
  Minutes wanted = demand.minutes;
  for (const std::size_t i : ByEnd(demand.date)) {
    if (wanted == Minutes()) break;
    const Minutes taken = std::min(wanted, lots_[i].left());
    Add({demand.source, demand.date, demand.part, lots_[i].number, taken, demand.consumed});
    wanted = wanted - taken;
  }
  return wanted;
}

// Places the operation and leaves the rest as it is, where that can be; otherwise everything from
// the day of the operation on is placed anew. In the order of dates, the lot that ends first
// before others: if any arrangement has place for all, this one has (F. Glover, Maximum matching
// in a convex bipartite graph, 1967).
void LotBook::PlaceAll(const Operation& operation, bool consumed) {
  const LotBook before = *this;
  Minutes missing;
  for (const auto& demand : Demand::Of(operation, consumed)) missing = missing + Place(demand);
  if (missing == Minutes()) return;
  *this = before;
  Rearrange(operation, consumed);
}

void LotBook::Rearrange(const Operation& operation, bool consumed) {
  std::vector<Demand> demands;
  std::vector<Taking> fixed;
  for (const auto& taking : takings_) {
    if (taking.date < operation.on) {
      fixed.push_back(taking);
      continue;
    }
    Remove(taking);
    const auto same = std::find_if(demands.begin(), demands.end(),
                                   [&](const Demand& demand) { return demand.Same(taking); });
    if (same != demands.end()) {
      same->minutes = same->minutes + taking.minutes;
    } else {
      demands.push_back({taking.source, taking.date, taking.part, taking.minutes, taking.consumed});
    }
  }
  takings_ = std::move(fixed);
  for (auto& demand : Demand::Of(operation, consumed)) demands.push_back(std::move(demand));
  std::sort(demands.begin(), demands.end(), Demand::Before);
  for (const auto& demand : demands) {
    const Minutes missing = Place(demand);
    if (missing == Minutes()) continue;
    Add({demand.source, demand.date, demand.part, kBeyondGrants, missing, demand.consumed});
  }
}

std::optional<LotBook::Shortage> LotBook::ShortageOf(const Operation& reserve,
                                                     Minutes below) const {
  LotBook after = *this;
  after.PlaceAll(reserve, false);
  const Minutes beyond_before = -LotBook(*this).LotOf(kBeyondGrants).left();
  const Minutes beyond = -after.LotOf(kBeyondGrants).left();
  if (beyond <= std::max(beyond_before, below)) return std::nullopt;
  auto date = reserve.days.empty() ? reserve.on : reserve.days.front().date;
  for (const auto& taking : after.takings_) {
    if (taking.lot != kBeyondGrants || taking.source != reserve.source) continue;
    date = taking.date;
    break;
  }
  const bool outside = std::none_of(lots_.begin(), lots_.end(), [&](const Lot& lot) {
    return lot.number != kBeyondGrants && lot.validity.Covers(date);
  });
  return Shortage{date, beyond - std::max(beyond_before, below), outside};
}

std::optional<Date> LotBook::ClashOf(const Operation& reserve) const {
  for (const auto& day : reserve.days) {
    const bool taken = std::any_of(takings_.begin(), takings_.end(), [&](const Taking& taking) {
      return taking.source != reserve.source && taking.date == day.date &&
             Intersection(taking.part, day.part).length() > Minutes();
    });
    if (taken) return day.date;
  }
  return std::nullopt;
}

// An amount that is taken away shrinks the lots that are valid, the one that ends first before
// others.
void LotBook::TakeBack(Minutes minutes, Date on) {
  for (const std::size_t i : ByEnd(on)) {
    const Minutes taken = std::min(minutes, lots_[i].left());
    lots_[i].totals.granted = lots_[i].totals.granted - taken;
    minutes = minutes - taken;
  }
  if (minutes == Minutes()) return;
  auto& beyond = LotOf(kBeyondGrants);
  beyond.totals.granted = beyond.totals.granted - minutes;
}

std::vector<Taking> LotBook::TakeReserved(const std::string& source) {
  std::vector<Taking> reserved;
  std::erase_if(takings_, [&](const Taking& taking) {
    const bool of_source = taking.source == source && !taking.consumed;
    if (of_source) reserved.push_back(taking);
    return of_source;
  });
  for (const auto& taking : reserved) Remove(taking);
  return reserved;
}

// What is consumed stays where it was reserved, unless it is another amount.
void LotBook::Consume(const Operation& operation) {
  auto reserved = TakeReserved(operation.source);
  Minutes total;
  for (const auto& taking : reserved) total = total + taking.minutes;
  if (total != operation.minutes) {
    PlaceAll(operation, true);
    return;
  }
  for (auto& taking : reserved) {
    taking.consumed = true;
    Add(taking);
  }
}

// Of each date of a CANCEL what it names is given back to the lots that end first: recounts gave to
// those that end last. What they gave stays taken, of no part of a day.
void LotBook::GiveBack(const Operation& cancel) {
  std::vector<Taking> consumed;
  std::erase_if(takings_, [&](const Taking& taking) {
    const auto named = [&](const LeaveDay& day) { return day.date == taking.date; };
    const bool canceled =
        taking.source == cancel.source && taking.consumed &&
        (cancel.days.empty() || std::any_of(cancel.days.begin(), cancel.days.end(), named));
    if (canceled) consumed.push_back(taking);
    return canceled;
  });
  std::sort(consumed.begin(), consumed.end(), [this](const Taking& a, const Taking& b) {
    return EndsEarlier(LotOf(a.lot), LotOf(b.lot));
  });
  std::map<Date, Minutes> given;
  for (const auto& day : cancel.days) given[day.date] = day.minutes();
  for (auto& taking : consumed) {
    Remove(taking);
    if (cancel.days.empty()) continue;
    auto& left = given[taking.date];
    const Minutes kept = taking.minutes - std::min(left, taking.minutes);
    left = left - (taking.minutes - kept);
    if (kept == Minutes()) continue;
    taking.part = {};
    taking.minutes = kept;
    Add(taking);
  }
}

void LotBook::Follow(const Entry& entry) {
  if (!entry.applied()) return;
  const auto& operation = entry.operation;
  const auto add = [&](Minutes minutes) {
    auto& totals = LotFor(operation.bucket, operation.validity, entry.number).totals;
    totals.granted = totals.granted + minutes;
  };
  switch (operation.kind) {
    case EntryKind::kGrant:
    case EntryKind::kCarry:
      return add(operation.minutes);
    case EntryKind::kExpire:
      return add(-operation.minutes);
    case EntryKind::kAdjust:
      if (operation.minutes > Minutes() || operation.TakesFromOneLot()) {
        return add(operation.minutes);
      }
      return TakeBack(-operation.minutes, operation.on);
    case EntryKind::kReserve:
      return PlaceAll(operation, false);
    case EntryKind::kConsume:
      return Consume(operation);
    case EntryKind::kRelease:
      TakeReserved(operation.source);
      return;
    case EntryKind::kCancel:
      return GiveBack(operation);
  }
}

}  // namespace erp::employee
