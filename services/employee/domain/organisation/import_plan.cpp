#include "employee/domain/organisation/import_plan.h"

#include <algorithm>
#include <set>
#include <utility>

#include "employee/domain/organisation/line_rule.h"

namespace erp::employee {
namespace {

using Column = PeopleColumn;
using Kind = ProblemKind;
using Found = DepartmentPaths::Found;

constexpr int kNotCounted = -1;
constexpr int kOnTheWay = -2;

template <typename T>
bool Same(const std::string& cell, const std::optional<T>& value) {
  return value ? cell == *value : cell.empty();
}

}  // namespace

ImportPlanner::ImportPlanner(const PeopleFile& file,
                             const DepartmentPaths& departments,
                             const std::vector<JobPosition>& positions,
                             bool create_missing)
    : file_(file), paths_(departments), states_(file.rows.size()) {
  plan_.problems = file.problems;
  FindRepeated();
  PlaceDepartments(create_missing);
  PlacePositions(positions, create_missing);
}

void ImportPlanner::Note(std::uint32_t row, Column column, Kind kind, std::string value) {
  plan_.problems.push_back({file_.rows[row].row, column, kind, std::move(value)});
}

void ImportPlanner::FindRepeated() {
  for (std::uint32_t i = 0; i < file_.rows.size(); ++i) {
    const auto& row = file_.rows[i];
    const auto repeated = [&](Column column, bool inserted, std::uint32_t first) {
      if (inserted) return;
      Note(i, column, Kind::kRepeated, std::to_string(file_.rows[first].row));
      states_[i].state = State::kRepeated;
    };
    if (row.id) {
      const auto [at, inserted] = by_id_.emplace(row.id->value(), i);
      repeated(Column::kId, inserted, at->second);
    }
    if (!row.number.empty()) {
      const auto [at, inserted] = by_number_.emplace(row.number, i);
      repeated(Column::kNumber, inserted, at->second);
    }
  }
}

void ImportPlanner::PlaceDepartments(bool create_missing) {
  std::set<std::string> made;
  for (const auto& text : file_.departments.texts()) {
    Place place{paths_.Find(text)};
    const auto names = SplitPath(text);
    if (place.found.kind == Found::Kind::kNone && names && create_missing) {
      place.made = true;
      for (std::size_t size = 1; size < names->size(); ++size) {
        const auto end = names->begin() + static_cast<std::ptrdiff_t>(size);
        const auto above = paths_.FindPath({names->begin(), end});
        if (above.kind != Found::Kind::kClosed) continue;
        place = {above};
        break;
      }
    }
    if (place.made) made.insert(JoinPath(*names));
    departments_.push_back(place);
  }
  plan_.new_departments.assign(made.begin(), made.end());
}

void ImportPlanner::PlacePositions(const std::vector<JobPosition>& positions, bool create_missing) {
  std::set<std::string_view> known;
  for (const auto& position : positions) known.insert(position.name);
  for (const auto& text : file_.positions.texts()) {
    const bool missing = !known.contains(text);
    position_missing_.push_back(missing && !create_missing);
    if (missing && create_missing) plan_.new_positions.push_back(text);
  }
}

void ImportPlanner::Add(const std::vector<Employee>& people) {
  for (const auto& person : people) {
    const auto row = Match(person);
    known_.push_back(
        {person.id, person.profile.manager.value_or(EmployeeId()), row, person.active});
    if (row != kNoRow) Compare(row, person);
    if (person.number && !by_number_.contains(*person.number)) {
      others_.emplace(*person.number, person.id);
    }
  }
}

std::uint32_t ImportPlanner::Match(const Employee& person) {
  std::uint32_t by_id = kNoRow;
  std::uint32_t by_number = kNoRow;
  if (const auto at = by_id_.find(person.id.value()); at != by_id_.end()) by_id = at->second;
  if (person.number) {
    const auto at = by_number_.find(*person.number);
    if (at != by_number_.end()) by_number = at->second;
  }
  if (by_id != kNoRow) {
    const auto& number = file_.rows[by_id].number;
    if (!number.empty() && person.number && number != *person.number) {
      Note(by_id, Column::kNumber, Kind::kOtherNumber, *person.number);
    }
  }
  if (by_number == kNoRow || by_number == by_id) return by_id;
  // Somebody else's row has this person's number.
  const auto& other = file_.rows[by_number];
  if (other.id) {
    Note(by_number, Column::kNumber, Kind::kNumberTaken, person.id.str());
    return by_id;
  }
  if (by_id == kNoRow) return by_number;
  Note(by_number, Column::kNumber, Kind::kRepeated, std::to_string(file_.rows[by_id].row));
  states_[by_number].state = State::kRepeated;
  return by_id;
}

void ImportPlanner::Compare(std::uint32_t row, const Employee& person) {
  const auto& wanted = file_.rows[row];
  auto& state = states_[row];
  state.id = person.id;
  state.manager = person.profile.manager.value_or(EmployeeId());
  if (state.state == State::kRepeated) return;
  state.state = person.active ? State::kMatched : State::kLeft;
  if (person.active) {
    if (wanted.left_on) Note(row, Column::kLeftOn, Kind::kLeaves);
    state.differs = Differs(wanted, person);
    return;
  }
  const bool another_date = person.left_on && wanted.left_on != person.left_on;
  if (!wanted.left_on || another_date) Note(row, Column::kRow, Kind::kHasLeft);
}

bool ImportPlanner::Differs(const FileRow& row, const Employee& person) const {
  const auto& profile = person.profile;
  if (!row.number.empty() && !person.number) return true;
  if (file_.Has(Column::kName) && row.name != profile.name) return true;
  if (file_.Has(Column::kEmail) && !Same(row.email, profile.email)) return true;
  if (file_.Has(Column::kHiredOn) && row.hired_on != profile.hired_on) return true;
  if (row.position != SharedTexts::kNone &&
      file_.positions.texts()[row.position] != profile.position) {
    return true;
  }
  if (row.department == SharedTexts::kNone) return false;
  const auto& place = departments_[row.department];
  return place.found.kind != Found::Kind::kOne || place.found.id != profile.department_id;
}

const ImportPlanner::Known* ImportPlanner::FindKnown(EmployeeId id) const {
  const auto at = std::lower_bound(known_.begin(), known_.end(), id,
                                   [](const Known& a, EmployeeId b) { return a.id < b; });
  return at == known_.end() || at->id != id ? nullptr : &*at;
}

// Of somebody new.
void ImportPlanner::JudgeNew(std::uint32_t row) {
  const auto& wanted = file_.rows[row];
  if (wanted.id) return Note(row, Column::kId, Kind::kPersonNotFound);
  for (const auto column : {Column::kName, Column::kDepartment, Column::kPosition}) {
    if (!file_.Has(column)) Note(row, column, Kind::kRequired);
  }
  if (wanted.left_on) Note(row, Column::kLeftOn, Kind::kLeaves);
}

void ImportPlanner::JudgePlace(std::uint32_t row) {
  const auto& wanted = file_.rows[row];
  if (wanted.position != SharedTexts::kNone && position_missing_[wanted.position]) {
    Note(row, Column::kPosition, Kind::kPositionNotFound, file_.positions.texts()[wanted.position]);
  }
  if (wanted.department == SharedTexts::kNone) return;
  const auto& place = departments_[wanted.department];
  const auto& text = file_.departments.texts()[wanted.department];
  if (place.made || place.found.kind == Found::Kind::kOne) return;
  const auto kind = place.found.kind == Found::Kind::kClosed    ? Kind::kDepartmentClosed
                    : place.found.kind == Found::Kind::kSeveral ? Kind::kDepartmentAmbiguous
                                                                : Kind::kDepartmentNotFound;
  Note(row, Column::kDepartment, kind, text);
}

std::optional<std::uint32_t> ImportPlanner::NodeOf(EmployeeId id) const {
  const auto* known = FindKnown(id);
  if (known == nullptr) return std::nullopt;
  if (known->row != kNoRow) return known->row;
  return static_cast<std::uint32_t>(file_.rows.size() +
                                    static_cast<std::size_t>(known - known_.data()));
}

std::optional<std::uint32_t> ImportPlanner::NodeNamed(const std::string& text) const {
  if (text.starts_with('#')) {
    const auto id = EmployeeId::Parse(std::string_view(text).substr(1));
    return id ? NodeOf(*id) : std::nullopt;
  }
  if (const auto row = by_number_.find(text); row != by_number_.end()) return row->second;
  const auto other = others_.find(text);
  return other == others_.end() ? std::nullopt : NodeOf(other->second);
}

void ImportPlanner::ResolveManager(std::uint32_t row) {
  auto& state = states_[row];
  const auto& text = file_.rows[row].manager;
  if (!file_.Has(Column::kManager)) {
    state.node = NodeOf(state.manager);
    return;
  }
  const auto now = NodeOf(state.manager);
  if (!text.empty()) {
    state.node = NodeNamed(text);
    if (!state.node) return Note(row, Column::kManager, Kind::kManagerNotFound, text);
  }
  state.other_manager = state.node != now;
  if (!state.node || !state.other_manager) return;
  const auto node = *state.node;
  const bool left = node < states_.size() ? states_[node].state == State::kLeft
                                          : !known_[node - states_.size()].active;
  if (left) Note(row, Column::kManager, Kind::kManagerHasLeft, text);
}

std::optional<std::uint32_t> ImportPlanner::Above(std::uint32_t node) const {
  if (node < states_.size()) return states_[node].node;
  return NodeOf(known_[node - states_.size()].manager);
}

void ImportPlanner::JudgeRing(const std::vector<std::uint32_t>& ring) {
  const auto is_new = [&](std::uint32_t node) {
    return node < states_.size() && states_[node].other_manager;
  };
  if (std::none_of(ring.begin(), ring.end(), is_new)) return;  // from before rings were refused
  for (const auto node : ring) {
    if (node < states_.size()) Note(node, Column::kManager, Kind::kManagerRing);
  }
}

void ImportPlanner::CountManagersAbove() {
  above_.assign(states_.size() + known_.size(), kNotCounted);
  std::vector<std::uint32_t> way;
  for (std::uint32_t row = 0; row < states_.size(); ++row) {
    way.clear();
    std::optional<std::uint32_t> next = row;
    while (next && above_[*next] == kNotCounted) {
      above_[*next] = kOnTheWay;
      way.push_back(*next);
      next = Above(*next);
    }
    if (next && above_[*next] == kOnTheWay) {
      const auto first = std::find(way.begin(), way.end(), *next);
      JudgeRing({first, way.end()});
      next = std::nullopt;
    }
    int count = next ? above_[*next] + 1 : 0;
    for (auto node = way.rbegin(); node != way.rend(); ++node) above_[*node] = count++;
  }
}

bool ImportPlanner::Entered(std::uint32_t row) const {
  const auto& state = states_[row];
  return state.state == State::kNew ||
         (state.state == State::kMatched && (state.differs || state.other_manager));
}

void ImportPlanner::Order(ImportPlan& plan) const {
  for (std::uint32_t row = 0; row < states_.size(); ++row) {
    if (!Entered(row)) continue;
    const auto& state = states_[row];
    PlannedRow planned{.index = row,
                       .id = std::nullopt,
                       .manager = std::nullopt,
                       .manager_row = std::nullopt,
                       .above = above_[row]};
    if (state.state == State::kMatched) planned.id = state.id;
    if (state.node && *state.node >= states_.size()) {
      planned.manager = known_[*state.node - states_.size()].id;
    } else if (state.node && states_[*state.node].state == State::kNew) {
      planned.manager_row = *state.node;
    } else if (state.node) {
      planned.manager = states_[*state.node].id;
    }
    plan.rows.push_back(planned);
  }
  std::stable_sort(plan.rows.begin(), plan.rows.end(),
                   [](const PlannedRow& a, const PlannedRow& b) { return a.above < b.above; });
}

ImportPlan ImportPlanner::Finish() {
  for (std::uint32_t row = 0; row < states_.size(); ++row) {
    const auto state = states_[row].state;
    if (state == State::kRepeated || state == State::kLeft) continue;
    if (state == State::kNew) JudgeNew(row);
    JudgePlace(row);
  }
  for (std::uint32_t row = 0; row < states_.size(); ++row) {
    if (states_[row].state == State::kLeft) {
      states_[row].node = NodeOf(states_[row].manager);
    } else {
      ResolveManager(row);
    }
  }
  CountManagersAbove();
  for (std::uint32_t row = 0; row < states_.size(); ++row) {
    const auto& state = states_[row];
    if (state.other_manager && above_[row] > kLongestClimb) {
      Note(row, Column::kManager, Kind::kLineTooLong, std::to_string(kLongestClimb));
    }
    if (state.state == State::kLeft) ++plan_.left;
    if (state.state == State::kNew) ++plan_.hired;
    if (state.state == State::kMatched) ++(Entered(row) ? plan_.changed : plan_.unchanged);
  }
  std::sort(plan_.problems.begin(), plan_.problems.end());
  if (plan_.problems.empty()) Order(plan_);
  return std::move(plan_);
}

}  // namespace erp::employee
