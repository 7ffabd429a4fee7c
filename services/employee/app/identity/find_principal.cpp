#include "employee/app/identity/find_principal.h"

namespace erp::employee {

std::optional<KnownPrincipal> FindPrincipal::Run(const std::string& issuer,
                                                 const std::string& subject,
                                                 const std::string& session) {
  const bool local = issuer == local_issuer_;
  const auto account = from_.accounts.Find(local ? kLocalIssuer : issuer, subject);
  const bool ended = local && account && !session.empty() && !from_.sign_ins.GoesOn(session);
  if (ended) return KnownPrincipal{.signed_out = true};
  if (account) return Person(account->employee);
  return local ? ClientOf(subject) : std::nullopt;
}

std::optional<KnownPrincipal> FindPrincipal::Person(EmployeeId id) {
  const auto people = from_.people.FindMany({id});
  if (people.empty() || !people.front().active) return std::nullopt;
  return KnownPrincipal{.employee = id, .roles = from_.human_resources.RolesOf(people.front())};
}

std::optional<KnownPrincipal> FindPrincipal::ClientOf(const std::string& subject) {
  const auto known = from_.clients.Find(subject);
  if (!known || known->locked) return std::nullopt;
  if (known->client.employee) return Person(*known->client.employee);
  return KnownPrincipal{.service = known->client.service};
}

}  // namespace erp::employee
