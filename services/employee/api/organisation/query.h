// Query parameters of this service's lists. Thread-safe functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "employee/app/ports.h"
#include "http/call.h"

namespace erp::employee {

struct ListQuery {
  PeopleFilter filter;
  PeoplePage page;
};

// "true" or "false"; `otherwise` when it is absent.
Result<bool> ReadFlag(const http::Call& call, const std::string& name, bool otherwise);

// department, position, includeInactive, includeSubDepartments, limit, cursor. An empty filter
// value means no filter, as existing clients send it. Slug "invalid-query".
Result<ListQuery> ReadListQuery(const http::Call& call);

// q with those filters; nothing without q. A cursor is one of a search then.
Result<std::optional<PeopleSearch>> ReadSearchQuery(const http::Call& call);

// The cursor of a search: "17-eab980", the id and the bytes of the key in hexadecimal; nothing for
// any other text.
std::string PrintSearchPlace(const SearchPlace& place);
std::optional<SearchPlace> ParseSearchPlace(std::string_view text);

// department (required), limit, cursor.
Result<ListQuery> ReadTeamQuery(const http::Call& call);

// ids=1,2,3 with 1 to 100 ids.
Result<std::vector<EmployeeId>> ReadIds(const http::Call& call);

}  // namespace erp::employee
