// The leave ledger of one person: an append-only list of entries, and the account that holds
// its running totals. Pure; the store holds the account's lock meanwhile.
//
// Three totals move: what was granted, what was consumed, what is reserved for documents that
// are not decided yet. What is left to take is available = granted - consumed - reserved.
//
// Invariant, for every person:
//   entries are numbered 1..account.entries without a gap;
//   each total of the account is the sum of what the entries changed it by (a refused entry
//   changes nothing);
//   balance_after of an entry is what is available after it, so it chains;
//   a source is closed by one CONSUME or RELEASE at most, and has nothing reserved afterwards;
//   what a CONSUME has taken is given back by one CANCEL at most.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/error.h"
#include "common/id.h"
#include "employee/domain/leave/bucket.h"
#include "employee/domain/leave/leave_day.h"
#include "employee/domain/leave/minutes.h"

namespace erp::employee {

class LotBook;

enum class EntryKind {
  kGrant,    // leave given by a rule: opening balance, yearly grant
  kAdjust,   // changed by a person, up or down
  kReserve,  // held for a document that was submitted
  kConsume,  // taken: the document was approved
  kRelease,  // not taken after all: rejected, recalled
  kCarry,    // given again at the end of a validity, with a new one
  kExpire,   // what was left at the end of a validity
  kCancel,   // given back: approved leave that is not taken after all
};

// "GRANT", "ADJUST", "RESERVE", "CONSUME", "RELEASE", "CARRY", "EXPIRE", "CANCEL": as stored,
// counted and on the wire.
std::string KindName(EntryKind kind);
std::optional<EntryKind> ParseKind(const std::string& name);

// What somebody wants to be entered.
struct Operation {
  std::string id = {};  // unique: the same id is the same operation, however often it arrives
  EntryKind kind = EntryKind::kGrant;
  // Above 0; of an ADJUST not 0, negative takes away; of a CANCEL what it gives back, which the
  // ledger finds out (cancellation.h).
  Minutes minutes = {};
  std::string source = {};  // what caused it; all operations of one document's round share it
  std::optional<std::string> reason = std::nullopt;
  std::optional<EmployeeId> actor = std::nullopt;  // who did it, when that is known
  Instant at = {};
  Date on = {};  // of `at`, in the company's zone
  // Of a RESERVE: the dates that are taken. None: the document says an amount only, which is
  // taken on the day of the entry. Of a CANCEL: the dates that are given back, with the minutes of
  // each.
  std::vector<LeaveDay> days = {};
  // What a GRANT, ADJUST or CARRY gives, and an EXPIRE ends. An ADJUST that takes away takes from
  // the lot of its bucket and validity when it names a validity, else from any that is valid. Of a
  // CANCEL: validity.from is the first date that is given back; absent: all that was taken.
  Bucket bucket = Bucket::kStatutory;
  Validity validity = {};

  [[nodiscard]] bool TakesFromOneLot() const {
    return kind == EntryKind::kAdjust && minutes < Minutes() && validity != Validity();
  }
};

// Amounts of the three totals, or what an entry changes them by.
struct Totals {
  Minutes granted;  // GRANT, ADJUST and CARRY without EXPIRE: the "total leave"
  Minutes consumed;
  Minutes reserved;

  [[nodiscard]] Minutes available() const { return granted - consumed - reserved; }

  friend Totals operator+(const Totals& a, const Totals& b) {
    return {a.granted + b.granted, a.consumed + b.consumed, a.reserved + b.reserved};
  }
  friend bool operator==(const Totals&, const Totals&) = default;
};

// An operation as it stands in the ledger, applied or refused.
struct Entry {
  std::int64_t number = 0;
  Operation operation;
  std::optional<std::string> refusal;  // slug of the reason; empty when applied
  std::optional<Date> refused_date;    // the first day that was not free or not covered
  Totals change;                       // nothing when refused
  Minutes balance_after;

  [[nodiscard]] bool applied() const { return !refusal.has_value(); }
};

// Where one source of an account stands.
struct SourceState {
  Minutes reserved;
  bool closed = false;    // by a CONSUME or a RELEASE
  bool consumed = false;  // by a CONSUME, and not canceled since

  // Moves on by an entry of this source.
  void Follow(const Entry& entry);
};

struct Account {
  EmployeeId employee;
  bool active = true;  // false: the person has left
  std::int64_t entries = 0;
  Totals totals;
  Minutes below;  // how far a RESERVE may take the balance below 0, by policy

  // Decides the operation, moves the totals, the operation's source and the lots on, and returns
  // the entry to append. Refusals:
  //   "leave-insufficient"  RESERVE or ADJUST takes more than is available on its days, or EXPIRE
  //                         more than is left
  //   "leave-outside-validity"  RESERVE on a day on which no grant is valid
  //   "leave-overlap"       RESERVE of a minute that another source has taken
  //   "closed"              RESERVE, CONSUME or RELEASE of a source that is closed already, CANCEL
  //   of
  //                         one that nothing is consumed of
  //   "employee-inactive"   RESERVE for somebody who has left
  // CONSUME takes its minutes whatever is available, and gives back what its source reserved;
  // RELEASE gives back what its source reserved, which may be nothing; CANCEL what its source has
  // consumed.
  Entry Post(Operation operation, SourceState& source, LotBook& lots);
};

// True for the kinds that look at the state of their source.
bool DependsOnSource(EntryKind kind);

// What is wrong with an operation that another service sends; pointers are its wire members.
std::vector<FieldError> OperationMistakes(const Operation& operation);

// What is wrong with an amount that a person adjusts a balance by, or nothing.
std::optional<Message> AdjustmentMistake(Minutes minutes);
// The same of an amount that is deducted.
std::optional<Message> DeductionMistake(Minutes minutes);

// True when an operation with the id of a stored one asks for the same thing.
bool SameRequest(const Operation& stored, const Operation& repeated);

// 409 "leave-not-consumed": a CANCEL that came before the CONSUME. Nothing is stored; later it is
// another answer.
Error LeaveNotConsumed();

// 409 of a refused entry.
Error RefusalOf(const Entry& entry);

}  // namespace erp::employee
