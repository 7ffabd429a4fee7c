#include "employee/app/identity/find_principal.h"

namespace erp::employee {

std::optional<KnownPerson> FindPrincipal::Run(const std::string& issuer,
                                              const std::string& subject) {
  const auto account =
      from_.accounts.Find(issuer == local_issuer_ ? kLocalIssuer : issuer, subject);
  if (!account) return std::nullopt;
  const auto people = from_.people.FindMany({account->employee});
  if (people.empty() || !people.front().active) return std::nullopt;
  return KnownPerson{account->employee, from_.human_resources.RolesOf(people.front())};
}

}  // namespace erp::employee
