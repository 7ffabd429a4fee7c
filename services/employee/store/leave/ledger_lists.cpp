#include "employee/store/leave/ledger_lists.h"

#include <algorithm>
#include <string>

#include "employee/store/leave/entry_row.h"
#include "employee/store/leave/lot_tables.h"

namespace erp::employee {
namespace {

constexpr std::size_t kPeopleAtOnce = 201;  // a page, and one more

// Calls `read` with a list of ids for a statement and its values, padded with the last id so that
// there is one statement.
template <typename ReadSome>
void ForPeople(const std::vector<EmployeeId>& people, const ReadSome& read) {
  std::string list = "(?";
  for (std::size_t n = 1; n < kPeopleAtOnce; ++n) list += ", ?";
  list += ")";
  for (std::size_t begin = 0; begin < people.size(); begin += kPeopleAtOnce) {
    mysql::Values ids;
    for (std::size_t n = begin; n < begin + kPeopleAtOnce; ++n) {
      ids.emplace_back(people[std::min(n, people.size() - 1)].value());
    }
    read(list, ids);
  }
}

}  // namespace

std::map<EmployeeId, std::vector<Entry>> ReadEntriesUpTo(mysql::Session& session,
                                                         Date on,
                                                         const std::vector<EmployeeId>& people) {
  std::map<EmployeeId, std::vector<Entry>> entries;
  ForPeople(people, [&](const std::string& list, mysql::Values values) {
    values.emplace_back(FormatDate(on));
    // Entries of a daemon from before are of their day in UTC, as ReadEntry has it.
    const auto rows = session.Query("SELECT l.employee_id, " + kEntryColumns +
                                        " FROM leave_ledger l WHERE l.employee_id IN " + list +
                                        " AND COALESCE(l.on_date, DATE(l.at)) <= ? "
                                        "ORDER BY l.employee_id, l.number",
                                    values);
    for (const auto& row : rows) {
      entries[EmployeeId(row.Integer(0))].push_back(ReadEntry(row, 1));
    }
  });
  return entries;
}

std::map<EmployeeId, std::vector<Taking>> ReadTakingsBetween(
    mysql::Session& session, Date from, Date to, const std::vector<EmployeeId>& people) {
  std::map<EmployeeId, std::vector<Taking>> takings;
  ForPeople(people, [&](const std::string& list, mysql::Values values) {
    values.emplace_back(FormatDate(from));
    values.emplace_back(FormatDate(to));
    const auto rows = session.Query(
        "SELECT source, date, part_from, part_to, lot, minutes, consumed, employee_id "
        "FROM leave_takings WHERE employee_id IN " +
            list + " AND date BETWEEN ? AND ?",
        values);
    for (const auto& row : rows) takings[EmployeeId(row.Integer(7))].push_back(ReadTaking(row));
  });
  return takings;
}

}  // namespace erp::employee
