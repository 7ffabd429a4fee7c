#include "employee/app/identity/keep_totp.h"

#include "employee/domain/identity/one_time_code.h"
#include "observe/log.h"

namespace erp::employee {

Result<TotpKey> KeepTotp::Begin(const Credentials& credentials, const std::string& address) {
  const auto account = sign_in_.Authenticate(credentials, address, SignInFor::kOneTimeCodes);
  if (!account) return account.error();
  const auto key = totp_.Begin(account->id, clock_.Now());
  if (!key) return key.error();
  return TotpKey{Base32(*key), OtpauthUri(label_, credentials.username, *key)};
}

Result<void> KeepTotp::Confirm(const Credentials& credentials, const std::string& address) {
  const auto account = sign_in_.Authenticate(credentials, address, SignInFor::kOneTimeCodes);
  if (!account) return account.error();
  // Of somebody who has codes already this one was used just now.
  if (totp_.IsActive(account->id)) return {};
  if (!sign_in_.UseCode(account->id, credentials.totp)) return TotpRequired();
  log::Info("one-time codes were set up", {{"employee_id", account->employee.value()}});
  return {};
}

Result<void> KeepTotp::Remove(const Credentials& credentials, const std::string& address) {
  const auto account = sign_in_.Authenticate(credentials, address, SignInFor::kOneTimeCodes);
  if (!account) return account.error();
  totp_.Remove(account->id);
  log::Info("one-time codes were removed", {{"employee_id", account->employee.value()}});
  return {};
}

}  // namespace erp::employee
