#include "employee/store/organisation/mysql_employees.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <utility>

#include "employee/domain/refusals.h"
#include "employee/store/leave/opening_grants.h"
#include "employee/store/many_rows.h"
#include "employee/store/organisation/department_table.h"
#include "employee/store/organisation/employee_row.h"
#include "employee/store/organisation/people_search.h"
#include "employee/store/organisation/reporting_line.h"
#include "employee/store/request_keys.h"

namespace erp::employee {
namespace {

constexpr const char* kCreateRoute = "POST /employees";

// The first value is the date.
std::string SelectPerson() {
  return "SELECT " + kEmployeeColumns + ", " + kTotalsColumns +
         ", COALESCE(t.dates, 0), COALESCE(t.milestones, 0) FROM " + kToday +
         " JOIN employees e JOIN leave_accounts a ON a.employee_id = e.id "
         "LEFT JOIN attendance_accounts t ON t.employee_id = e.id ";
}

Person ReadPerson(const mysql::Row& row) {
  return {ReadEmployee(row),
          ReadTotals(row, kEmployeeColumnCount),
          {row.Integer(kEmployeeColumnCount + 3), row.Integer(kEmployeeColumnCount + 4)}};
}

EmployeeId InsertEmployee(mysql::Session& session, const Profile& profile, Instant at) {
  const auto written = session.Execute(
      "INSERT INTO employees (name, email, department, position, manager_id, hired_on, "
      "department_id, active, version, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, 1, 1, ?, ?)",
      {profile.name, mysql::Nullable(profile.email), profile.department, profile.position,
       IdValue(profile.manager), DateValue(profile.hired_on), IdValue(profile.department_id), at,
       at});
  return EmployeeId(written.insert_id);
}

// The list of ids is padded to one of a few lengths, so that there are few statements.
std::size_t PaddedSize(std::size_t size) {
  for (const std::size_t padded : {1U, 4U, 16U, 100U}) {
    if (size <= padded) return padded;
  }
  return size;
}

}  // namespace

Result<Creation> MysqlEmployees::Create(const NewEmployee& person) {
  std::optional<Entry> opening;
  auto creation = OncePerKey(person.request_key, [&] { return TryCreate(person, opening); });
  if (creation && !creation->replayed) metrics_.Count(*opening);
  return creation;
}

Result<Creation> MysqlEmployees::TryCreate(const NewEmployee& person,
                                           std::optional<Entry>& opening) {
  const auto& key = person.request_key;
  return transactions_.Transact(
      [&](mysql::Session& session, Outgoing& outgoing) -> Result<Creation> {
        if (const auto earlier = FindKey(session, kCreateRoute, key)) {
          if (!*earlier) return earlier->error();
          return Creation{EmployeeId(**earlier), true};
        }
        if (const auto& manager = person.profile.manager) {
          if (auto refusal = RefusalOfManager(session, std::nullopt, *manager)) return *refusal;
        }
        NewEmployee placed_person = person;
        Profile& profile = placed_person.profile;
        const auto placed =
            PlaceInDepartment(session, profile.department_id, profile.department, person.now.at);
        if (!placed) return placed.error();
        // Before anything of the person is written: who waits for it uses up no id.
        TakeKey(session, kCreateRoute, key, 0, person.now.at);
        KnowPosition(session, profile.position);
        const EmployeeId id = InsertEmployee(session, profile, person.now.at);
        AppendHistory(session, id, profile.hired_on.value_or(person.now.on), PlacementOf(profile),
                      "hired", {.actor = key ? key->actor : std::nullopt, .at = person.now.at});
        opening = OpenAccounts(session, {id}, person.opening, person.now).front();
        CompleteKey(session, kCreateRoute, key, id.value());
        Employee hired;
        hired.id = id;
        hired.profile = profile;
        hired.created_at = person.now.at;
        outgoing.Append(HiredBy(std::move(hired), person.now.at, person.now.on));
        return Creation{id, false};
      },
      key ? mysql::LostCommit::kRepeat : mysql::LostCommit::kReport);
}

std::optional<Person> MysqlEmployees::Find(EmployeeId id, Date today) {
  static const std::string sql = SelectPerson() + "WHERE e.id = ?";
  const auto rows = pool_.Query(sql, {FormatDate(today), id.value()});
  if (rows.empty()) return std::nullopt;
  return ReadPerson(rows[0]);
}

std::vector<Person> MysqlEmployees::List(const PeopleFilter& filter,
                                         const PeoplePage& page,
                                         Date today) {
  std::string sql = SelectPerson() + "WHERE 1 = 1";
  mysql::Values values{FormatDate(today)};
  const auto where = [&](const char* condition, mysql::Value value) {
    sql += condition;
    values.push_back(std::move(value));
  };
  AppendFilter(filter, sql, values);
  if (page.before) where(" AND e.id < ?", page.before->value());
  where(" ORDER BY e.id DESC LIMIT ?", page.limit);
  std::vector<Person> people;
  for (const auto& row : pool_.Query(sql, values)) people.push_back(ReadPerson(row));
  return people;
}

FoundPeople MysqlEmployees::Search(const PeopleSearch& search, Date today) {
  auto matches = FindMatches(pool_, search);
  FoundPeople found;
  if (matches.people.empty()) return found;
  mysql::Values ids;
  std::unordered_map<EmployeeId, std::size_t> places;
  for (const auto& match : matches.people) {
    places.emplace(match.id, places.size());
    ids.emplace_back(match.id.value());
  }
  const InList list(std::move(ids));
  mysql::Values values{FormatDate(today)};
  values.insert(values.end(), list.values().begin(), list.values().end());
  for (const auto& row : pool_.Query(SelectPerson() + "WHERE e.id IN " + list.places(), values)) {
    found.people.push_back(ReadPerson(row));
  }
  std::sort(found.people.begin(), found.people.end(), [&](const Person& a, const Person& b) {
    return places.at(a.employee.id) < places.at(b.employee.id);
  });
  if (matches.more) found.next = SearchPlace{matches.people.back().key, matches.people.back().id};
  return found;
}

std::vector<Employee> MysqlEmployees::FindMany(const std::vector<EmployeeId>& ids) {
  if (ids.empty()) return {};
  std::string sql = "SELECT " + kEmployeeColumns + " FROM employees e WHERE e.id IN (?";
  mysql::Values values;
  for (std::size_t i = 0; i < PaddedSize(ids.size()); ++i) {
    if (i > 0) sql += ", ?";
    values.emplace_back(ids[std::min(i, ids.size() - 1)].value());
  }
  std::vector<Employee> employees;
  for (const auto& row : pool_.Query(sql + ")", values)) employees.push_back(ReadEmployee(row));
  return employees;
}

Result<Person> MysqlEmployees::Update(EmployeeId id, const Change& change, Moment now) {
  static const std::string read = SelectPerson() + "WHERE e.id = ?";
  return transactions_.Transact([&](mysql::Session& session, Outgoing& outgoing) -> Result<Person> {
    const auto before = LockEmployee(session, id);
    if (!before) return EmployeeNotFound();
    auto after = change(*before);
    if (!after) return after.error();
    const Record record{now, "changed", {.at = now.at}};
    if (auto refusal = StoreChanged(session, outgoing, *before, *after, record)) {
      return *std::move(refusal);
    }
    return ReadPerson(session.Query(read, {FormatDate(now.on), id.value()}).at(0));
  });
}

}  // namespace erp::employee
