// The ledgers of a few people in memory, by the rules of the domain, and a clock that is set: what
// the jobs about leave run on without a database.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/clock.h"
#include "employee/app/leave/absence_ports.h"
#include "employee/app/leave/ports.h"
#include "employee/app/leave/promotion_ports.h"
#include "employee/app/organisation/ports.h"
#include "employee/domain/leave/cancellation.h"
#include "employee/domain/leave/recount.h"
#include "employee/domain/refusals.h"

namespace erp::employee {

// Noon of a date in the company.
class DateClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override {
    return Instant(std::chrono::sys_days(date)) + std::chrono::hours(3);
  }
  Date date{};
};

class MemoryLedger final : public LeaveLedger {
 public:
  std::optional<Totals> Balance(EmployeeId employee, Date on) override {
    const auto found = people_.find(employee);
    return found == people_.end() ? std::nullopt : std::optional(found->second.lots.On(on));
  }
  std::vector<std::pair<EmployeeId, Lot>> Lapsed(Date on,
                                                 const LapsedPlace& after,
                                                 int limit) override {
    std::vector<std::pair<EmployeeId, Lot>> lapsed;
    for (const auto& [employee, person] : people_) {
      auto lots = person.lots.lots();
      std::sort(lots.begin(), lots.end(),
                [](const Lot& a, const Lot& b) { return a.number < b.number; });
      for (const auto& lot : lots) {
        const bool ended = lot.number != kBeyondGrants && lot.validity.to &&
                           *lot.validity.to < on && lot.left() > Minutes();
        const bool behind = std::pair(employee, lot.number) > std::pair(after.employee, after.lot);
        if (ended && behind && lapsed.size() < static_cast<std::size_t>(limit)) {
          lapsed.emplace_back(employee, lot);
        }
      }
    }
    return lapsed;
  }
  std::vector<Entry> Entries(EmployeeId employee) override { return people_[employee].entries; }
  std::map<EmployeeId, std::vector<Entry>> EntriesUpTo(
      Date on, const std::vector<EmployeeId>& people) override {
    std::map<EmployeeId, std::vector<Entry>> entries;
    for (const auto person : people) {
      for (const auto& entry : people_[person].entries) {
        if (entry.operation.on <= on) entries[person].push_back(entry);
      }
    }
    return entries;
  }
  std::map<EmployeeId, std::vector<Taking>> Taken(Date from,
                                                  Date to,
                                                  const std::vector<EmployeeId>& people) override {
    std::map<EmployeeId, std::vector<Taking>> taken;
    for (const auto person : people) {
      for (const auto& taking : people_[person].lots.takings()) {
        if (from <= taking.date && taking.date <= to) taken[person].push_back(taking);
      }
    }
    return taken;
  }
  Result<Posting> Post(EmployeeId employee, const std::vector<Operation>& operations) override {
    auto& person = people_[employee];
    const auto known = std::find_if(
        person.entries.begin(), person.entries.end(),
        [&](const Entry& entry) { return entry.operation.id == operations.front().id; });
    if (known != person.entries.end()) {
      if (!SameRequest(known->operation, operations.front())) {
        return Error{ErrorCode::kKeyReused, "operation-id-reused", ""};
      }
      return Posting{*known, {}, true};
    }
    SourceState source;
    for (const auto& entry : person.entries) {
      if (entry.operation.source == operations.front().source) source.Follow(entry);
    }
    auto wanted = Completed(person, source, operations);
    if (!wanted) return wanted.error();
    for (const auto& operation : *wanted) {
      person.entries.push_back(person.account.Post(operation, source, person.lots));
      if (!person.entries.back().applied()) break;
    }
    return Posting{person.entries.back(), person.lots.On(operations.front().on), false};
  }

  [[nodiscard]] const LotBook& lots(EmployeeId employee) { return people_[employee].lots; }

 private:
  struct Kept {
    Account account;
    LotBook lots;
    std::vector<Entry> entries;
  };
  // As store/leave/ledger_table.cpp does.
  static Result<std::vector<Operation>> Completed(const Kept& person,
                                                  const SourceState& source,
                                                  const std::vector<Operation>& operations) {
    const auto& first = operations.front();
    if (first.kind != EntryKind::kCancel) return operations;
    std::vector<Entry> recounts;
    for (const auto& entry : person.entries) {
      if (entry.operation.source == RecountSourceOf(first.source)) recounts.push_back(entry);
    }
    return OperationsOfCancel(first, source, person.lots, recounts);
  }
  std::map<EmployeeId, Kept> people_;
};

// A ledger in memory that keeps the notices, too.
class MemoryNotifying final : public NotifyingLedger {
 public:
  explicit MemoryNotifying(LeaveLedger& ledger) : ledger_(ledger) {}
  Result<Posting> Post(EmployeeId employee,
                       const std::vector<Operation>& operations,
                       const LeaveNotice& notice) override {
    if (first) first();
    auto posting = ledger_.Post(employee, operations);
    if (posting && posting->entry.applied() && !posting->replayed) notices.push_back(notice);
    return posting;
  }
  std::vector<LeaveNotice> notices;
  std::function<void()> first;  // what somebody else does before

