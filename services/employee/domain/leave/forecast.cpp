#include "employee/domain/leave/forecast.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "employee/domain/leave/month_rule.h"

namespace erp::employee {
namespace {

bool HasEnded(const Lot& lot, Date on) {
  return lot.number != kBeyondGrants && lot.validity.to && *lot.validity.to < on &&
         lot.left() > Minutes();
}

class Run {
 public:
  Run(EmployeeId employee,
      const std::vector<Entry>& entries,
      const std::vector<StatutoryGrant>& grants,
      const CarryPolicy& carry)
      : employee_(employee), entries_(entries), grants_(grants), carry_(carry) {
    for (const auto& entry : entries) {
      known_.insert(entry.operation.id);
      lots_.Follow(entry);
      account_.totals = account_.totals + entry.change;
      account_.entries = entry.number;
    }
    account_.employee = employee;
    first_ = entries.size();
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
    for (const auto& grant : grants_) {
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
      Post(OperationsOfLapse(employee_, lot, CarriedOf(employee_, lot, carry_, entries_), carry_,
                             date, TimeOn(date)));
    }
  }

  void Grant(Date date) {
    for (const auto& grant : grants_) {
      if (grant.on > date || grant.valid_to < date) continue;
      Post({OperationOfGrant(employee_, grant, TimeOn(date))});
    }
  }

  static EntryTime TimeOn(Date date) { return {std::chrono::sys_days(date), date}; }

  void Post(std::vector<Operation> operations) {
    if (known_.contains(operations.front().id)) return;
    SourceState source;
    for (auto& operation : operations) {
      known_.insert(operation.id);
      entries_.push_back(account_.Post(std::move(operation), source, lots_));
    }
  }

  const EmployeeId employee_;
  std::vector<Entry> entries_;
  const std::vector<StatutoryGrant>& grants_;
  const CarryPolicy carry_;
  std::size_t first_ = 0;  // that is forecast
  std::set<std::string> known_;
  Account account_;
  LotBook lots_;
};

}  // namespace

Forecast ForecastOf(EmployeeId employee,
                    const std::vector<Entry>& entries,
                    const std::vector<StatutoryGrant>& grants,
                    const CarryPolicy& carry,
                    Date today,
                    Date until) {
  Run run(employee, entries, grants, carry);
  for (std::optional<Date> date = today; date && *date <= until; date = run.Next(*date)) {
    run.On(*date);
  }
  return std::move(run).Result();
}

}  // namespace erp::employee
