// Passwords of 12 characters and more that are guessed first; PasswordMistake (account.h) refuses
// them.
#pragma once

#include <string_view>

namespace erp::employee {

// data/common-passwords.txt: one a line, in lower case and in their order.
std::string_view CommonPasswordsFile();

}  // namespace erp::employee
