// Use cases: somebody sets up one-time codes of an authenticator, and does without them again. With
// the password each time: also for who may not sign in before they have done so.
#pragma once

#include <string>

#include "common/clock.h"
#include "common/result.h"
#include "employee/app/identity/sign_in.h"
#include "employee/app/identity/totp_ports.h"

namespace erp::employee {

// What an authenticator takes; shown once.
struct TotpKey {
  std::string secret;  // base32
  std::string uri;     // "otpauth://totp/…", which a QR code shows
};

// Thread-safe; blocks on the accounts, and tens of milliseconds on a password. All refuse as SignIn
// does.
class KeepTotp {
 public:
  // All must outlive the use case. `label` is the name of this system in an authenticator.
  KeepTotp(SignIn& sign_in, TotpBook& totp, const Clock& clock, std::string label)
      : sign_in_(sign_in), totp_(totp), clock_(clock), label_(std::move(label)) {}

  // Nothing changes before it is confirmed. Refuses who has codes already: 409 "totp-active".
  Result<TotpKey> Begin(const Credentials& credentials, const std::string& address);
  // With a code of the new key; from now on every sign-in needs one.
  Result<void> Confirm(const Credentials& credentials, const std::string& address);
  // With a code.
  Result<void> Remove(const Credentials& credentials, const std::string& address);

 private:
  SignIn& sign_in_;
  TotpBook& totp_;
  const Clock& clock_;
  const std::string label_;
};

}  // namespace erp::employee
