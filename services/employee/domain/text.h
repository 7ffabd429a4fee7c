// What counts as a piece of text that people read: names, departments, reasons. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace erp::employee {

// Without spaces at both ends.
std::string Trimmed(std::string_view text);

// What is wrong with the text as a member of a request ("must have from 1 to 100
// characters"), or nothing. Characters are Unicode code points; control characters and broken
// UTF-8 are never allowed.
std::optional<std::string> TextMistake(std::string_view text, std::size_t least, std::size_t most);

// The same for an e-mail address: local@domain.tld, at most 254 characters, no spaces.
std::optional<std::string> EmailMistake(std::string_view text);

}  // namespace erp::employee
