// What one-time codes need from outside. Implementations are thread-safe and throw Unavailable when
// the database does not answer, or where nothing is sealed here.
#pragma once

#include <string>

#include "common/clock.h"
#include "common/result.h"
#include "employee/domain/identity/account.h"

namespace erp::employee {

// Keys of authenticators, one for each account (domain/identity/one_time_code.h).
class TotpBook {
 public:
  virtual ~TotpBook() = default;

  // Whether the account has one that was confirmed: then it signs in with a code.
  virtual bool IsActive(AccountId account) = 0;
  // A new key, as bytes, in the place of one that was not confirmed. Refuses an account that has
  // one that was: 409 "totp-active".
  virtual Result<std::string> Begin(AccountId account, Instant now) = 0;
  // Uses a code up; the first one confirms the key. False for one that is wrong or was used, and
  // without a key. Of a code that comes twice at once one counts.
  virtual bool Use(AccountId account, const std::string& code, Instant now) = 0;
  // The account signs in without codes.
  virtual void Remove(AccountId account) = 0;
};

}  // namespace erp::employee
