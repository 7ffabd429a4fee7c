#include "auth/secret.h"

#include <sodium.h>

#include <stdexcept>

#include "auth/base64url.h"

namespace erp::auth {

std::string NewSecret() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  std::string bytes(32, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return EncodeBase64Url(bytes);
}

}  // namespace erp::auth
