// The use cases about accounts and signing in.
#pragma once

#include <string>

#include "employee/app/identity/authorize_browser.h"
#include "employee/app/identity/change_password.h"
#include "employee/app/identity/find_principal.h"
#include "employee/app/identity/give_account.h"
#include "employee/app/identity/grant_tokens.h"
#include "employee/app/identity/keep_accounts.h"
#include "employee/app/identity/keep_clients.h"
#include "employee/app/identity/keep_totp.h"
#include "employee/app/identity/make_administrator.h"
#include "employee/app/identity/sign_in.h"
#include "employee/app/organisation/use_cases.h"
#include "employee/app/policies.h"
#include "employee/app/ports.h"
#include "employee/domain/identity/one_time_code.h"

namespace erp::employee {

// Its parts are thread-safe. What is named beside the ports must outlive them.
struct IdentityUseCases {
  IdentityUseCases(const Ports& ports, const Policies& policies, OrganisationUseCases& organisation)
      : find_principal({ports.identity.accounts, ports.identity.clients,
                        ports.identity.refresh_tokens, ports.people, organisation.human_resources},
                       policies.issuer.issuer),
        keep_accounts(ports.identity.accounts, ports.identity.passwords, ports.clock),
        give_account(keep_accounts, organisation.keep_posts),
        make_administrator(ports.identity.accounts,
                           keep_accounts,
                           organisation.keep_posts,
                           organisation.create_employee),
        sign_in({ports.identity.accounts, ports.identity.failures, ports.identity.passwords,
                 ports.identity.tokens, ports.identity.refresh_tokens, ports.identity.totp,
                 [this](EmployeeId person) { return RolesOf(person); }},
                ports.clock,
                policies.issuer),
        change_password(sign_in, ports.identity.accounts, ports.identity.passwords, ports.clock),
        keep_totp(sign_in, ports.identity.totp, ports.clock, HostOf(policies.issuer.issuer)),
        keep_clients(ports.identity.clients, ports.clock),
        grant_tokens({ports.identity.clients, ports.identity.failures, ports.identity.tokens,
                      ports.identity.refresh_tokens, ports.identity.browsers},
                     ports.clock,
                     policies.issuer),
        authorize_browser(
            sign_in, ports.identity.browsers, ports.clock, policies.issuer.applications),
        tokens(ports.identity.tokens),
        issuer(policies.issuer.issuer) {}

  FindPrincipal find_principal;
  KeepAccounts keep_accounts;
  GiveAccount give_account;
  MakeAdministrator make_administrator;
  SignIn sign_in;
  ChangePassword change_password;
  KeepTotp keep_totp;
  KeepClients keep_clients;
  GrantTokens grant_tokens;
  AuthorizeBrowser authorize_browser;
  TokenWriter& tokens;
  std::string issuer;

 private:
  std::vector<std::string> RolesOf(EmployeeId person) {
    const auto known = find_principal.Person(person);
    return known ? known->roles : std::vector<std::string>();
  }
};

}  // namespace erp::employee
