// What an error answer of the server means to a caller: the one table. Private to this library.
#pragma once

#include <string>
#include <string_view>

namespace erp::redis {

// "Not now": a restart, a fail-over, a full or busy server, or something that an operator can put
// right without us (accounts, access lists, limits, protected mode). Anything else is a mistake in
// the command. Also when the error comes out of a script.
bool IsTransient(std::string_view error);

// The connection is of no further use after this answer: another one may get further, e.g. to
// another server or with other credentials.
bool EndsConnection(std::string_view error);

// Unavailable for a transient error answer, std::runtime_error for any other.
[[noreturn]] void ThrowServerError(const std::string& error);

}  // namespace erp::redis
