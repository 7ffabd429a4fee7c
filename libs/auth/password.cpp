#include "auth/password.h"

#include <sodium.h>

#include <stdexcept>

namespace erp::auth {
namespace {

class Turn {
 public:
  explicit Turn(std::counting_semaphore<PasswordHasher::kAtOnce>& working) : working_(working) {
    working_.acquire();
  }
  ~Turn() { working_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::counting_semaphore<PasswordHasher::kAtOnce>& working_;
};

std::string Hashed(const std::string& password, const PasswordCost& cost) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  std::string hash(crypto_pwhash_argon2id_STRBYTES, '\0');
  if (crypto_pwhash_argon2id_str(hash.data(), password.data(), password.size(), cost.passes,
                                 cost.memory_bytes) != 0) {
    throw std::runtime_error("there is no memory to hash a password");
  }
  hash.resize(hash.find('\0'));
  return hash;
}

}  // namespace

PasswordHasher::PasswordHasher(PasswordCost cost)
    : cost_(cost), nobody_(Hashed("a name that nobody has", cost)) {}

std::string PasswordHasher::Hash(const std::string& password) {
  const Turn turn(working_);
  return Hashed(password, cost_);
}

bool PasswordHasher::Verify(const std::string& hash, const std::string& password) {
  const Turn turn(working_);
  return crypto_pwhash_argon2id_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool PasswordHasher::VerifyNobody(const std::string& password) {
  (void)Verify(nobody_, password);
  return false;
}

}  // namespace erp::auth
