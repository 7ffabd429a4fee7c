#include "employee/app/identity/sign_in.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/id.h"
#include "common/unicode.h"
#include "observe/log.h"

namespace erp::employee {
namespace {

// The client of scripts that sign in with a password.
constexpr const char* kClient = "first-party";

Error TooFast() {
  return {ErrorCode::kTooMany, "sign-in-too-fast",
          "Too many sign-ins have failed; try again later."};
}

Error Refused() {
  return {ErrorCode::kUnauthenticated, "sign-in-refused",
          "The user name or the password is wrong, or the account cannot be used."};
}

}  // namespace

Result<SignedIn> SignIn::Run(const Credentials& credentials, const std::string& address) {
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
    return Refused();
  }
  with_.failures.Succeeded(*attempt);
  return TokensOf(found->account, with_.refresh_tokens.Begin(found->account.id, now), now);
}

Result<SignedIn> SignIn::Refresh(const std::string& refresh_token) {
  const auto now = clock_.Now();
  auto used = with_.refresh_tokens.Use(refresh_token, now);
  if (!used) {
    return Error{ErrorCode::kUnauthenticated, "refresh-refused",
                 "This refresh token is not valid any more; sign in again."};
  }
  return TokensOf(used->account, std::move(used->next), now);
}

void SignIn::SignOut(const std::string& refresh_token) {
  with_.refresh_tokens.End(refresh_token, clock_.Now());
}

SignedIn SignIn::TokensOf(const UserAccount& account, std::string refresh_token, Instant now) {
  const AccessToken token{
      .subject = account.subject, .client = kClient, .id = NewUuid(), .issued = now};
  return {with_.tokens.Write(token), std::move(refresh_token), policy_.valid_for};
}

}  // namespace erp::employee
