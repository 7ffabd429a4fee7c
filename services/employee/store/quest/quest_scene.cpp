#include "employee/store/quest/quest_scene.h"

#include <algorithm>

#include "employee/store/quest/quest_rows.h"

namespace erp::employee {
namespace {

constexpr std::int64_t kMostNotified = 20;

}  // namespace

void KeepFromLeaving(mysql::Session& session, EmployeeId person) {
  session.Query("SELECT id FROM employees WHERE id = ? LOCK IN SHARE MODE", {person.value()});
}

std::optional<Quest> LockQuest(mysql::Session& session, QuestId id) {
  static const std::string sql =
      "SELECT " + kQuestColumns + " FROM quests q WHERE q.id = ? FOR UPDATE";
  const auto rows = session.Query(sql, {id.value()});
  if (rows.empty()) return std::nullopt;
  return ReadQuest(rows[0], 0);
}

std::map<EmployeeId, Member> ReadMembers(mysql::Session& session,
                                         const Quest& quest,
                                         const QuestStore::What& what,
                                         const QuestRequest& request) {
  std::vector<std::int64_t> ids{quest.creator.value()};
  if (request.actor) ids.push_back(request.actor->value());
  for (const auto person : what.selection.of) ids.push_back(person.value());
  mysql::Values values;
  std::string sql = "SELECT id, name, department, active, manager_id FROM employees WHERE id IN ";
  sql += InList(ids, values);
  sql +=
      " UNION ALL SELECT m.id, m.name, m.department, m.active, m.manager_id FROM employees c JOIN "
      "employees m ON m.id = c.manager_id WHERE c.id = ?";
  values.emplace_back(quest.creator.value());
  std::map<EmployeeId, Member> members;
  for (const auto& row : session.Query(sql, values)) {
    Member member{EmployeeId(row.Integer(0)), row.Text(1), row.Text(2), row.Integer(3) != 0, {}};
    if (const auto manager = row.OptionalInteger(4)) member.manager = EmployeeId(*manager);
    members.emplace(member.id, member);
  }
  return members;
}

std::vector<EmployeeId> ActiveOf(mysql::Session& session,
                                 const std::vector<std::string>& departments) {
  std::vector<EmployeeId> people;
  for (const auto& department : departments) {
    const auto rows = session.Query(
        "SELECT id FROM employees WHERE department = ? AND active + 0 = 1 ORDER BY id LIMIT ?",
        {department, kMostNotified});
    for (const auto& row : rows) people.emplace_back(row.Integer(0));
  }
  return people;
}

std::vector<Participation> Select(mysql::Session& session,
                                  QuestId quest,
                                  const Selection& selection) {
  std::string sql =
      "SELECT " + kParticipationColumns + " FROM " + kParticipationTables + " WHERE p.quest_id = ?";
  mysql::Values values{quest.value()};
  if (!selection.of.empty()) {
    std::vector<std::int64_t> ids;
    for (const auto person : selection.of) ids.push_back(person.value());
    sql += " AND p.live = 1 AND p.employee_id IN " + InList(ids, values);
  } else if (!selection.in.empty()) {
    sql += " AND p.state IN (";
    for (std::size_t i = 0; i < selection.in.size(); ++i) {
      sql += i == 0 ? "?" : ", ?";
      values.emplace_back(StateName(selection.in[i]));
    }
    sql += ")";
  } else if (!selection.every) {
    return {};
  }
  sql += " ORDER BY p.id LIMIT ?";
  values.emplace_back(selection.every ? INT64_MAX : selection.limit);
  std::vector<Participation> selected;
  for (const auto& row : session.Query(sql, values)) selected.push_back(ReadParticipation(row, 0));
  return selected;
}

void ReadBudget(mysql::Session& session, QuestScene& scene) {
  const auto creator = scene.quest.creator.value();
  const auto quarter = scene.quest.quarter.Name();
  // Inserted or not, the row is locked afterwards; a plain INSERT IGNORE would share it.
  session.Execute(
      "INSERT INTO quest_budgets (creator_id, quarter) VALUES (?, ?) "
      "ON DUPLICATE KEY UPDATE creator_id = creator_id",
      {creator, quarter});
  const auto quests =
      session.Query("SELECT " + kQuestColumns +
                        ", CAST(COALESCE((SELECT SUM(p.reward_minutes) FROM quest_participations p "
                        "WHERE p.quest_id = q.id AND p.live = 1), 0) AS SIGNED) "
                        "FROM quests q WHERE q.creator_id = ? AND q.quarter = ?",
                    {creator, quarter});
  for (const auto& row : quests) {
    const auto quest = ReadQuest(row, 0);
    const Minutes rewards(row.Integer(kQuestWidth));
    if (quest.id == scene.quest.id) {
      scene.rewards = rewards;
    } else {
      scene.promised_elsewhere = scene.promised_elsewhere + Promised(quest, rewards);
    }
  }
}

}  // namespace erp::employee
