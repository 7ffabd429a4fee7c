// Accounts and sign-ins as JSON. Thread-safe functions.
#pragma once

#include <optional>
#include <string>

#include "common/result.h"
#include "employee/app/identity/change_password.h"
#include "employee/app/identity/find_principal.h"
#include "employee/app/identity/keep_totp.h"
#include "employee/app/identity/sign_in.h"

namespace erp::employee {

Result<Credentials> ReadCredentials(const std::string& body);
Result<NewPassword> ReadNewPassword(const std::string& body);
Result<std::string> ReadRefreshToken(const std::string& body);
std::string PrintTotpKey(const TotpKey& key);
std::string PrintSignedIn(const SignedIn& signed_in);
std::string PrintAccount(const LocalAccount& account);
std::string PrintPrincipal(const KnownPrincipal& known);
// OpenID Connect Discovery 1.0 section 3, as far as there is something to discover.
std::string PrintIssuer(const std::string& issuer);

}  // namespace erp::employee
