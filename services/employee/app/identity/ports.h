// What signing in needs from outside. Implementations are thread-safe and throw Unavailable when
// the database does not answer.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/result.h"
#include "employee/domain/identity/access_token.h"
#include "employee/domain/identity/account.h"
#include "employee/domain/identity/sign_in_throttle.h"

namespace erp::employee {

// An account that signs in here.
struct LocalAccount {
  UserAccount account;
  std::string username;
  std::string password_hash;
  bool locked = false;  // by an administrator
  bool active = true;   // the person has not left
};

class AccountBook {
 public:
  virtual ~AccountBook() = default;

  // Somebody by what tokens name them; nothing for an unknown subject, and for a person who has
  // left.
  virtual std::optional<UserAccount> Find(const std::string& issuer,
                                          const std::string& subject) = 0;
  virtual std::optional<LocalAccount> FindByName(const std::string& username) = 0;

  // A new account with a password for somebody. Refuses an unknown person, one who has left, and a
  // name or a subject that another account has ("account-exists").
  virtual Result<LocalAccount> Add(EmployeeId employee,
                                   const std::string& username,
                                   const std::string& subject,
                                   const std::string& password_hash,
                                   Instant now) = 0;
  // False for a name that nobody has. Ends what the account has signed in to.
  virtual bool SetPassword(const std::string& username, const std::string& hash, Instant now) = 0;
  virtual bool SetLocked(const std::string& username, bool locked, Instant now) = 0;
};

// Refresh tokens, of which only hashes are kept (domain/identity/refresh.h).
class RefreshTokens {
 public:
  virtual ~RefreshTokens() = default;

  struct Used {
    UserAccount account;
    std::string next;  // the token that comes after it
  };

  // The first one of a new family.
  virtual std::string Begin(AccountId account, Instant now) = 0;
  // Nothing for one that is unknown or over, of an account that is locked, and of a person who has
  // left. One that was stolen ends its family, which is logged. Of two uses at once both go on.
  virtual std::optional<Used> Use(const std::string& token, Instant now) = 0;
  // The token's family ends; nothing happens for an unknown one.
  virtual void End(const std::string& token, Instant now) = 0;
};

// Failed tries; `who` is a name with an address, or an address.
class SignInFailures {
 public:
  virtual ~SignInFailures() = default;

  virtual Failures Of(const std::string& who) = 0;
  // One more of each, after what had failed too long ago is forgotten.
  virtual void Add(const std::vector<std::string>& who, Instant now) = 0;
  virtual void Forget(const std::string& who) = 0;
};

// Signs access tokens, with keys that it publishes.
class TokenWriter {
 public:
  virtual ~TokenWriter() = default;

  virtual std::string Write(const AccessToken& token) = 0;
  // JWK Set (RFC 7517): those that sign, and those that will or did.
  virtual std::string PublishedKeys() = 0;
};

// How passwords are kept. Takes tens of milliseconds of a processor each.
class Passwords {
 public:
  virtual ~Passwords() = default;

  virtual std::string Hash(const std::string& password) = 0;
  // Nothing: of nobody. As long as of somebody.
  virtual bool Verify(const std::optional<std::string>& hash, const std::string& password) = 0;
};

struct IdentityPorts {
  std::reference_wrapper<AccountBook> accounts;
  std::reference_wrapper<SignInFailures> failures;
  std::reference_wrapper<Passwords> passwords;
  std::reference_wrapper<TokenWriter> tokens;
  std::reference_wrapper<RefreshTokens> refresh_tokens;
};

}  // namespace erp::employee
