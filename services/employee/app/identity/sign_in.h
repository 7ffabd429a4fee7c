// Use cases: somebody signs in with a name and a password, stays signed in, and signs out.
#pragma once

#include <string>

#include "common/clock.h"
#include "common/result.h"
#include "employee/app/identity/ports.h"

namespace erp::employee {

struct Credentials {
  std::string username;
  std::string password;
};

struct SignedIn {
  std::string access_token;
  std::string refresh_token;
  std::chrono::seconds expires_in{};
};

// Thread-safe; blocks on the accounts, and tens of milliseconds on the password.
class SignIn {
 public:
  struct With {
    AccountBook& accounts;
    SignInFailures& failures;
    Passwords& passwords;
    TokenWriter& tokens;
    RefreshTokens& refresh_tokens;
  };
  // All must outlive the use case.
  SignIn(With with, const Clock& clock, IssuerPolicy policy)
      : with_(with), clock_(clock), policy_(std::move(policy)) {}

  // `address` is where the request came from. Refuses with 401 "sign-in-refused", the same after
  // the same time for a name that nobody has, a wrong password, a locked account and a person who
  // has left; and with 429 "sign-in-too-fast" after many failures, before the password is looked
  // at.
  Result<SignedIn> Run(const Credentials& credentials, const std::string& address);

  // The next tokens for a refresh token. Refuses with 401 "refresh-refused", whatever is wrong.
  Result<SignedIn> Refresh(const std::string& refresh_token);

  // The refresh token and all that followed from the same sign-in are worth nothing. Access tokens
  // run out by themselves.
  void SignOut(const std::string& refresh_token);

 private:
  SignedIn TokensOf(const UserAccount& account, std::string refresh_token, Instant now);

  const With with_;
  const Clock& clock_;
  const IssuerPolicy policy_;
};

}  // namespace erp::employee
