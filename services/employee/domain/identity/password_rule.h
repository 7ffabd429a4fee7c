// Which passwords are good enough (OWASP ASVS 5.0 V6.2, NIST SP 800-63B section 3.1.1.2): long ones
// of any characters, that are not among the first ones that somebody tries. Nobody is asked for
// digits and signs, and a password does not expire. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/message.h"

namespace erp::employee {

inline constexpr std::size_t kShortestPassword = 12;  // code points (OWASP ASVS 5.0 V6.2.1, V6.2.9)
inline constexpr std::size_t kLongestPassword = 128;

// A password is text as it was typed, in NFC. Nothing, or what is wrong with it: too short, too
// long, the name, one of data/common-passwords.txt (case, and digits and signs at the ends, aside),
// a few characters or words again and again, or rows of the keyboard.
std::optional<Message> PasswordMistake(const std::string& password, const std::string& username);

// data/common-passwords.txt: one a line, in lower case and in their order.
std::string_view CommonPasswordsFile();

}  // namespace erp::employee
