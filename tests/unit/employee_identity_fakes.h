// What signing in needs, in memory.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "employee/app/identity/ports.h"

namespace erp::employee {

class MemoryAccounts final : public AccountBook {
 public:
  std::optional<UserAccount> Find(const std::string& issuer, const std::string& subject) override {
    for (const auto& [name, account] : all) {
      if (account.account.issuer == issuer && account.account.subject == subject) {
        return account.account;
      }
    }
    return std::nullopt;
  }
  std::optional<LocalAccount> FindByName(const std::string& username) override {
    const auto found = all.find(UsernameKey(username));
    return found == all.end() ? std::nullopt : std::optional(found->second);
  }
  Result<LocalAccount> Add(EmployeeId employee,
                           const std::string& username,
                           const std::string& subject,
                           const std::string& hash,
                           Instant) override {
    LocalAccount account{{AccountId(1), employee, kLocalIssuer, subject}, username, hash};
    all[UsernameKey(username)] = account;
    return account;
  }
  bool SetPassword(const std::string& username,
                   const std::string& hash,
                   const std::string& kept,
                   Instant) override {
    kept_token = kept;
    const auto found = all.find(UsernameKey(username));
    if (found != all.end()) found->second.password_hash = hash;
    return found != all.end();
  }
  bool SetLocked(const std::string& username, bool locked, Instant) override {
    const auto found = all.find(UsernameKey(username));
    if (found != all.end()) found->second.locked = locked;
    return found != all.end();
  }
  bool RemoveCodes(const std::string& username) override {
    without_codes.push_back(username);
    return all.contains(UsernameKey(username));
  }
  std::vector<std::string> without_codes;
  std::map<std::string, LocalAccount> all;
  std::string kept_token = "nothing was set";
};

class MemoryFailures final : public SignInFailures {
 public:
  std::optional<Try> Begin(const std::string& name,
                           const std::string& address,
                           Instant now) override {
    const auto of_address = address.empty() ? Failures{} : all[address];
    if (NextTryOfName(all[name], now) || NextTryFromAddress(of_address, now)) return std::nullopt;
    all[name] = WithOneMore(all[name], now);
    return Try{name, address, now};
  }
  void Failed(const Try& wrong) override {
    if (!wrong.address.empty()) all[wrong.address] = WithOneMore(all[wrong.address], wrong.began);
  }
  void Succeeded(const Try& right) override { all.erase(right.name); }
  std::map<std::string, Failures> all;
};

class MemoryClients final : public ClientBook {
 public:
  std::optional<KnownClient> Find(const std::string& id) override {
    const auto found = all.find(id);
    return found == all.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<KnownClient> All() override {
    std::vector<KnownClient> clients;
    for (const auto& [id, client] : all) clients.push_back(client);
    return clients;
  }
  Result<void> Add(const Client& client, const std::string& hash, Instant now) override {
    all[client.id] = {.client = client, .secret_hash = hash, .created = now};
    return {};
  }
  void Keep(const std::vector<Wanted>& clients, Instant now) override {
    for (const auto& one : clients) {
      (void)Add({.id = one.id, .service = one.service}, one.secret_hash, now);
    }
  }
  bool SetLocked(const std::string& id, bool locked, Instant) override {
    const auto found = all.find(id);
    if (found != all.end()) found->second.locked = locked;
    return found != all.end();
  }
  bool Remove(const std::string& id) override { return all.erase(id) > 0; }
  std::map<std::string, KnownClient> all;
};

// "hash of …".
class PlainPasswords final : public Passwords {
 public:
  std::string Hash(const std::string& password) override { return "hash of " + password; }
  bool Verify(const std::optional<std::string>& hash, const std::string& password) override {
    ++verified;
    return hash && *hash == Hash(password);
  }
  int verified = 0;
};

class PlainTokens final : public TokenWriter {
 public:
  std::string Write(const AccessToken& token) override {
    last = token;
    return "token of " + token.subject;
  }
  std::string WriteId(const IdToken& token) override {
    last_id = token;
    return "id token of " + token.subject;
  }
  Instant Rotate(bool at_once) override {
    rotated_at_once = at_once;
    return Instant(std::chrono::hours(2));
  }
  std::string PublishedKeys() override { return {}; }
  std::optional<bool> rotated_at_once;
  AccessToken last;
  IdToken last_id;
};

// One token of each account, "refresh of 1".
class PlainRefreshTokens final : public RefreshTokens {
 public:
  Begun Begin(AccountId account, Instant) override {
    return {"refresh of " + account.str(), "session of " + account.str()};
  }
  std::optional<Used> Use(const std::string& token, const std::string& of, Instant) override {
    if (!good || of != application) return std::nullopt;
    return Used{UserAccount{{}, {}, kLocalIssuer, "subject of " + token}, "next of " + token,
                "the same session"};
  }
  void End(const std::string& token, Instant) override { ended.push_back(token); }
  bool GoesOn(const std::string& session) override { return session == "goes on"; }
  bool good = true;
  std::string application;
  std::vector<std::string> ended;
};

// Keys that are named after their account, and codes "123456", each of which is used once.
class PlainTotp final : public TotpBook {
 public:
  bool IsActive(AccountId) override { return active; }
  Result<std::string> Begin(AccountId, Instant) override {
    if (active) return Error{ErrorCode::kConflict, "totp-active", "Already."};
    begun = true;
    return std::string("foobar");
  }
  bool Use(AccountId, const std::string& code, Instant) override {
    ++tried;
    const bool right = (begun || active) && !good.empty() && code == good;
    if (right) good.clear();
    active = active || right;
    return right;
  }
  void Remove(AccountId) override { active = begun = false; }
  bool active = false;
  bool begun = false;
  int tried = 0;
  std::string good = "123456";
};

// One session, "cookie", of account 1, and codes "code of <application>".
class PlainBrowsers final : public BrowserSignIns {
 public:
  std::string Begin(AccountId account, Instant now) override {
    session = BrowserSession{1, {account, EmployeeId(7), kLocalIssuer, "s7"}, now};
    return "cookie";
  }
  std::optional<BrowserSession> Find(const std::string& cookie, Instant) override {
    return cookie == "cookie" && usable ? session : std::nullopt;
  }
  std::string GiveCode(const BrowserSession&, const CodeFor& wanted, Instant) override {
    given = wanted;
    return "code of " + wanted.client_id;
  }
  std::optional<RedeemedCode> Redeem(const std::string& code,
                                     const PresentedCode& presented,
                                     Instant) override {
    last = presented;
    if (!session || code != "code of " + presented.client_id) return std::nullopt;
    return RedeemedCode{session->account, "first refresh", "a session",
                        given.scope,      given.nonce,     session->signed_in};
  }
  std::optional<BrowserSession> session;
  bool usable = true;
  CodeFor given;
  PresentedCode last;
};

}  // namespace erp::employee
