#include "employee/app/identity/find_principal.h"

#include <algorithm>

namespace erp::employee {

std::optional<KnownPerson> FindPrincipal::Run(const std::string& issuer,
                                              const std::string& subject) {
  const auto account =
      from_.accounts.Find(issuer == local_issuer_ ? kLocalIssuer : issuer, subject);
  if (!account) return std::nullopt;
  const auto people = from_.people.FindMany({account->employee});
  if (people.empty() || !people.front().active) return std::nullopt;
  KnownPerson known{account->employee, {}};
  if (auto roles = from_.posts.Roles(account->employee)) known.roles = *std::move(roles);
  const bool has_it = std::find(known.roles.begin(), known.roles.end(), "hr") != known.roles.end();
  if (!has_it && from_.human_resources.Includes(people.front())) known.roles.emplace_back("hr");
  return known;
}

}  // namespace erp::employee
