#include "employee/app/identity/make_administrator.h"

#include <algorithm>
#include <utility>

namespace erp::employee {

Result<MakeAdministrator::Made> MakeAdministrator::Run(const std::string& username,
                                                       const std::optional<EmployeeId>& employee,
                                                       const std::string& password) {
  if (const auto known = accounts_.FindByName(username)) {
    const auto person = known->account.employee;
    if (const auto appointed = Appoint(person); !appointed) return appointed.error();
    return Made{.employee = person};
  }
  // Before anybody is entered: what is wrong with the name or the password would leave somebody
  // behind without an account.
  if (const auto fits = KeepAccounts::Check(username, password); !fits) return fits.error();
  const auto person = PersonFor(username, employee);
  if (!person) return person.error();
  if (const auto appointed = Appoint(*person); !appointed) return appointed.error();
  const auto added = keep_accounts_.Add(*person, username, password);
  if (!added) return added.error();
  return Made{.employee = *person, .is_new = true};
}

Result<EmployeeId> MakeAdministrator::PersonFor(const std::string& username,
                                                const std::optional<EmployeeId>& employee) {
  if (employee) return *employee;
  Profile profile;
  profile.name = "관리자";
  profile.department = "시스템 관리";
  profile.position = "관리자";
  // Its own key: a repeat after an interruption finds the same person.
  const auto created = create_employee_.Run(profile, "administrator:" + username);
  if (!created) return created.error();
  return created->id;
}

Result<void> MakeAdministrator::Appoint(EmployeeId employee) {
  auto roles = keep_posts_.Roles(employee);
  if (!roles) return roles.error();
  if (std::find(roles->begin(), roles->end(), kAdministratorRole) != roles->end()) return {};
  roles->emplace_back(kAdministratorRole);
  // By the hand of who runs the daemon.
  const auto set = keep_posts_.SetRoles(employee, *std::move(roles), Viewer{.unbounded = true});
  if (!set) return set.error();
  return {};
}

}  // namespace erp::employee
