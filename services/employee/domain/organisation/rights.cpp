#include "employee/domain/organisation/rights.h"

#include <algorithm>

namespace erp::employee {

bool Viewer::Has(std::string_view role) const {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

const std::vector<Right>& Rights() {
  using enum Tie;
  static const std::vector<Tie> of_people = {kSelf,          kHumanResources, kAuditor,
                                             kAdministrator, kManager,        kHead};
  static const std::vector<Right> rights = {
      {Verb::kSee, Resource::kEmployment, of_people},
      {Verb::kSee, Resource::kLeave, of_people},
      {Verb::kSee, Resource::kAttendance, of_people},
      {Verb::kSee,
       Resource::kQuestWork,
       {kSelf, kCreator, kReviewer, kHumanResources, kAuditor, kAdministrator}},
      {Verb::kGive, Resource::kRole, {kHumanResources, kAdministrator}},
      {Verb::kGive, Resource::kAdministration, {kAdministrator}},
  };
  return rights;
}

const std::vector<Tie>& TiesFor(Verb verb, Resource resource) {
  static const std::vector<Tie> nobody;
  for (const auto& right : Rights()) {
    if (right.verb == verb && right.resource == resource) return right.ties;
  }
  return nobody;
}

Error NotPermitted() {
  return {ErrorCode::kForbidden, "not-permitted",
          "Only the person, those who lead them and those in charge of people may do this."};
}

Error OwnRole() { return {ErrorCode::kForbidden, "own-role", "Nobody gives themselves a role."}; }

}  // namespace erp::employee
