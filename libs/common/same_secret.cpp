#include "common/same_secret.h"

#include <openssl/crypto.h>

namespace erp {

bool SameSecret(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace erp
