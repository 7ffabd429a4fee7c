#include "employee/app/organisation/import_people.h"

#include <algorithm>
#include <unordered_map>

#include "employee/app/organisation/all_departments.h"

namespace erp::employee {
namespace {

constexpr int kPage = 1000;

Error UnderWay() {
  return {ErrorCode::kConflict, "import-under-way",
          "Another import of people is under way; try again when it is over."};
}

Error Stopped(const Error& why, std::size_t entered) {
  Error error{ErrorCode::kConflict, "import-stopped",
              "People were changed while the file was entered. What was entered stays; send the "
              "file again."};
  error.extras = {{"reason", why.slug}, {"entered", static_cast<std::int64_t>(entered)}};
  return error;
}

// What the row says, of the columns that the file has.
ProfileChange ChangeOf(const PeopleFile& file,
                       const FileRow& row,
                       const std::vector<std::optional<DepartmentId>>& departments) {
  ProfileChange change;
  if (file.Has(PeopleColumn::kName)) change.name = row.name;
  if (file.Has(PeopleColumn::kEmail)) {
    change.email.emplace();
    if (!row.email.empty()) change.email->emplace(row.email);
  }
  if (row.department != SharedTexts::kNone) change.department_id = departments[row.department];
  if (row.position != SharedTexts::kNone) {
    change.position = file.positions.texts()[row.position];
  }
  if (file.Has(PeopleColumn::kHiredOn)) change.hired_on.emplace(row.hired_on);
  return change;
}

}  // namespace

Result<ImportOutcome> ImportPeople::Run(const std::function<std::string()>& read,
                                        const ImportWish& wish,
                                        const std::function<void()>& alive) {
  const auto turn = roll_.TryBegin();
  if (!turn) return UnderWay();
  const auto file = ReadPeopleFile(read());
  ImportOutcome outcome{wish.dry_run, file.rows.size(), Plan(file, wish.create_missing)};
  if (wish.dry_run || !outcome.plan.problems.empty()) return outcome;
  if (const auto made = MakeMissing(outcome.plan); !made) return Stopped(made.error(), 0);
  if (const auto entered = Enter(file, outcome.plan, wish, alive); !entered) {
    return entered.error();
  }
  return outcome;
}

ImportPlan ImportPeople::Plan(const PeopleFile& file, bool create_missing) {
  const DepartmentPaths paths(AllDepartments(chart_));
  const auto positions = chart_.Positions();
  ImportPlanner planner(file, paths, positions, create_missing);
  EmployeeId last;
  while (true) {
    const auto page = roll_.Behind(last, true, kPage);
    if (page.empty()) return planner.Finish();
    planner.Add(page);
    last = page.back().id;
  }
}

// The departments of these paths, and those above them that are missing too.
Result<void> ImportPeople::MakeDepartments(const std::vector<std::string>& wanted) {
  const DepartmentPaths known(AllDepartments(chart_));
  std::unordered_map<std::string, DepartmentId> made;
  for (const auto& path : wanted) {
    const auto names = SplitPath(path).value();
    std::optional<DepartmentId> above;
    for (auto end = names.begin(); end != names.end();) {
      const auto& name = *end++;
      const std::vector<std::string> upto(names.begin(), end);
      const auto found = known.FindPath(upto);
      if (found.kind == DepartmentPaths::Found::Kind::kOne) {
        above = found.id;
        continue;
      }
      auto& id = made[JoinPath(upto)];
      if (id == DepartmentId()) {
        DepartmentChange department{.name = name};
        department.parent.emplace(above);
        const auto created = chart_.Create(department, clock_.Now().at, std::nullopt);
        if (!created) return created.error();
        id = created->id;
      }
      above = id;
    }
  }
  return {};
}

Result<void> ImportPeople::MakeMissing(const ImportPlan& plan) {
  if (const auto made = MakeDepartments(plan.new_departments); !made) return made.error();
  std::int64_t order = 0;
  for (const auto& position : chart_.Positions()) order = std::max(order, position.order);
  for (const auto& name : plan.new_positions) {
    order = std::min(order + 10, kLastOrder);
    const auto made = chart_.CreatePosition(name, order, clock_.Now().at, std::nullopt);
    if (!made && made.error().slug != "position-exists") return made.error();
  }
  return {};
}

Result<void> ImportPeople::Enter(const PeopleFile& file,
                                 const ImportPlan& plan,
                                 const ImportWish& wish,
                                 const std::function<void()>& alive) {
  const auto departments = DepartmentsOf(file);
  std::unordered_map<std::uint32_t, EmployeeId> hired;
  // Of a manager who was hired by an earlier transaction the id is known.
  const auto wanted = [&](const PlannedRow& planned) {
    const auto& row = file.rows[planned.index];
    WantedPerson person{.row = planned.index,
                        .id = planned.id,
                        .number = row.number,
                        .change = ChangeOf(file, row, departments),
                        .manager_row = planned.manager_row,
                        .above = planned.above};
    auto manager = planned.manager;
    const auto at = planned.manager_row ? hired.find(*planned.manager_row) : hired.end();
    if (at != hired.end()) {
      manager = at->second;
      person.manager_row = std::nullopt;
    }
    if (file.Has(PeopleColumn::kManager)) person.change.manager.emplace(manager);
    return person;
  };
  for (std::size_t first = 0; first < plan.rows.size(); first += PeopleRoll::kMostAtOnce) {
    alive();
    const auto last = std::min(first + PeopleRoll::kMostAtOnce, plan.rows.size());
    std::vector<WantedPerson> people;
    for (auto i = first; i < last; ++i) people.push_back(wanted(plan.rows[i]));
    const auto ids = roll_.Enter(people, {clock_.Now(), opening_, wish.actor});
    if (!ids) return Stopped(ids.error(), first);
    for (std::size_t i = 0; i < people.size(); ++i) {
      if (!people[i].id) hired.emplace(people[i].row, (*ids)[i]);
    }
  }
  return {};
}

std::vector<std::optional<DepartmentId>> ImportPeople::DepartmentsOf(const PeopleFile& file) {
  const DepartmentPaths paths(AllDepartments(chart_));
  std::vector<std::optional<DepartmentId>> departments;
  for (const auto& text : file.departments.texts()) {
    const auto found = paths.Find(text);
    const bool one = found.kind == DepartmentPaths::Found::Kind::kOne;
    departments.push_back(one ? std::optional(found.id) : std::nullopt);
  }
  return departments;
}

}  // namespace erp::employee
