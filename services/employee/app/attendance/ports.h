// What the use cases about attendance need from outside. Implementations are thread-safe and throw
// Unavailable when a database does not answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "employee/domain/attendance/correction.h"
#include "employee/domain/attendance/milestone.h"
#include "employee/domain/attendance/record.h"
#include "employee/domain/attendance/working_day.h"
#include "employee/domain/leave/ledger.h"

namespace erp::employee {

// A record together with where its person stands.
struct Attended {
  AttendanceRecord record;
  AttendanceProgress progress;
  Totals leave;
  bool repeated = false;  // the record was there before
};

// Makes the grant of somebody's milestone.
using GrantOf = std::function<Operation(EmployeeId employee, std::int64_t milestone)>;

// A record and what was corrected in it, newest first.
struct CorrectedRecord {
  AttendanceRecord record;
  std::vector<Correction> corrections;
};

class AttendanceBook {
 public:
  virtual ~AttendanceBook() = default;

  // One unit of work: the record of (employee, work_date) of `record`, which is made when there is
  // none, its date counted, and every milestone that is due then granted. A record that is there
  // already is given as it is (repeated), and nothing is stored. Refuses an unknown employee, and
  // one who has left ("employee-inactive").
  virtual Result<Attended> CheckIn(const AttendanceRecord& record, const GrantOf& grant) = 0;

  // One unit of work: hands the records of the two dates that are not voided to `choose`, and
  // stores the check-out of the one that comes back. Refuses what `choose` refuses, and employees
  // as CheckIn does. `choose` may run more than once.
  using Choose = std::function<Result<AttendanceRecord>(const std::vector<AttendanceRecord>&)>;
  virtual Result<AttendanceRecord> CheckOut(EmployeeId employee,
                                            Date date,
                                            Date date_before,
                                            const Choose& choose) = 0;

  // At most `limit` records, newest first, with dates before `before`.
  virtual std::vector<AttendanceRecord> History(EmployeeId employee,
                                                std::optional<Date> before,
                                                int limit) = 0;

  // Of any of these people, from `from` to `to`, both inclusive, in the order of their dates.
  virtual std::vector<AttendanceRecord> Between(const std::vector<EmployeeId>& people,
                                                Date from,
                                                Date to) = 0;

  // Nothing for an unknown employee.
  virtual std::optional<AttendanceProgress> Progress(EmployeeId employee) = 0;

  virtual std::optional<CorrectedRecord> Find(RecordId id) = 0;

  // One unit of work: the record under its lock is what `correct` makes of it, the correction is
  // kept, dates are counted again and milestones granted that are due then. Nothing is stored when
  // nothing changes, or when the note's source has corrected this record before. Refuses an unknown
  // record ("record-not-found"), another version than `expected` ("version-mismatch"), a source
  // that has corrected another record ("operation-id-reused") and what `correct` refuses, which may
  // run more than once.
  using Correct = std::function<Result<AttendanceRecord>(const AttendanceRecord&)>;
  virtual Result<AttendanceRecord> Change(RecordId id,
                                          std::optional<std::int64_t> expected,
                                          const Correct& correct,
                                          const CorrectionNote& note,
                                          const GrantOf& grant) = 0;

  // One unit of work: what `correct` makes of the record of somebody's date, or of none, takes its
  // place as by Change. A record that is new is one that was voided before, so that its correction
  // shows. Nothing is stored when nothing changes, or when the note's source has corrected this
  // date before. Refuses an unknown employee, a source that has corrected another record
  // ("operation-id-reused") and what `correct` refuses, which may run more than once.
  using CorrectOnDate =
      std::function<Result<AttendanceRecord>(const std::optional<AttendanceRecord>&)>;
  virtual Result<AttendanceRecord> ChangeDay(EmployeeId employee,
                                             Date date,
                                             const CorrectOnDate& correct,
                                             const CorrectionNote& note,
                                             const GrantOf& grant) = 0;

  // Closes open records of dates up to `last` that began before `began_before`, some at a time, and
  // says how many; with `dry_run` how many there are. Repeatable, also by several at once.
  virtual std::int64_t CloseOpen(Date last, Instant began_before, bool dry_run) = 0;
};

// What the calendar and the leave of people say of dates.
class DayPlans {
 public:
  virtual ~DayPlans() = default;

  // For each of the people each date from `from` to `to`, both inclusive, in order.
  virtual std::map<EmployeeId, std::vector<PlannedDay>> Of(const std::vector<EmployeeId>& people,
                                                           Date from,
                                                           Date to) = 0;
};

}  // namespace erp::employee
