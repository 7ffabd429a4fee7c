// What an error of libmongoc or of the server means to a caller. Private to this library.
#pragma once

#include <optional>
#include <string_view>

#include <mongoc/mongoc.h>

#include "mongo/internal/transient_codes.h"
#include "mongo/pool.h"

namespace erp::mongo {

// The unique index that refused a write, if that is what the error is.
std::optional<DuplicateKey> AsDuplicate(const bson_error_t& error);

// True when the same call may succeed later: lost or refused connections, elections, time
// limits, write concerns that were not met in time, a full or busy server, and rights that an
// operator can put right without us. The outcome of a write is then unknown.
bool IsTransient(const bson_error_t& error, const bson_t* reply);

// Throws Unavailable for a transient error, std::runtime_error for any other.
[[noreturn]] void Throw(std::string_view operation, const bson_error_t& error, const bson_t* reply);

}  // namespace erp::mongo