 private:
  LeaveLedger& ledger_;
};

// Notices that are kept as the register of the database keeps them.
class MemoryPromotions final : public PromotionRegister {
 public:
  std::vector<PromotionNotice> Of(EmployeeId employee) override {
    std::vector<PromotionNotice> of;
    for (const auto& notice : all) {
      if (notice.employee == employee) of.push_back(notice);
    }
    return of;
  }
  bool Give(const PromotionNotice& notice) override {
    for (const auto& known : all) {
      if (known.employee == notice.employee && known.rule == notice.rule &&
          known.last_day == notice.last_day && known.notice == notice.notice) {
        return false;
      }
    }
    all.push_back(notice);
    all.back().id = PromotionId(static_cast<std::int64_t>(all.size()));
    return true;
  }
  Result<PromotionNotice> Change(EmployeeId employee,
                                 PromotionId id,
                                 const Answer& answer) override {
    for (auto& notice : all) {
      if (notice.id != id || notice.employee != employee) continue;
      auto changed = answer(notice, Of(employee));
      if (changed) notice = *changed;
      return changed;
    }
    return PromotionNotFound();
  }
  std::vector<PromotionNotice> all;
};

// Absences as the register of the database keeps them, without keys.
class MemoryAbsences final : public AbsenceRegister {
 public:
  std::vector<Absence> Of(EmployeeId employee) override {
    std::vector<Absence> of;
    for (const auto& absence : all) {
      if (absence.employee == employee) of.push_back(absence);
    }
    return of;
  }
  Result<Made<Absence>> Add(const Absence& absence, const std::optional<RequestKey>& key) override {
    keys.push_back(key);
    for (const auto& other : all) {
      const bool apart = absence.to < other.from || other.to < absence.from;
      if (other.employee == absence.employee && !apart) return AbsenceOverlap();
    }
    all.push_back(absence);
    all.back().id = AbsenceId(static_cast<std::int64_t>(all.size()));
    return Made<Absence>(all.back());
  }
  Result<void> Remove(EmployeeId employee,
                      AbsenceId id,
                      std::optional<EmployeeId>,
                      Instant) override {
    const auto removed = std::erase_if(
        all, [&](const auto& absence) { return absence.employee == employee && absence.id == id; });
    if (removed == 0) return AbsenceNotFound();
    return {};
  }
  std::vector<Absence> all;
  std::vector<std::optional<RequestKey>> keys;
};

// The same week for everybody, without holidays.
class WeekdayCalendars final : public Calendars {
 public:
  WorkingCalendar Of(EmployeeId) override {
    ++asked;
    return {WeeklyPattern::MondayToFriday(Minutes(480)), Holidays(), CalendarVersion(1)};
  }
  Holidays All() override { return {}; }
  void Put(const std::vector<Holiday>&) override {}
  void Remove(const std::vector<Holiday>&) override {}
  int asked = 0;
};

// People who can be looked up and listed.
class MemoryPeople final : public EmployeeRepository {
 public:
  Result<Creation> Create(const NewEmployee& person) override {
    return on_create ? on_create(person) : EmployeeNotFound();
  }
  std::optional<Person> Find(EmployeeId id, Date) override {
    for (const auto& employee : all) {
      if (employee.id == id) return Person{employee, {}};
    }
    return std::nullopt;
  }
  std::vector<Person> List(const PeopleFilter& filter, const PeoplePage& page, Date) override {
    std::vector<Person> listed;
    for (auto employee = all.rbegin(); employee != all.rend(); ++employee) {
      if (page.before && !(employee->id < *page.before)) continue;
      if (!employee->active && !filter.include_inactive) continue;
      if (listed.size() < static_cast<std::size_t>(page.limit)) listed.push_back({*employee, {}});
    }
    return listed;
  }
  FoundPeople Search(const PeopleSearch&, Date) override { return {}; }
  std::vector<Employee> FindMany(const std::vector<EmployeeId>& ids) override {
    std::vector<Employee> found;
    for (const auto& employee : all) {
      if (std::find(ids.begin(), ids.end(), employee.id) != ids.end()) found.push_back(employee);
    }
    return found;
  }
  Result<Person> Update(EmployeeId, const Change&, Moment) override { return EmployeeNotFound(); }

  std::vector<Employee> all;  // by ascending id
  std::function<Result<Creation>(const NewEmployee&)> on_create;
};

inline Employee HiredOn(std::int64_t id, std::optional<Date> hired, bool active = true) {
  Employee employee;
  employee.id = EmployeeId(id);
  employee.profile.name = std::string("사람 ").append(std::to_string(id));
  employee.profile.hired_on = hired;
  employee.active = active;
  return employee;
}

}  // namespace erp::employee
