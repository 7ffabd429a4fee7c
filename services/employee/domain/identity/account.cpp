#include "employee/domain/identity/account.h"

namespace erp::employee {

std::string UsernameKey(const std::string& username) {
  auto key = username;
  for (auto& character : key) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character + 32);
  }
  return key;
}

}  // namespace erp::employee
