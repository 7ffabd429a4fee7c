// Who decides instead of somebody who has left the company.
#pragma once

#include <optional>

#include "approval-request/app/leavers.h"
#include "approval-request/app/ports.h"
#include "approval-request/domain/transition.h"

namespace erp::approval_request {

// Thread-safe. Asks the directory only about those who have left.
class StandIns {
 public:
  StandIns(const Leavers& leavers, PeopleDirectory& people) : leavers_(leavers), people_(people) {}

  // The first of these who is active and not the drafter: who was named when the person left
  // (and the person named when that one left); the person's manager, then the manager's manager
  // and so on; the drafter's manager and so on. Somebody who has another step of the line decides
  // both. Throws Unavailable when employee is away and they are not remembered.
  std::optional<PersonSnapshot> For(EmployeeId leaver, EmployeeId drafter);

  // For whom the next step of the document would open. A step whose approver has left and for whom
  // nobody is found now, also because employee is away, opens vacant; HandOver fills it.
  StepAssignment AssignmentOf(const Document& document);

 private:
  std::optional<PersonSnapshot> Named(EmployeeId leaver, EmployeeId drafter);
  std::optional<PersonSnapshot> Above(EmployeeId person, EmployeeId drafter);
  std::optional<Person> Find(EmployeeId person);

  const Leavers& leavers_;
  PeopleDirectory& people_;
};

}  // namespace erp::approval_request
