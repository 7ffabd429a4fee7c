// Use cases: somebody signs in with a name and a password, stays signed in, and signs out.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/clock.h"
#include "common/result.h"
#include "employee/app/identity/ports.h"
#include "employee/app/identity/totp_ports.h"

namespace erp::employee {

struct Credentials {
  std::string username;
  std::string password;
  std::string totp = {};  // one-time code; empty: none
};

// What somebody says who they are for.
enum class SignInFor {
  kTokens,
  kOneTimeCodes,  // to set them up, also where nobody of their role signs in without
};

struct SignedIn {
  std::string access_token;
  std::string refresh_token;
  std::chrono::seconds expires_in{};
};

// 401 "sign-in-refused", and "totp-required".
Error SignInRefused();
Error TotpRequired();

// Thread-safe; blocks on the accounts, and tens of milliseconds on the password.
class SignIn {
 public:
  struct With {
    AccountBook& accounts;
    SignInFailures& failures;
    Passwords& passwords;
    TokenWriter& tokens;
    RefreshTokens& refresh_tokens;
    TotpBook& totp;
    std::function<std::vector<std::string>(EmployeeId)> roles;
  };
  // All must outlive the use case.
  SignIn(With with, const Clock& clock, IssuerPolicy policy)
      : with_(std::move(with)), clock_(clock), policy_(std::move(policy)) {}

  // Who it is; `address` is where the request came from. Refuses with 401 "sign-in-refused", the
  // same after the same time for a name that nobody has, a wrong password, a locked account and a
  // person who has left; and with 429 "sign-in-too-fast" after many failures, before the password
  // is looked at. With a right password, and not before: 401 "totp-required" without a one-time
  // code where the account has them, with a wrong one, and with one that was used; 403
  // "totp-not-set-up" for who has none and a role that must.
  Result<UserAccount> Authenticate(const Credentials& credentials,
                                   const std::string& address,
                                   SignInFor purpose = SignInFor::kTokens);
  // Uses a one-time code up. Wrong ones count for the account wherever they come from: who guesses
  // them has the password.
  bool UseCode(AccountId account, const std::string& code);

  // Tokens for them.
  Result<SignedIn> Run(const Credentials& credentials, const std::string& address);

  // The next tokens for a refresh token. Refuses with 401 "refresh-refused", whatever is wrong.
  Result<SignedIn> Refresh(const std::string& refresh_token);

  // The refresh token and all that followed from the same sign-in have ended; access tokens of it
  // are refused within 5 s.
  void SignOut(const std::string& refresh_token);

 private:
  Result<void> CheckCode(const UserAccount& account, const std::string& code, SignInFor purpose);
  [[nodiscard]] bool MustHaveCodes(EmployeeId person) const;
  SignedIn TokensOf(const UserAccount& account, RefreshTokens::Begun refresh, Instant now);

  const With with_;
  const Clock& clock_;
  const IssuerPolicy policy_;
};

}  // namespace erp::employee
