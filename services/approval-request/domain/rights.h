// Who may do what with a document (권한): one table, by which a document is there for somebody or
// is not, by which its verbs are allowed, and which says so beforehand ("can"). docs/rights.md has
// it in words. Pure, thread-safe.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "approval-request/domain/document.h"
#include "common/result.h"

namespace erp::approval_request {

// Who asks.
struct Viewer {
  std::optional<EmployeeId> person = std::nullopt;
  bool human_resources = false;
  bool auditor = false;
  bool trusted = false;  // a service, which knows for whom it asks; an administrator; AUTH_MODE=dev
};

enum class Verb { kView, kEdit, kSubmit, kDelete, kRecall, kDecide, kCancelLeave };

// What somebody is to a document, of which they may be several. To be the manager of the drafter,
// or the head of their department, is none of them.
enum class Relation {
  kDrafter,
  kLine,  // named as an approver by any submit, or who took a step over
  kHumanResources,
  kAuditor,
  kTrusted,
};

// Of the document, as it is now.
enum class Condition {
  kAlways,
  kSubmitted,          // no draft: drafts are their drafter's alone
  kLeaveOrAttendance,  // that, and it is about leave or the book of attendance
  kEditable,
  kSubmittable,
  kDeletable,
  kRecallable,
  kTheirTurn,
  kLeaveCancelable,
};

struct Right {
  Verb verb;
  Relation relation;
  Condition condition;
};

inline constexpr std::array kRights{
    Right{Verb::kView, Relation::kDrafter, Condition::kAlways},
    Right{Verb::kView, Relation::kLine, Condition::kSubmitted},
    Right{Verb::kView, Relation::kHumanResources, Condition::kLeaveOrAttendance},
    Right{Verb::kView, Relation::kAuditor, Condition::kSubmitted},
    Right{Verb::kView, Relation::kTrusted, Condition::kAlways},
    Right{Verb::kEdit, Relation::kDrafter, Condition::kEditable},
    Right{Verb::kSubmit, Relation::kDrafter, Condition::kSubmittable},
    Right{Verb::kDelete, Relation::kDrafter, Condition::kDeletable},
    Right{Verb::kRecall, Relation::kDrafter, Condition::kRecallable},
    Right{Verb::kDecide, Relation::kLine, Condition::kTheirTurn},
    Right{Verb::kCancelLeave, Relation::kDrafter, Condition::kLeaveCancelable},
    Right{Verb::kCancelLeave, Relation::kHumanResources, Condition::kLeaveCancelable},
};

// "view", "edit", …, as answers write them.
std::string_view Word(Verb verb);

// Whether the document is there for them. A deleted one is for nobody.
bool MayView(const Viewer& viewer, const Document& document);

// First whether it is there for them, then whether what they are to it has the verb at all,
// whatever its state: kNotFound "document-not-found", kForbidden "not-the-drafter".
Result<void> CheckRight(Verb verb, const Viewer& viewer, const Document& document);

// Which verbs but kView would be carried out now, as the document is shown. `tomorrow`: of the
// company's date, "2026-12-01".
using Allowed = std::map<Verb, bool>;
Allowed AllowedTo(const Viewer& viewer, const Document& document, const std::string& tomorrow);

// Which documents of a list are there for somebody, as a store can look for them: what MayView
// says, for every document that is not deleted.
struct Scope {
  bool everything = true;
  // Otherwise: those of which this person is a participant (below), drafts of others aside,
  std::optional<EmployeeId> person = std::nullopt;
  bool submitted = false;            // and everything that is no draft,
  bool leave_or_attendance = false;  // or of these what is about leave or attendance.
};
Scope ScopeOf(const Viewer& viewer);

// The drafter, and everybody whom its line ever named, each once, in the order of their ids.
std::vector<EmployeeId> ParticipantsOf(const Document& document);

}  // namespace erp::approval_request
