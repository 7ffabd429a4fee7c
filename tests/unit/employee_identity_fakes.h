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
  bool SetPassword(const std::string& username, const std::string& hash, Instant) override {
    const auto found = all.find(UsernameKey(username));
    if (found != all.end()) found->second.password_hash = hash;
    return found != all.end();
  }
  bool SetLocked(const std::string& username, bool locked, Instant) override {
    const auto found = all.find(UsernameKey(username));
    if (found != all.end()) found->second.locked = locked;
    return found != all.end();
  }
  std::map<std::string, LocalAccount> all;
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
  std::string PublishedKeys() override { return {}; }
  AccessToken last;
};

// One token of each account, "refresh of 1".
class PlainRefreshTokens final : public RefreshTokens {
 public:
  std::string Begin(AccountId account, Instant) override { return "refresh of " + account.str(); }
  std::optional<Used> Use(const std::string& token, Instant) override {
    if (!good) return std::nullopt;
    return Used{UserAccount{{}, {}, kLocalIssuer, "subject of " + token}, "next of " + token};
  }
  void End(const std::string& token, Instant) override { ended.push_back(token); }
  bool good = true;
  std::vector<std::string> ended;
};

}  // namespace erp::employee
