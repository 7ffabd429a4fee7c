#include "employee/app/identity/sign_in.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/id.h"
#include "common/unicode.h"
#include "observe/log.h"

namespace erp::employee {
namespace {

Error TooFast() {
  return {ErrorCode::kTooMany, "sign-in-too-fast",
          "Too many sign-ins have failed; try again later."};
}

}  // namespace

Error SignInRefused() {
  return {ErrorCode::kUnauthenticated, "sign-in-refused",
          "The user name or the password is wrong, or the account cannot be used."};
}

Error TotpRequired() {
  return {ErrorCode::kUnauthenticated, "totp-required",
          "A one-time code of your authenticator is needed, or this one is wrong or was used."};
}

bool SignIn::MustHaveCodes(EmployeeId person) const {
  if (policy_.totp_roles.empty()) return false;
  const auto roles = with_.roles(person);
  return std::find_first_of(roles.begin(), roles.end(), policy_.totp_roles.begin(),
                            policy_.totp_roles.end()) != roles.end();
}

bool SignIn::UseCode(AccountId account, const std::string& code) {
  const auto now = clock_.Now();
  const auto attempt = with_.failures.Begin(std::string("totp ").append(account.str()), "", now);
  if (!attempt || !with_.totp.Use(account, code, now)) return false;
  with_.failures.Succeeded(*attempt);
  return true;
}

Result<void> SignIn::CheckCode(const UserAccount& account,
                               const std::string& code,
                               SignInFor purpose) {
  if (with_.totp.IsActive(account.id)) {
    if (code.empty() || !UseCode(account.id, code)) return TotpRequired();
    return {};
  }
  if (purpose == SignInFor::kTokens && MustHaveCodes(account.employee)) {
    return Error{ErrorCode::kForbidden, "totp-not-set-up",
                 "Your role signs in with one-time codes; set them up first."};
  }
  return {};
}

Result<UserAccount> SignIn::Authenticate(const Credentials& credentials,
                                         const std::string& address,
                                         SignInFor purpose) {
  const auto now = clock_.Now();
  const auto attempt =
      with_.failures.Begin(UsernameKey(credentials.username) + "@" + address, address, now);
  if (!attempt) return TooFast();
  const auto found = with_.accounts.FindByName(credentials.username);
  const auto hash = found ? std::optional(found->password_hash) : std::nullopt;
  // The password is looked at whatever else is wrong: time tells nothing.
  const auto password = unicode::Nfc(credentials.password);
  const bool right = with_.passwords.Verify(hash, password.value_or("")) && password;
  if (!right || found->locked || !found->active) {
    with_.failures.Failed(*attempt);
    log::Warn("a sign-in was refused", {{"address", address}});
    return SignInRefused();
  }
  // The try stays counted until the code is right too.
  const auto code = CheckCode(found->account, credentials.totp, purpose);
  if (!code) return code.error();
  with_.failures.Succeeded(*attempt);
  return found->account;
}

Result<SignedIn> SignIn::Run(const Credentials& credentials, const std::string& address) {
  const auto account = Authenticate(credentials, address);
  if (!account) return account.error();
  const auto now = clock_.Now();
  auto begun = with_.refresh_tokens.Begin(account->id, now);
  return TokensOf(*account, std::move(begun), now);
}

Result<SignedIn> SignIn::Refresh(const std::string& refresh_token) {
  const auto now = clock_.Now();
  auto used = with_.refresh_tokens.Use(refresh_token, "", now);
  if (!used) {
    return Error{ErrorCode::kUnauthenticated, "refresh-refused",
                 "This refresh token is not valid any more; sign in again."};
  }
  return TokensOf(used->account, {std::move(used->next), std::move(used->session)}, now);
}

void SignIn::SignOut(const std::string& refresh_token) {
  with_.refresh_tokens.End(refresh_token, clock_.Now());
}

SignedIn SignIn::TokensOf(const UserAccount& account, RefreshTokens::Begun refresh, Instant now) {
  const AccessToken token{.subject = account.subject,
                          .client = kFirstParty,
                          .id = NewUuid(),
                          .session = std::move(refresh.session),
                          .issued = now};
  return {with_.tokens.Write(token), std::move(refresh.token), policy_.valid_for};
}

}  // namespace erp::employee
