// The people file (인사 파일): a CSV text with a row for each person, as it is read and written.
// Plain values and pure functions, thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/id.h"
#include "employee/domain/date.h"
#include "employee/domain/organisation/employee.h"
#include "employee/domain/organisation/row_problem.h"

namespace erp::employee {

inline constexpr std::size_t kMostPeopleRows = 200'000;

// Texts that many rows share, each kept once.
class SharedTexts {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  std::uint32_t Keep(const std::string& text);
  [[nodiscard]] const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::vector<std::string> texts_;
  std::vector<std::uint32_t> sorted_;  // places in texts_, by their texts
};

// A row whose cells are cleaned. Cells that are empty or have a mistake are empty here.
struct FileRow {
  std::uint32_t row = 0;
  std::optional<EmployeeId> id = std::nullopt;
  std::string number = {};
  std::string name = {};
  std::string email = {};
  std::uint32_t department = SharedTexts::kNone;  // a place in PeopleFile::departments
  std::uint32_t position = SharedTexts::kNone;    // a place in PeopleFile::positions
  std::string manager = {};                       // a number, or "#" and an id
  std::optional<Date> hired_on = std::nullopt;
  std::optional<Date> left_on = std::nullopt;
};

struct PeopleFile {
  std::array<bool, kPeopleColumns> has{};  // by PeopleColumn
  std::vector<FileRow> rows;
  SharedTexts departments;
  SharedTexts positions;
  std::vector<RowProblem> problems;  // of the rows by themselves

  [[nodiscard]] bool Has(PeopleColumn column) const {
    return has.at(static_cast<std::size_t>(column));
  }
};

// Reads UTF-8, with or without a byte order mark, and CP949. The first row names the columns, in
// any order, in Korean or English; capitals, spaces, hyphens and underscores in them do not count.
// Every mistake is in `problems`. Time linear in the text. Throws std::runtime_error when the C
// library cannot read CP949.
PeopleFile ReadPeopleFile(std::string_view text);

// "2026-11-27", also as spreadsheets write it: "2026/11/27", "2026.11.27", "2026. 11. 27.",
// "20261127", and with one digit for month or day.
std::optional<Date> ParseFileDate(std::string_view text);

// The byte order mark and the headings; then a row for each person. `department` is the path of
// the person's department, `manager` how the person's manager is named (ManagerCell).
std::string PeopleHeadings();
std::string PeopleRow(const Employee& person,
                      const std::string& department,
                      const std::string& manager);
// The number, or "#" and the id of somebody who has none.
std::string ManagerCell(EmployeeId id, const std::optional<std::string>& number);

}  // namespace erp::employee
