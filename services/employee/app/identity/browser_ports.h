// What signing in with a browser needs from outside. Implementations are thread-safe and throw
// Unavailable when the database does not answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/clock.h"
#include "employee/domain/identity/account.h"
#include "employee/domain/identity/authorization.h"

namespace erp::employee {

// A browser in which somebody is signed in here.
struct BrowserSession {
  std::int64_t id = 0;
  UserAccount account;
  Instant signed_in;
};

// What a code is given for.
struct CodeFor {
  std::string client_id;
  std::string redirect_uri;
  std::string code_challenge;
  std::string scope;
  std::string nonce;
};

struct RedeemedCode {
  UserAccount account;
  std::string refresh_token;  // the first of a family
  std::string session;        // names the family
  std::string scope;
  std::string nonce;
  Instant signed_in;  // with a password
};

class BrowserSignIns {
 public:
  virtual ~BrowserSignIns() = default;

  // Somebody has signed in: the text of their cookie.
  virtual std::string Begin(AccountId account, Instant now) = 0;
  // Nothing for one that is unknown, older than kBrowserSession or has ended, of an account that is
  // locked or has another password since, and of a person who has left.
  virtual std::optional<BrowserSession> Find(const std::string& cookie, Instant now) = 0;
  // A code that is good once, for kCodeValid.
  virtual std::string GiveCode(const BrowserSession& session,
                               const CodeFor& wanted,
                               Instant now) = 0;
  // Whatever comes of it, the code is used. Nothing for what JudgeCode refuses, and when the
  // session would not be found any more; a code that is used again ends what it has given, which is
  // logged.
  virtual std::optional<RedeemedCode> Redeem(const std::string& code,
                                             const PresentedCode& presented,
                                             Instant now) = 0;
};

}  // namespace erp::employee
