// Query parameters of this service's lists. Thread-safe functions.
#pragma once

#include <string>
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

// department (required), limit, cursor.
Result<ListQuery> ReadTeamQuery(const http::Call& call);

// ids=1,2,3 with 1 to 100 ids.
Result<std::vector<EmployeeId>> ReadIds(const http::Call& call);

}  // namespace erp::employee
