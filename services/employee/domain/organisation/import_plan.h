// What an import of the people file would do, found by comparing its rows with everybody who is
// known. Plain values; a planner is used by one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "employee/domain/organisation/department_paths.h"
#include "employee/domain/organisation/people_file.h"

namespace erp::employee {

// A row that changes something.
struct PlannedRow {
  std::uint32_t index = 0;       // in PeopleFile::rows
  std::optional<EmployeeId> id;  // nothing: somebody new
  std::optional<EmployeeId> manager;
  std::optional<std::uint32_t> manager_row;  // the index of a row: a manager who is new too
  int above = 0;                             // how many managers are above
};

struct ImportPlan {
  std::vector<RowProblem> problems;  // of the file and of this comparison, by row
  std::size_t hired = 0;
  std::size_t changed = 0;
  std::size_t unchanged = 0;
  std::size_t left = 0;                      // people who have left, which a file does not change
  std::vector<std::string> new_departments;  // their paths, each once
  std::vector<std::string> new_positions;
  // Managers before those whom they manage: entered in this order the managers above anybody are
  // those of the file already, so that no ring is closed on the way.
  std::vector<PlannedRow> rows;
};

class ImportPlanner {
 public:
  // What is missing of departments and positions is made with `create_missing`, otherwise a
  // problem. All must outlive the planner.
  ImportPlanner(const PeopleFile& file,
                const DepartmentPaths& departments,
                const std::vector<JobPosition>& positions,
                bool create_missing);

  // Everybody, page by page, by ascending id.
  void Add(const std::vector<Employee>& people);

  // Once, after everybody was added. Linear in people and rows apart from sorting.
  ImportPlan Finish();

 private:
  static constexpr std::uint32_t kNoRow = 0xFFFFFFFF;

  struct Known {
    EmployeeId id;
    EmployeeId manager;  // 0: none
    std::uint32_t row = kNoRow;
    bool active = true;
  };
  enum class State : std::uint8_t { kNew, kRepeated, kMatched, kLeft };
  struct RowState {
    State state = State::kNew;
    bool differs = false;                              // in more than the manager
    EmployeeId id;                                     // of kMatched and kLeft
    EmployeeId manager;                                // now; 0: none
    bool other_manager = false;                        // than now
    std::optional<std::uint32_t> node = std::nullopt;  // of the manager in the end
  };
  struct Place {
    DepartmentPaths::Found found;
    bool made = false;  // by this import
  };

  void Note(std::uint32_t row, PeopleColumn column, ProblemKind kind, std::string value = {});
  void FindRepeated();
  void PlaceDepartments(bool create_missing);
  void PlacePositions(const std::vector<JobPosition>& positions, bool create_missing);
  std::uint32_t Match(const Employee& person);
  void Compare(std::uint32_t row, const Employee& person);
  [[nodiscard]] bool Differs(const FileRow& row, const Employee& person) const;
  [[nodiscard]] const Known* FindKnown(EmployeeId id) const;
  void JudgeNew(std::uint32_t row);
  void JudgePlace(std::uint32_t row);
  void ResolveManager(std::uint32_t row);
  [[nodiscard]] std::optional<std::uint32_t> NodeNamed(const std::string& text) const;
  [[nodiscard]] std::optional<std::uint32_t> NodeOf(EmployeeId id) const;
  [[nodiscard]] std::optional<std::uint32_t> Above(std::uint32_t node) const;
  [[nodiscard]] bool Entered(std::uint32_t row) const;
  void CountManagersAbove();
  void JudgeRing(const std::vector<std::uint32_t>& ring);
  void Order(ImportPlan& plan) const;

  const PeopleFile& file_;
  const DepartmentPaths& paths_;
  std::unordered_map<std::string_view, std::uint32_t> by_number_;
  std::unordered_map<std::int64_t, std::uint32_t> by_id_;
  std::unordered_map<std::string, EmployeeId> others_;  // numbers that no row has
  std::vector<RowState> states_;                        // of the rows
  std::vector<Known> known_;                            // by id
  std::vector<Place> departments_;                      // of the file's texts
  std::vector<bool> position_missing_;
  // Nodes of the reporting lines: the rows, and behind them everybody known.
  std::vector<int> above_;
  ImportPlan plan_;
};

}  // namespace erp::employee
