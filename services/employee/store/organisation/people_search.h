// Search of people by the beginning of a key: name, given name, number, e-mail address, department
// (migrations/0018). The matches of each key come in the order of its index, and are merged.
#pragma once

#include <string>
#include <vector>

#include "employee/app/organisation/ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// " AND ..." for what is filtered by, of `e`, and the values.
void AppendFilter(const PeopleFilter& filter, std::string& sql, mysql::Values& values);

// A person and the first of their keys that begins with the text, which is their place.
struct Match {
  EmployeeId id;
  std::string key;
};

struct Matches {
  std::vector<Match> people;  // in the order of their places, nobody twice
  bool more = false;
};

// At most `search.limit`. Each key's index is read from the place on, once for nearly every search.
Matches FindMatches(mysql::Pool& pool, const PeopleSearch& search);

}  // namespace erp::employee
