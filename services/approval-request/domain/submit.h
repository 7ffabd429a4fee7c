// Submitting a document: what a draft must satisfy, and what the submit consists of.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "approval-request/domain/audit.h"
#include "approval-request/domain/document.h"
#include "approval-request/domain/events.h"
#include "approval-request/domain/leave.h"
#include "common/result.h"

namespace erp::approval_request {

inline constexpr std::size_t kMaxSteps = 20;

struct LineEntry {
  std::int64_t step = 0;
  EmployeeId approver;
};

// Which one counts when leaveDays and the field disagree.
enum class LeaveSaidBy { kBoth, kLeaveDays, kFields };  // kBoth: neither, they must agree

struct Draft {
  EmployeeId requester;
  std::string form{kGeneralForm};
  int form_version = 1;
  DocumentTexts texts;
  // The field of the leave by its old name: as the client wrote it, and once the form has read the
  // draft (app/forms.h) what the document takes.
  std::optional<double> leave_days = std::nullopt;
  LeaveSaidBy leave_said_by = LeaveSaidBy::kBoth;
  // Of a draft whose form found dates of leave: those members as a JSON object, to be counted, how
  // many days the client says that they take, and what was counted.
  std::optional<std::string> leave_request = std::nullopt;
  std::optional<double> claimed_days = std::nullopt;
  std::optional<CountedLeave> counted = std::nullopt;
  // Of a draft whose form corrects attendance: Document::attendance, to be checked.
  std::optional<std::string> attendance = std::nullopt;
  std::vector<LineEntry> line;  // in the client's order, which the mistakes refer to
};

struct Person {
  PersonSnapshot snapshot;
  bool active = false;
  std::optional<EmployeeId> manager = std::nullopt;
};
using People = std::map<EmployeeId, Person>;

// Everything that can be checked without asking anybody: limits, and the line (1 to 20 steps
// numbered 1..n, nobody twice, not the drafter). All mistakes at once, with pointers, those that
// its form has found among them.
Result<void> CheckDraft(const Draft& draft, std::vector<FieldError> mistakes = {});

// Whom CheckPeople and Submit need: the drafter and every approver, each once.
std::vector<EmployeeId> PeopleOf(const Draft& draft);

// Everybody exists and is active: kForbidden "inactive" when the drafter has left, otherwise
// kInvalid "unknown-person" with every place.
Result<void> CheckPeople(const Draft& draft, const People& people);

// The line by its steps' numbers.
std::vector<LineEntry> Sorted(std::vector<LineEntry> line);
// The draft with what was counted of its dates. Refuses another claim with kInvalid
// "invalid-draft" at /leaveDays.
Result<Draft> WithCount(Draft draft, CountedLeave counted);
// Of a draft that its form has found right, and that was counted when it has dates; 0 when it takes
// no leave.
std::int64_t MinutesOf(const Draft& draft);

// What a round is about that begins with this draft.
Content ContentOf(const Draft& draft, PersonSnapshot requester);

// Equal for two drafts that mean the same, in whatever order their steps were sent.
std::string DraftHash(const Draft& draft);

struct Submission {
  Document document;
  AuditEntry audit;
  std::vector<Event> events;
};

// The first round: its first step open or, when the draft takes leave, waiting for the ledger's
// answer to the operation among the events (reservation.h). The draft must have passed both
// checks.
Submission Submit(RequestId id, const Draft& draft, const People& people, Instant now);

}  // namespace erp::approval_request
