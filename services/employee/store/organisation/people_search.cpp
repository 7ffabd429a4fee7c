#include "employee/store/organisation/people_search.h"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <utility>

namespace erp::employee {
namespace {

constexpr std::array<const char*, 5> kKeys{"name_key", "given_key", "number_key", "email_key",
                                           "department_key"};
// Behind every text that begins with the one before it: the last code point there is.
constexpr const char* kLast = "\xF4\x8F\xBF\xBF";

// Departments of that name, and all below them.
constexpr const char* kInOrBelow =
    " AND e.department_id IN (WITH RECURSIVE below AS (SELECT d.id FROM departments d "
    "WHERE d.name = ? UNION SELECT c.id FROM departments c JOIN below b ON c.parent_id = b.id) "
    "SELECT id FROM below)";

// A row of the index of one key.
struct Hit {
  std::size_t branch = 0;
  SearchPlace place;
  std::string first;  // the first key of the person that begins with the text
};

bool Before(const SearchPlace& a, const SearchPlace& b) {
  return std::tie(a.key, a.id) < std::tie(b.key, b.id);
}

// The first key of the person that begins with the text, as an expression; of `e`.
std::string FirstKey() {
  std::string sql = "LEAST(";
  for (const auto* key : kKeys) {
    if (key != kKeys.front()) sql += ", ";
    sql.append("IF(LEFT(e.").append(key).append(", CHAR_LENGTH(t.text)) = t.text, e.");
    sql.append(key).append(", t.last)");
  }
  return sql += ")";
}

// Of each key the next rows of its index, at most `limit`; then the people's other keys.
std::string Statement(const PeopleSearch& search,
                      const std::optional<SearchPlace>& after,
                      mysql::Values& values) {
  static const std::string first_key = FirstKey();
  std::string sql = "SELECT m.branch, m.term, m.id, " + first_key + " FROM (";
  for (std::size_t branch = 0; branch < kKeys.size(); ++branch) {
    const std::string key = kKeys.at(branch);
    if (branch > 0) sql += " UNION ALL ";
    sql += "(SELECT " + std::to_string(branch) + " AS branch, e." + key + " AS term, e.id FROM " +
           "employees e FORCE INDEX (employees_" + key + ") WHERE e." + key +
           " >= GREATEST(LOWER(?) COLLATE utf8mb4_bin, ?) AND e." + key +
           " < CONCAT(LOWER(?) COLLATE utf8mb4_bin, ?)";
    const std::string from = after ? after->key : std::string();
    values.insert(values.end(), {search.text, from, search.text, kLast});
    if (after) {
      sql += " AND (e." + key + " > ? OR e.id > ?)";
      values.insert(values.end(), {after->key, after->id.value()});
    }
    AppendFilter(search.filter, sql, values);
    sql += " ORDER BY e." + key + ", e.id LIMIT ?)";
    values.emplace_back(search.limit + 1);
  }
  sql +=
      ") m JOIN employees e ON e.id = m.id "
      "JOIN (SELECT LOWER(?) COLLATE utf8mb4_bin AS text, "
      "CONCAT(LOWER(?) COLLATE utf8mb4_bin, ?) AS last) t";
  values.insert(values.end(), {search.text, search.text, kLast});
  return sql;
}

// The hits up to which nothing is missing: a key whose rows were cut off may have more behind them.
std::optional<SearchPlace> Horizon(const std::vector<Hit>& hits, int limit) {
  std::array<int, kKeys.size()> counts{};
  std::array<const Hit*, kKeys.size()> last{};
  for (const auto& hit : hits) {
    ++counts.at(hit.branch);
    last.at(hit.branch) = &hit;
  }
  std::optional<SearchPlace> horizon;
  for (std::size_t branch = 0; branch < kKeys.size(); ++branch) {
    if (counts.at(branch) <= limit) continue;
    const auto& place = last.at(branch)->place;
    if (!horizon || Before(place, *horizon)) horizon = place;
  }
  return horizon;
}

}  // namespace

void AppendFilter(const PeopleFilter& filter, std::string& sql, mysql::Values& values) {
  if (filter.department && filter.sub_departments) {
    sql += kInOrBelow;
    values.emplace_back(*filter.department);
  } else if (filter.department) {
    sql += " AND e.department = ?";
    values.emplace_back(*filter.department);
  }
  if (filter.position) {
    sql += " AND e.position = ?";
    values.emplace_back(*filter.position);
  }
  // The sum keeps the key of leavers out of it: with that, all active people would be sorted.
  if (!filter.include_inactive) sql += " AND e.active + 0 = 1";
}

Matches FindMatches(mysql::Pool& pool, const PeopleSearch& search) {
  const auto limit = static_cast<std::size_t>(search.limit);
  Matches matches;
  std::optional<SearchPlace> after = search.after;
  while (true) {
    mysql::Values values;
    const auto sql = Statement(search, after, values);
    std::vector<Hit> hits;
    for (const auto& row : pool.Query(sql, values)) {
      hits.push_back({static_cast<std::size_t>(row.Integer(0)),
                      {row.Text(1), EmployeeId(row.Integer(2))},
                      row.Text(3)});
    }
    std::sort(hits.begin(), hits.end(),
              [](const Hit& a, const Hit& b) { return Before(a.place, b.place); });
    const auto horizon = Horizon(hits, search.limit);
    for (const auto& hit : hits) {
      if (horizon && Before(*horizon, hit.place)) break;
      // Somebody whom two keys find has the place of the first one; two keys may be the same.
      const bool seen = hit.first != hit.place.key ||
                        (!matches.people.empty() && matches.people.back().id == hit.place.id);
      if (seen) continue;
      if (matches.people.size() == limit) {
        matches.more = true;
        return matches;
      }
      matches.people.push_back({hit.place.id, hit.place.key});
    }
    if (!horizon) return matches;
    after = horizon;
  }
}

}  // namespace erp::employee
