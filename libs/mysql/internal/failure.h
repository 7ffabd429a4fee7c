// The one table from error numbers to exceptions. Private to this library.
#pragma once

#include <string>

namespace erp::mysql {

// True when the connection is of no further use after this error.
bool EndsConnection(unsigned code);

// Throws the exception for an error number (mysql_errno) with the server's text.
[[noreturn]] void ThrowFailure(unsigned code, const std::string& message);

}  // namespace erp::mysql
