#include "employee/store/organisation/mysql_history.h"

#include <utility>

#include "employee/domain/refusals.h"
#include "employee/store/leave/ledger_table.h"
#include "employee/store/organisation/department_table.h"
#include "employee/store/organisation/employee_row.h"
#include "employee/store/organisation/reporting_line.h"
#include "employee/store/request_keys.h"

namespace erp::employee {
namespace {

constexpr const char* kRecordChange = "POST /employees/{id}/changes";
constexpr std::int64_t kNoPlan = 0;  // of a key: the change holds already

const std::string kPlan =
    "SELECT id, employee_id, effective_on, department_id, department, position, new_manager, "
    "manager_id, state, refusal, reason, actor_id, recorded_at FROM planned_changes ";

Date ReadDate(const mysql::Row& row, std::size_t column) {
  return OptionalDate(row, column).value();
}

PlannedChange ReadPlan(const mysql::Row& row) {
  PlannedChange plan;
  plan.id = row.Integer(0);
  plan.employee = EmployeeId(row.Integer(1));
  plan.effective_on = ReadDate(row, 2);
  plan.change.department_id = ReadId<DepartmentId>(row, 3);
  plan.change.department = row.OptionalText(4);
  plan.change.position = row.OptionalText(5);
  if (row.Integer(6) != 0) plan.change.manager.emplace(ReadId<EmployeeId>(row, 7));
  plan.state = ParsePlanState(row.Text(8));
  plan.refusal = row.OptionalText(9);
  plan.note = {row.OptionalText(10), ReadId<EmployeeId>(row, 11), row.Time(12)};
  return plan;
}

std::vector<PlannedChange> ReadPlans(const mysql::Rows& rows) {
  std::vector<PlannedChange> plans;
  for (const auto& row : rows) plans.push_back(ReadPlan(row));
  return plans;
}

std::vector<HistoryEntry> ReadEntriesOf(const mysql::Rows& rows) {
  std::vector<HistoryEntry> entries;
  for (const auto& row : rows) {
    HistoryEntry entry;
    entry.id = row.Integer(0);
    entry.effective_on = ReadDate(row, 1);
    entry.placement = {ReadId<DepartmentId>(row, 2), row.Text(3), row.Text(4),
                       ReadId<EmployeeId>(row, 5)};
    entry.kind = row.Text(6);
    entry.note = {row.OptionalText(7), ReadId<EmployeeId>(row, 8), row.Time(9)};
    entries.push_back(std::move(entry));
  }
  Arrange(entries);
  return entries;
}

constexpr const char* kEntries =
    "SELECT id, effective_on, department_id, department, position, manager_id, kind, reason, "
    "actor_id, recorded_at FROM employee_history WHERE employee_id = ?";

void InsertPlan(mysql::Session& session, PlannedChange& plan) {
  const auto& change = plan.change;
  const auto manager = change.manager.value_or(std::nullopt);
  const auto written = session.Execute(
      "INSERT INTO planned_changes (employee_id, effective_on, department_id, department, "
      "position, new_manager, manager_id, state, reason, actor_id, recorded_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, 'planned', ?, ?, ?)",
      {plan.employee.value(), FormatDate(plan.effective_on), IdValue(change.department_id),
       mysql::Nullable(change.department), mysql::Nullable(change.position),
       change.manager.has_value(), IdValue(manager), mysql::Nullable(plan.note.reason),
       IdValue(plan.note.actor), plan.note.at});
  plan.id = written.insert_id;
}

std::optional<Error> CompleteDepartment(mysql::Session& session,
                                        PlacementChange& change,
                                        Instant at) {
  if (!change.department && !change.department_id) return std::nullopt;
  std::string name = change.department.value_or("");
  const auto placed = PlaceInDepartment(session, change.department_id, name, at);
  if (!placed) return placed.error();
  change.department = std::move(name);
  return std::nullopt;
}

// Of a planned change, judged as of now; it is judged again when its day comes.
std::optional<Error> RefusalOfPlan(mysql::Session& session,
                                   EmployeeId id,
                                   const PlacementChange& change) {
  if (change.manager && *change.manager) {
    if (auto refusal = RefusalOfManager(session, id, **change.manager)) return refusal;
  }
  if (change.position) KnowPosition(session, *change.position);
  return std::nullopt;
}

void Place(Profile& profile, const Placement& placement) {
  profile.department_id = placement.department_id;
  profile.department = placement.department;
  profile.position = placement.position;
  profile.manager = placement.manager;
}

Error Inactive() {
  return {ErrorCode::kConflict, "employee-inactive", "This person has left the company."};
}

// An entry of the change's date, and the person's row as the entries then say for today.
std::optional<Error> Correct(mysql::Session& session,
                             Outgoing& outgoing,
                             const Employee& before,
                             const DatedChange& change,
                             Moment now) {
  auto entries = ReadEntriesOf(session.Query(kEntries, {before.id.value()}));
  const auto then = PlacementOn(entries, change.effective_on);
  if (!then) return NoHistoryOn(change.effective_on);
  HistoryEntry entry;
  entry.id = INT64_MAX;
  entry.effective_on = change.effective_on;
  entry.placement = Changed(*then, change.change);
  if (entry.placement == *then) return std::nullopt;
  const bool past = change.effective_on < now.on;
  AppendHistory(session, before.id, change.effective_on, entry.placement,
                past ? "corrected" : "changed", change.note);
  entries.push_back(entry);
  Arrange(entries);
  Employee after = before;
  Place(after.profile, PlacementOn(entries, now.on).value_or(PlacementOf(before.profile)));
  return StoreRow(session, outgoing, before, after, now);
}

void Settle(mysql::Session& session,
            std::int64_t plan,
            PlanState state,
            const std::optional<std::string>& refusal,
            Instant at) {
  session.Execute("UPDATE planned_changes SET state = ?, refusal = ?, settled_at = ? WHERE id = ?",
                  {PlanStateName(state), mysql::Nullable(refusal), at, plan});
}

// The person with the plan's change; what refuses it.
std::optional<Error> Happen(mysql::Session& session,
                            Outgoing& outgoing,
                            const std::optional<Employee>& before,
                            const PlannedChange& plan,
                            Moment now) {
  if (!before) return EmployeeNotFound();
  if (!before->active) return Inactive();
  Employee after = *before;
  Place(after.profile, Changed(PlacementOf(before->profile), plan.change));
  Moment then = now;
  then.on = plan.effective_on;
  return StoreChanged(session, outgoing, *before, after, {then, "changed", plan.note});
}

}  // namespace

std::optional<std::vector<HistoryEntry>> MysqlHistory::Entries(EmployeeId id) {
  auto entries = ReadEntriesOf(pool_.Query(kEntries, {id.value()}));
  if (entries.empty() &&
      pool_.Query("SELECT id FROM employees WHERE id = ?", {id.value()}).empty()) {
    return std::nullopt;
  }
  return entries;
}

std::vector<PlannedChange> MysqlHistory::Plans(EmployeeId id) {
  static const std::string sql = kPlan + "WHERE employee_id = ? ORDER BY effective_on, id";
  return ReadPlans(pool_.Query(sql, {id.value()}));
}

Result<PlacementHistory::Recorded> MysqlHistory::Record(EmployeeId id,
                                                        const DatedChange& wanted,
                                                        Moment now,
                                                        const std::optional<RequestKey>& key) {
  static const std::string read = kPlan + "WHERE id = ?";
  const auto record = [&](mysql::Session& session, Outgoing& outgoing) -> Result<Recorded> {
    const auto before = LockEmployee(session, id);
    if (!before) return EmployeeNotFound();
    if (const auto earlier = FindKey(session, kRecordChange, key)) {
      if (!*earlier) return earlier->error();
      const auto plans = ReadPlans(session.Query(read, {**earlier}));
      return Recorded{plans.empty() ? std::nullopt : std::optional(plans[0]), true};
    }
    if (!before->active) return Inactive();
    DatedChange change = wanted;
    if (auto refusal = CompleteDepartment(session, change.change, now.at)) {
      return *std::move(refusal);
    }
    if (change.effective_on <= now.on) {
      if (auto refusal = Correct(session, outgoing, *before, change, now)) {
        return *std::move(refusal);
      }
      TakeKey(session, kRecordChange, key, kNoPlan, now.at);
      return Recorded{};
    }
    if (auto refusal = RefusalOfPlan(session, id, change.change)) return *std::move(refusal);
    PlannedChange plan;
    plan.employee = id;
    plan.effective_on = change.effective_on;
    plan.change = change.change;
    plan.note = change.note;
    InsertPlan(session, plan);
    TakeKey(session, kRecordChange, key, plan.id, now.at);
    return Recorded{plan};
  };
  const auto lost = key ? mysql::LostCommit::kRepeat : mysql::LostCommit::kReport;
  return OncePerKey(key, [&] { return transactions_.Transact(record, lost); });
}

Result<PlannedChange> MysqlHistory::Cancel(EmployeeId id, std::int64_t change, Instant at) {
  static const std::string sql = kPlan + "WHERE id = ? AND employee_id = ? FOR UPDATE";
  return pool_.Transact([&](mysql::Session& session) -> Result<PlannedChange> {
    if (!LockEmployee(session, id)) return EmployeeNotFound();
    const auto plans = ReadPlans(session.Query(sql, {change, id.value()}));
    if (plans.empty()) return ChangeNotFound();
    PlannedChange plan = plans[0];
    if (plan.state == PlanState::kCanceled) return plan;
    if (plan.state != PlanState::kPlanned) return ChangeSettled();
    plan.state = PlanState::kCanceled;
    Settle(session, plan.id, plan.state, std::nullopt, at);
    return plan;
  });
}

std::vector<PlannedChange> MysqlHistory::Due(Date on, int limit) {
  static const std::string sql =
      kPlan + "WHERE state = 'planned' AND effective_on <= ? ORDER BY effective_on, id LIMIT ?";
  return ReadPlans(pool_.Query(sql, {FormatDate(on), limit}));
}

PlanState MysqlHistory::Apply(const PlannedChange& due, Moment now) {
  static const std::string sql = kPlan + "WHERE id = ? FOR UPDATE";
  return transactions_.Transact(
      [&](mysql::Session& session, Outgoing& outgoing) -> PlanState {
        // The person before the plan, as everywhere.
        const auto before = LockEmployee(session, due.employee);
        const auto plan = ReadPlan(session.Query(sql, {due.id}).at(0));
        if (plan.state != PlanState::kPlanned) return plan.state;
        const auto refusal = Happen(session, outgoing, before, plan, now);
        const auto state = refusal ? PlanState::kRefused : PlanState::kApplied;
        Settle(session, plan.id, state, refusal ? std::optional(refusal->slug) : std::nullopt,
               now.at);
        return state;
      },
      mysql::LostCommit::kRepeat);
}

}  // namespace erp::employee
