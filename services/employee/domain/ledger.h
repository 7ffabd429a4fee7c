// The leave ledger of one person: an append-only list of entries, and the account that holds
// its running totals. Pure; whoever stores it holds the account's lock meanwhile.
//
// Invariant, for every person:
//   entries are numbered 1..account.entries without a gap;
//   balance_after(0) = 0 and balance_after(n) = balance_after(n-1) + minutes(n) when entry n
//   is applied, balance_after(n-1) when it is refused;
//   account.balance = balance_after(account.entries) = sum of the applied minutes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/clock.h"
#include "common/error.h"
#include "common/id.h"
#include "employee/domain/minutes.h"

namespace erp::employee {

enum class EntryKind {
  kGrant,   // leave given by a rule: opening balance, yearly grant
  kAdjust,  // changed by a person, up or down
};

// "GRANT", "ADJUST": as stored and counted.
std::string KindName(EntryKind kind);
std::optional<EntryKind> ParseKind(const std::string& name);

// What somebody wants to be entered.
struct Operation {
  std::string id;  // unique: the same id is the same operation, however often it arrives
  EntryKind kind = EntryKind::kGrant;
  Minutes minutes;     // added to the balance; negative takes away
  std::string source;  // what caused it: "opening", later a document or a quest
  std::optional<std::string> reason;
  std::optional<EmployeeId> actor;  // who did it, when that is known
  Instant at;
};

// An operation as it stands in the ledger, applied or refused.
struct Entry {
  std::int64_t number = 0;
  Operation operation;
  std::optional<std::string> refusal;  // slug of the reason; empty when applied
  Minutes balance_after;

  [[nodiscard]] bool applied() const { return !refusal.has_value(); }
};

struct Account {
  EmployeeId employee;
  std::int64_t entries = 0;
  Minutes granted;  // sum of applied GRANT and ADJUST: the "total leave"
  Minutes balance;  // what is left

  // Decides the operation, moves the totals on and returns the entry to append. ADJUST is
  // refused as "leave-insufficient" when it takes away more than is there.
  Entry Post(Operation operation);
};

// What the outside sees of an account.
struct LeaveBalance {
  Minutes total;
  Minutes remaining;
};

// What is wrong with an amount that a person adjusts a balance by, or nothing.
std::optional<std::string> AdjustmentMistake(Minutes minutes);

// True when an operation with the id of a stored one asks for the same thing.
bool SameRequest(const Operation& stored, const Operation& repeated);

// 409 of a refused entry.
Error RefusalOf(const Entry& entry);

}  // namespace erp::employee
