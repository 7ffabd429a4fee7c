// Who may see and do what about people: one table, verb by resource by what ties the two people.
// What is in no row everybody may see: name, department, position, managers and posts, the
// directory of the company. Plain values and pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/id.h"
#include "common/result.h"

namespace erp::employee {

// Who asks. Plain value.
struct Viewer {
  std::optional<EmployeeId> person = std::nullopt;
  std::vector<std::string> roles = {};
  // Nobody's rights are asked about: a service, and AUTH_MODE=dev.
  bool unbounded = false;

  [[nodiscard]] bool Has(std::string_view role) const;
};

enum class Verb { kSee, kGive };

enum class Resource {
  // What the directory says of a person beyond name, place and number: the days of hire and of
  // leaving, how much leave is left, dates at work.
  kEmployment,
  kLeave,           // balance, ledger, documents of leave with their reasons, notices, what waits
  kAttendance,      // days at work, progress, heat map
  kQuestWork,       // evidence and reviews of somebody's work on a quest
  kRole,            // of somebody else; nobody gives themselves one
  kAdministration,  // the role of an administrator
};

// What ties the one who asks to the person whose it is.
enum class Tie {
  kSelf,
  kCreator,   // of the quest
  kReviewer,  // of the quest's department, whose people review the work
  kHumanResources,
  kAuditor,  // reads, and does nothing
  kAdministrator,
  kManager,  // of the main post, any number of levels above, today
  kHead,     // of the department, or of one above it, today
};

struct Right {
  Verb verb;
  Resource resource;
  std::vector<Tie> ties;  // those that cost nothing to find out first
};
const std::vector<Right>& Rights();

// Of the row; none: nobody.
const std::vector<Tie>& TiesFor(Verb verb, Resource resource);

// 403 "not-permitted". People are known from the directory, so that what is theirs is not hidden
// as if they did not exist.
Error NotPermitted();
// 403 "own-role".
Error OwnRole();

}  // namespace erp::employee
