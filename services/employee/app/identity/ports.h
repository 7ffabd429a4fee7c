// What signing in needs from outside. Implementations are thread-safe and throw Unavailable when
// the database does not answer.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/result.h"
#include "employee/app/identity/browser_ports.h"
#include "employee/app/identity/totp_ports.h"
#include "employee/domain/identity/access_token.h"
#include "employee/domain/identity/account.h"
#include "employee/domain/identity/client.h"
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
  // False for a name that nobody has. Ends what the account has signed in to, but for the family of
  // `kept`, a refresh token of theirs or nothing.
  virtual bool SetPassword(const std::string& username,
                           const std::string& hash,
                           const std::string& kept,
                           Instant now) = 0;
  // False for a name that nobody has. A lock ends what the account has signed in to.
  virtual bool SetLocked(const std::string& username, bool locked, Instant now) = 0;
  // False for a name that nobody has. The account signs in without one-time codes.
  virtual bool RemoveCodes(const std::string& username) = 0;
};

// Refresh tokens, of which only hashes are kept (domain/identity/refresh.h).
class RefreshTokens {
 public:
  virtual ~RefreshTokens() = default;

  struct Used {
    UserAccount account;
    std::string next;     // the token that comes after it
    std::string session;  // names the family, as access tokens do
  };
  struct Begun {
    std::string token;
    std::string session;
  };

  // The first one of a new family.
  virtual Begun Begin(AccountId account, Instant now) = 0;
  // Nothing for one that is unknown or over, of an account that is locked, and of a person who has
  // left. One that was stolen ends its family, which is logged. Of two uses at once both go on.
  // One of another application counts as unknown.
  virtual std::optional<Used> Use(const std::string& token,
                                  const std::string& application,
                                  Instant now) = 0;
  // The token's family ends, and the browser session that it came from; nothing happens for an
  // unknown one.
  virtual void End(const std::string& token, Instant now) = 0;
  // Whether the family has not ended; false for what names none.
  virtual bool GoesOn(const std::string& session) = 0;
};

// Who has a secret of their own; only its SHA-256 is kept.
struct KnownClient {
  Client client;
  std::string secret_hash;  // as Sha256Hex writes it
  bool locked = false;      // by an administrator
  bool active = true;       // the person that it acts as has not left
  Instant created;
};

class ClientBook {
 public:
  virtual ~ClientBook() = default;

  virtual std::optional<KnownClient> Find(const std::string& id) = 0;
  virtual std::vector<KnownClient> All() = 0;  // by id
  // Refuses an unknown person, one who has left, and an id that another client has
  // ("client-exists").
  virtual Result<void> Add(const Client& client, const std::string& secret_hash, Instant now) = 0;
  // All or none of them, of services: those that are new are added, the others get this service and
  // this secret. A locked one stays locked.
  struct Wanted {
    std::string id;
    std::string service;
    std::string secret_hash;
  };
  virtual void Keep(const std::vector<Wanted>& clients, Instant now) = 0;
  // False for an id that no client has.
  virtual bool SetLocked(const std::string& id, bool locked, Instant now) = 0;
  virtual bool Remove(const std::string& id) = 0;
};

// Tries that have failed, and those under way (domain/identity/sign_in_throttle.h).
class SignInFailures {
 public:
  virtual ~SignInFailures() = default;

  struct Try {
    std::string name;     // with the address that it comes from
    std::string address;  // empty: not known, and not counted
    Instant began;
  };
  // Counts a try for its name. Nothing, and nothing is counted, when it comes too fast; of many at
  // once only as many begin as the throttle allows.
  virtual std::optional<Try> Begin(const std::string& name,
                                   const std::string& address,
                                   Instant now) = 0;
  // It counts for its address too.
  virtual void Failed(const Try& wrong) = 0;
  // The failures of its name are forgotten.
  virtual void Succeeded(const Try& right) = 0;
};

// Signs access tokens, with keys that it publishes.
class TokenWriter {
 public:
  virtual ~TokenWriter() = default;

  virtual std::string Write(const AccessToken& token) = 0;
  virtual std::string WriteId(const IdToken& token) = 0;
  // A new key that signs after some hours, and no other one after it; its beginning is returned. At
  // once: a new key signs now and the others are gone, so that no token which they have signed is
  // worth anything.
  virtual Instant Rotate(bool at_once) = 0;
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
  std::reference_wrapper<ClientBook> clients;
  std::reference_wrapper<BrowserSignIns> browsers;
  std::reference_wrapper<TotpBook> totp;
};

}  // namespace erp::employee
