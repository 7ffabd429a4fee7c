#include "employee/domain/leave/forecast.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "employee/domain/leave/statutory_entries.h"

namespace erp::employee {
namespace {

bool HasEnded(const Lot& lot, Date on) {
  return lot.number != kBeyondGrants && lot.validity.to && *lot.validity.to < on &&
         lot.left() > Minutes();
}

class Run {
 public:
  explicit Run(ForecastFacts facts)
      : facts_(std::move(facts)), entries_(std::move(facts_.entries)) {
    for (const auto& entry : entries_) {
      known_.insert(entry.operation.id);
      lots_.Follow(entry);
      account_.totals = account_.totals + entry.change;
      account_.entries = entry.number;
    }
    account_.employee = facts_.employee;
    first_ = entries_.size();
  }

  void On(Date date) {
    EndLots(date);
    Grant(date);
  }

  // The first date after this one on which something happens.
  [[nodiscard]] std::optional<Date> Next(Date after) const {
    std::optional<Date> next;
    const Date earliest = AfterDays(after, 1);
    const auto consider = [&](Date date) {
      const Date run = std::max(date, earliest);
      next = next ? std::min(*next, run) : run;
    };
    for (const auto& lot : lots_.lots()) {
      if (lot.number == kBeyondGrants || !lot.validity.to || lot.left() <= Minutes()) continue;
      consider(AfterDays(*lot.validity.to, 1));
    }
    if (!facts_.grants) return next;
    for (const auto& grant : *facts_.grants) {
      if (grant.on > after) consider(grant.on);
    }
    return next;
  }

  Forecast Result() && {
    return {{entries_.begin() + static_cast<std::ptrdiff_t>(first_), entries_.end()},
            std::move(lots_)};
  }

 private:
  void EndLots(Date date) {
    auto ended = lots_.lots();
    std::erase_if(ended, [&](const Lot& lot) { return !HasEnded(lot, date); });
    std::sort(ended.begin(), ended.end(),
              [](const Lot& a, const Lot& b) { return a.number < b.number; });
    for (const auto& lot : ended) {
      const Lapse lapse{
          lot, CarriedOf(facts_.employee, lot, facts_.carry, entries_),
          lot.bucket == Bucket::kStatutory && IsPromoted(facts_.notices, lot.validity)};
      Post(OperationsOfLapse(facts_.employee, lapse, facts_.carry, date, TimeOn(date)));
    }
  }

  void Grant(Date date) {
    if (!facts_.grants) return;
    const auto due =
        StatutoryEntriesOf({facts_.employee, entries_, *facts_.grants, date}, TimeOn(date));
    for (const auto& grant : due.grants) Post({grant});
    Post(due.corrections);
  }

  static EntryTime TimeOn(Date date) { return {std::chrono::sys_days(date), date}; }

  void Post(std::vector<Operation> operations) {
    if (operations.empty() || known_.contains(operations.front().id)) return;
    SourceState source;
    for (auto& operation : operations) {
      known_.insert(operation.id);
      entries_.push_back(account_.Post(std::move(operation), source, lots_));
    }
  }

  ForecastFacts facts_;  // without its entries
  std::vector<Entry> entries_;
  std::size_t first_ = 0;  // that is forecast
  std::set<std::string> known_;
  Account account_;
  LotBook lots_;
};

}  // namespace

Forecast ForecastOf(ForecastFacts facts, Date today, Date until) {
  Run run(std::move(facts));
  for (std::optional<Date> date = today; date && *date <= until; date = run.Next(*date)) {
    run.On(*date);
  }
  return std::move(run).Result();
}

}  // namespace erp::employee
