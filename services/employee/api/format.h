// In which format a list is wanted. Thread-safe functions.
#pragma once

#include "common/result.h"
#include "http/call.h"

namespace erp::employee {

// Whether CSV is wanted: by the query's `format`, otherwise by what the client accepts. Slug
// "invalid-query".
Result<bool> WantsCsv(const http::Call& call);

}  // namespace erp::employee
