// Dates in bodies and queries. Thread-safe functions.
#pragma once

#include <optional>
#include <string>

#include "common/result.h"
#include "employee/domain/date.h"
#include "http/call.h"

namespace erp::json {
class ObjectReader;
}  // namespace erp::json

namespace erp::employee {

// A member that is a date, or a mistake.
std::optional<Date> RequiredDate(json::ObjectReader& reader, const char* name);

// A member that is a date; nothing, without a mistake, when it is absent or null.
std::optional<Date> OptionalDate(json::ObjectReader& reader, const char* name);

// A parameter of the query that is a date, or nothing. Slug "invalid-query".
Result<std::optional<Date>> ReadDateQuery(const http::Call& call, const std::string& name);

}  // namespace erp::employee
