#include "employee/store/quest/mysql_quest_lists.h"

#include <algorithm>
#include <map>
#include <utility>

#include "employee/store/quest/quest_rows.h"

namespace erp::employee {
namespace {

constexpr std::int64_t kProgressOfOne = 200;
constexpr std::int64_t kProgressInList = 100;
constexpr std::size_t kParticipationsAtOnce = 100;

const std::string kSelectView =
    "SELECT " + kQuestColumns + ", c.name FROM quests q JOIN employees c ON c.id = q.creator_id ";
const std::string kSelectParticipation =
    "SELECT " + kQuestColumns + ", " + kParticipationColumns + ", e.name FROM " +
    kParticipationTables +
    " JOIN quests q ON q.id = p.quest_id JOIN employees e ON e.id = p.employee_id ";

// A statement that grows by conditions.
struct Statement {
  std::string sql;
  mysql::Values values = {};

  void Add(const char* part, mysql::Value value) {
    sql += part;
    values.push_back(std::move(value));
  }
};

QuestView ReadView(const mysql::Row& row) {
  QuestView view;
  view.quest = ReadQuest(row, 0);
  view.creator_name = row.Text(kQuestWidth);
  return view;
}

std::vector<ParticipationView> ReadParticipations(const mysql::Rows& rows) {
  std::vector<ParticipationView> views;
  for (const auto& row : rows) {
    views.push_back({ReadQuest(row, 0), ReadParticipation(row, kQuestWidth),
                     row.Text(kQuestWidth + kParticipationWidth)});
  }
  return views;
}

}  // namespace

std::optional<QuestView> MysqlQuestLists::Find(QuestId id) {
  static const std::string sql = kSelectView + "WHERE q.id = ?";
  const auto rows = pool_.Query(sql, {id.value()});
  if (rows.empty()) return std::nullopt;
  std::vector<QuestView> views{ReadView(rows[0])};
  AddProgress(views, kProgressOfOne);
  return std::move(views.front());
}

std::vector<QuestView> MysqlQuestLists::List(const QuestFilter& filter, const QuestPage& page) {
  Statement statement{kSelectView + "WHERE q.deleted = 0"};
  if (filter.department) statement.Add(" AND q.department = ?", *filter.department);
  if (filter.creator) statement.Add(" AND q.creator_id = ?", filter.creator->value());
  if (filter.state) {
    statement.Add(" AND q.state = ?", StateName(*filter.state));
  } else if (!filter.creator) {
    statement.sql += " AND q.state <> 'DRAFT'";
  }
  if (page.beyond) statement.Add(" AND q.id < ?", *page.beyond);
  statement.Add(" ORDER BY q.id DESC LIMIT ?", std::int64_t{page.limit});
  std::vector<QuestView> views;
  for (const auto& row : pool_.Query(statement.sql, statement.values)) {
    views.push_back(ReadView(row));
  }
  AddProgress(views, kProgressInList);
  return views;
}

void MysqlQuestLists::AddProgress(std::vector<QuestView>& views, std::int64_t most) {
  if (views.empty()) return;
  std::vector<std::int64_t> ids;
  std::map<QuestId, QuestView*> by_id;
  for (auto& view : views) {
    ids.push_back(view.quest.id.value());
    by_id[view.quest.id] = &view;
  }
  Statement statement{"SELECT * FROM (SELECT " + kParticipationColumns +
                      ", e.name, COUNT(*) OVER (PARTITION BY p.quest_id) AS total, ROW_NUMBER() "
                      "OVER (PARTITION BY p.quest_id ORDER BY p.state = 'SUBMITTED' DESC, "
                      "p.id DESC) AS place FROM " +
                      kParticipationTables +
                      " JOIN employees e ON e.id = p.employee_id WHERE p.quest_id IN "};
  statement.sql += InList(ids, statement.values);
  statement.Add(") ranked WHERE place <= ? ORDER BY quest_id, place", most);
  for (const auto& row : pool_.Query(statement.sql, statement.values)) {
    auto participation = ReadParticipation(row, 0);
    auto& view = *by_id.at(participation.quest);
    view.participants = row.Integer(kParticipationWidth + 1);
    view.progress.push_back({std::move(participation), row.Text(kParticipationWidth)});
  }
}

std::vector<Quest> MysqlQuestLists::Available(EmployeeId person,
                                              Date today,
                                              const QuestPage& page) {
  Statement statement{"SELECT " + kQuestColumns +
                      " FROM quests q JOIN employees e ON e.id = ? AND e.active + 0 = 1 AND "
                      "q.department = e.department WHERE q.deleted = 0 AND q.state = 'OPEN' AND "
                      "q.creator_id <> e.id AND (q.slots IS NULL OR q.taken < q.slots)"};
  statement.values.emplace_back(person.value());
  statement.Add(" AND (q.opens_on IS NULL OR q.opens_on <= ?)", FormatDate(today));
  statement.Add(" AND (q.closes_on IS NULL OR q.closes_on >= ?)", FormatDate(today));
  statement.sql +=
      " AND NOT EXISTS (SELECT 1 FROM quest_participations p WHERE p.quest_id = q.id AND "
      "p.employee_id = e.id AND p.live = 1)";
  if (page.beyond) statement.Add(" AND q.id < ?", *page.beyond);
  statement.Add(" ORDER BY q.id DESC LIMIT ?", std::int64_t{page.limit});
  std::vector<Quest> quests;
  for (const auto& row : pool_.Query(statement.sql, statement.values)) {
    quests.push_back(ReadQuest(row, 0));
  }
  return quests;
}

std::vector<ParticipationView> MysqlQuestLists::Of(EmployeeId person, const QuestPage& page) {
  Statement statement{kSelectParticipation + "WHERE p.state <> 'ABANDONED'"};
  statement.Add(" AND p.employee_id = ?", person.value());
  if (page.beyond) statement.Add(" AND p.id < ?", *page.beyond);
  statement.Add(" ORDER BY p.id DESC LIMIT ?", std::int64_t{page.limit});
  return ReadParticipations(pool_.Query(statement.sql, statement.values));
}

std::vector<ParticipationView> MysqlQuestLists::Waiting(
    const std::optional<std::string>& department,
    const std::optional<WorkSeenBy>& seen_by,
    const QuestPage& page) {
  Statement statement{kSelectParticipation + "WHERE p.state = 'SUBMITTED'"};
  if (department) statement.Add(" AND q.department = ?", *department);
  if (seen_by) {
    statement.Add(" AND (q.department = ?", seen_by->department);
    statement.Add(" OR q.creator_id = ?", seen_by->person.value());
    statement.Add(" OR p.employee_id = ?)", seen_by->person.value());
  }
  if (page.beyond) statement.Add(" AND p.id > ?", *page.beyond);
  statement.Add(" ORDER BY p.id LIMIT ?", std::int64_t{page.limit});
  return ReadParticipations(pool_.Query(statement.sql, statement.values));
}

std::vector<Attempt> MysqlQuestLists::Attempts(QuestId quest, EmployeeId person) {
  static const std::string sql =
      "SELECT " + kAttemptColumns +
      " FROM quest_participations p JOIN quest_attempts a ON a.participation_id = p.id "
      "WHERE p.quest_id = ? AND p.employee_id = ? ORDER BY p.id DESC, a.number DESC LIMIT 200";
  std::vector<Attempt> attempts;
  for (const auto& row : pool_.Query(sql, {quest.value(), person.value()})) {
    attempts.push_back(ReadAttempt(row, 0).value());
  }
  return attempts;
}

std::optional<std::string> MysqlQuestLists::DepartmentOf(EmployeeId person) {
  const auto rows = pool_.Query("SELECT department FROM employees WHERE id = ?", {person.value()});
  if (rows.empty()) return std::nullopt;
  return rows.front().Text(0);
}

bool MysqlQuestLists::Exists(EmployeeId person) {
  return !pool_.Query("SELECT 1 FROM employees WHERE id = ?", {person.value()}).empty();
}

std::map<ParticipationId, QuestId> MysqlQuestLists::QuestsOf(
    const std::vector<ParticipationId>& participations) {
  std::map<ParticipationId, QuestId> quests;
  for (std::size_t begin = 0; begin < participations.size(); begin += kParticipationsAtOnce) {
    std::string sql = "SELECT id, quest_id FROM quest_participations WHERE id IN (?";
    mysql::Values values;
    // Padded with the last one, so that there is one statement.
    for (std::size_t n = begin; n < begin + kParticipationsAtOnce; ++n) {
      if (n > begin) sql += ", ?";
      values.emplace_back(participations[std::min(n, participations.size() - 1)].value());
    }
    for (const auto& row : pool_.Query(sql + ")", values)) {
      quests.emplace(ParticipationId(row.Integer(0)), QuestId(row.Integer(1)));
    }
  }
  return quests;
}

std::vector<QuestId> MysqlQuestLists::ToExpire(Date date,
                                               Instant midnight,
                                               QuestId after,
                                               int limit) {
  const auto day = FormatDate(date);
  const auto last = std::int64_t{limit};
  const auto rows = pool_.Query(
      "(SELECT q.id FROM quests q WHERE q.id > ? AND q.closes_on < ? AND (q.state IN ('DRAFT', "
      "'OPEN') OR EXISTS (SELECT 1 FROM quest_participations p WHERE p.quest_id = q.id AND "
      "p.state = 'IN_PROGRESS')) ORDER BY q.id LIMIT ?) UNION "
      "(SELECT DISTINCT q.id FROM quest_participations p JOIN quests q ON q.id = p.quest_id "
      "JOIN quest_attempts a ON a.participation_id = p.id AND a.number = p.submissions "
      "WHERE q.id > ? AND p.state = 'SUBMITTED' AND (p.reminded < p.attempt OR q.closes_on < ?) "
      "AND "
      "a.submitted_at < DATE_SUB(?, INTERVAL q.review_days DAY) ORDER BY q.id LIMIT ?) "
      "ORDER BY 1 LIMIT ?",
      {after.value(), day, last, after.value(), day, midnight, last, last});
  std::vector<QuestId> ids;
  for (const auto& row : rows) ids.emplace_back(row.Integer(0));
  return ids;
}

std::vector<LeaversWork> MysqlQuestLists::OfLeavers(std::optional<EmployeeId> leaver,
                                                    ParticipationId after,
                                                    int limit) {
  // By the work that has not ended, which is little, or by that of one person; never by all people
  // who have left.
  const char* key = leaver ? "employee" : "waiting";
  std::string sql(
      "SELECT p.id, p.quest_id, p.employee_id FROM quest_participations p FORCE INDEX ");
  sql.append("(quest_participations_").append(key).append(") STRAIGHT_JOIN employees e ");
  Statement statement{sql + "ON e.id = p.employee_id AND e.active + 0 = 0 WHERE "};
  statement.sql += "p.state IN ('IN_PROGRESS', 'SUBMITTED')";
  statement.Add(" AND p.id > ?", after.value());
  if (leaver) statement.Add(" AND p.employee_id = ?", leaver->value());
  statement.Add(" ORDER BY p.id LIMIT ?", std::int64_t{limit});
  std::vector<LeaversWork> work;
  for (const auto& row : pool_.Query(statement.sql, statement.values)) {
    work.push_back(
        {ParticipationId(row.Integer(0)), QuestId(row.Integer(1)), EmployeeId(row.Integer(2))});
  }
  return work;
}

}  // namespace erp::employee
