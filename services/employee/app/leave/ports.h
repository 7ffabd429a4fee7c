// What the use cases about leave need from a database. Implementations are thread-safe and throw
// Unavailable when it does not answer.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/id.h"
#include "common/message.h"
#include "common/result.h"
#include "employee/domain/leave/ledger.h"
#include "employee/domain/leave/lots.h"
#include "employee/domain/leave/work_calendar.h"
#include "employee/domain/leave/working_calendar.h"

namespace erp::employee {

struct Posting {
  Entry entry;            // the last one that was decided; it may be a refused one
  Totals totals;          // valid on the day of the operation, as of this answer, also for a replay
  bool replayed = false;  // stored by an earlier request with the same operation ids
};

struct LapsedPlace {
  EmployeeId employee;
  std::int64_t lot = 0;
};

class LeaveLedger {
 public:
  virtual ~LeaveLedger() = default;

  // The totals of what is valid on that date, as of now.
  virtual std::optional<Totals> Balance(EmployeeId employee, Date on) = 0;

  // Lots whose last day lies before that date and of which something is left, at most `limit`
  // behind `after`, in the order of employees and lots.
  virtual std::vector<std::pair<EmployeeId, Lot>> Lapsed(Date on,
                                                         const LapsedPlace& after,
                                                         int limit) = 0;

  // All entries of a person in their order, as of one point of time; none for an unknown one:
  // everybody has an opening entry.
  virtual std::vector<Entry> Entries(EmployeeId employee) = 0;

  // Of these people the entries up to a date, those of each in their order; whoever has none is
  // left out.
  virtual std::map<EmployeeId, std::vector<Entry>> EntriesUpTo(
      Date on, const std::vector<EmployeeId>& people) = 0;

  // What these people have taken or reserved of the dates from `from` to `to`, both inclusive.
  virtual std::map<EmployeeId, std::vector<Taking>> Taken(
      Date from, Date to, const std::vector<EmployeeId>& people) = 0;

  // Appends the operations, all of one source, decided in their order under the lock of the
  // person's account, in one unit of work; a refused one is appended too and ends the list.
  // Operations whose first id is there already give the stored entries again, or kKeyReused
  // "operation-id-reused" when the stored one asks for something else. Refuses an unknown
  // employee, and stores nothing.
  virtual Result<Posting> Post(EmployeeId employee, const std::vector<Operation>& operations) = 0;
};

// Somebody is to be told of a change of their leave.
struct LeaveNotice {
  std::string id;  // the same for the same change, however often it is made
  EmployeeId recipient;
  std::string kind;  // "LEAVE_GRANTED", "LEAVE_RECOUNTED"
  std::string title;
  Message text;
};

// A ledger that tells.
class NotifyingLedger {
 public:
  virtual ~NotifyingLedger() = default;

  // LeaveLedger::Post, and the notice in the same unit of work, unless the last operation was
  // refused or all was stored before.
  virtual Result<Posting> Post(EmployeeId employee,
                               const std::vector<Operation>& operations,
                               const LeaveNotice& notice) = 0;
};

// The working calendars and the holidays of the company.
class Calendars {
 public:
  virtual ~Calendars() = default;

  // As of one version. Everybody has a calendar, also who is unknown.
  virtual WorkingCalendar Of(EmployeeId employee) = 0;
  // Public ones and the company's own, without those that were removed.
  virtual Holidays All() = 0;
  // Adds them, or puts them in the place of those with the same date and name. A new version.
  virtual void Put(const std::vector<Holiday>& holidays) = 0;
  // Those holidays apply no more. A new version.
  virtual void Remove(const std::vector<Holiday>& holidays) = 0;
};

// The working calendars by hand. Every change is a new version of Calendars too.
class WorkCalendarBook {
 public:
  virtual ~WorkCalendarBook() = default;

  // In the order of their ids; at most kMostWorkCalendars.
  virtual std::vector<WorkCalendar> All() = 0;
  virtual std::optional<WorkCalendar> Find(WorkCalendarId id) = 0;
  // 409 "work-calendar-exists" for a name that another one has, "too-many-work-calendars".
  virtual Result<WorkCalendar> Create(const WorkCalendar& calendar) = 0;
  // `calendar` names the id; its version counts only when `expected` is set: 412
  // "version-mismatch". What changes nothing makes no version. 404 "work-calendar-not-found", 409
  // "work-calendar-exists".
  virtual Result<WorkCalendar> Change(const WorkCalendar& calendar,
                                      std::optional<std::int64_t> expected) = 0;

  // That of a person; 404 "employee-not-found".
  virtual Result<WorkCalendar> Of(EmployeeId employee) = 0;
  // Also of somebody who has left. 404 "employee-not-found", 400 "invalid-body" for a calendar that
  // there is not.
  virtual Result<WorkCalendar> Assign(EmployeeId employee, WorkCalendarId id) = 0;
};

}  // namespace erp::employee
