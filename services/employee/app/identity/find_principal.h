// Use case: who stands behind a token, for every service that is asked with one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "employee/app/identity/ports.h"
#include "employee/app/organisation/human_resources.h"
#include "employee/app/organisation/ports.h"

namespace erp::employee {

// A person or a service.
struct KnownPrincipal {
  std::optional<EmployeeId> employee = std::nullopt;
  std::vector<std::string> roles = {};  // of the person, with "hr" for people of HR_DEPARTMENTS
  std::string service = {};             // empty: a person
  bool signed_out = false;              // the sign-in that the token is of has ended: nobody
};

// Thread-safe; blocks on accounts, people and their roles.
class FindPrincipal {
 public:
  struct From {
    AccountBook& accounts;
    ClientBook& clients;
    RefreshTokens& sign_ins;
    EmployeeRepository& people;
    HumanResources& human_resources;
  };
  // All must outlive the use case. Tokens of `local_issuer` are of accounts that sign in here;
  // it is empty where nobody does.
  FindPrincipal(From from, std::string local_issuer)
      : from_(from), local_issuer_(std::move(local_issuer)) {}

  // Nothing for a subject that is neither an account's nor a client's, for a locked one, and for a
  // person who has left. `session` is the token's, or empty, as in tokens of clients.
  std::optional<KnownPrincipal> Run(const std::string& issuer,
                                    const std::string& subject,
                                    const std::string& session);

  // Nothing for somebody unknown, and for who has left.
  std::optional<KnownPrincipal> Person(EmployeeId id);

 private:
  std::optional<KnownPrincipal> ClientOf(const std::string& subject);

  const From from_;
  const std::string local_issuer_;
};

}  // namespace erp::employee
