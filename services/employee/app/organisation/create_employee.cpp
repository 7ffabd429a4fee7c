#include "employee/app/organisation/create_employee.h"

#include <utility>

#include "employee/domain/refusals.h"

namespace erp::employee {

Result<Creation> CreateEmployee::Run(const Profile& profile,
                                     const std::optional<std::string>& key,
                                     std::optional<EmployeeId> actor) {
  if (auto mistakes = Mistakes(profile); !mistakes.empty()) {
    return InvalidBody(std::move(mistakes));
  }
  NewEmployee person{profile, opening_, std::nullopt, clock_.Now()};
  if (key) person.request_key = RequestKey{*key, Fingerprint(profile), actor};
  return employees_.Create(person);
}

}  // namespace erp::employee
