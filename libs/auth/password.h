// Passwords as they are kept: argon2id (RFC 9106) by libsodium, with what OWASP ASVS 5.0 V11.4 asks
// for at least: 19 MiB of memory, 2 passes, one lane.
#pragma once

#include <cstddef>
#include <semaphore>
#include <string>

namespace erp::auth {

struct PasswordCost {
  unsigned long long passes = 2;
  std::size_t memory_bytes = std::size_t{19} * 1024 * 1024;
};

// Thread-safe. Every call takes about 20 ms of a processor and memory_bytes; more than `at_once`
// wait for each other, so that a flood of sign-ins leaves a processor for the others.
class PasswordHasher {
 public:
  static constexpr std::ptrdiff_t kAtOnce = 2;

  // Throws std::runtime_error where libsodium cannot work.
  explicit PasswordHasher(PasswordCost cost = {});

  // "$argon2id$v=19$m=19456,t=2,p=1$…", at most 127 characters, another one each time.
  std::string Hash(const std::string& password);
  // False also for a text that is no hash.
  bool Verify(const std::string& hash, const std::string& password);
  // As long as Verify takes, and false: for names that nobody has, so that time tells nothing.
  bool VerifyNobody(const std::string& password);

 private:
  const PasswordCost cost_;
  std::counting_semaphore<kAtOnce> working_{kAtOnce};
  const std::string nobody_;
};

}  // namespace erp::auth
