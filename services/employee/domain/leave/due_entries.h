// What the jobs enter on a date: the end of a lot with what is carried over of it, and a statutory
// grant that arises. The jobs post these, and a forecast reckons with the same ones. Pure,
// thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "employee/domain/leave/ledger.h"
#include "employee/domain/leave/lots.h"
#include "employee/domain/leave/statutory_leave.h"

namespace erp::employee {

// What of statutory leave is carried over at the end of its validity; nothing by default.
struct CarryPolicy {
  Minutes max;         // of one lot, however often something comes back to it after its end
  int valid_days = 0;  // from the day after the validity of the lot
};

// When operations are entered.
struct EntryTime {
  Instant at;
  Date on;  // of `at`, in the company's zone
};

// Whether it depends on the entries of a person what is carried over of the lot.
bool MayBeCarried(const Lot& lot, const CarryPolicy& policy);

// How much of what is left of a lot is carried over after these entries of its person: at most
// `max` together with what was carried over of it before, and nothing of a lot that was carried
// over itself.
Minutes CarriedOf(EmployeeId employee,
                  const Lot& lot,
                  const CarryPolicy& policy,
                  const std::vector<Entry>& entries);

// What was found of a lot that has ended.
struct Lapse {
  Lot lot;
  Minutes carried;        // CarriedOf
  bool promoted = false;  // see kPromotedReason
};

// The reason of an EXPIRE of what was called for in both notices of 근로기준법 61조.
inline constexpr const char* kPromotedReason = "연차사용촉진 완료 (근로기준법 61조)";
bool WasPromoted(const Operation& expire);

// EXPIRE of what is left of a lot that has ended, and CARRY when that is more than nothing. Ids
// "expire:{employee}:{lot}:{date}" and "carry:…", both of one source, for the run of the date
// `run`: what comes back to a lot later expires in the run of the next date.
std::vector<Operation> OperationsOfLapse(EmployeeId employee,
                                         const Lapse& lapse,
                                         const CarryPolicy& policy,
                                         Date run,
                                         const EntryTime& now);

// "statutory:{employee}:monthly:3".
std::string IdOfGrant(EmployeeId employee, const StatutoryGrant& grant);
Operation OperationOfGrant(EmployeeId employee, const StatutoryGrant& grant, const EntryTime& now);

}  // namespace erp::employee
