#include "employee/store/quest/quest_rows.h"

#include <algorithm>
#include <stdexcept>

#include "employee/store/leave/ledger_table.h"

namespace erp::employee {
namespace {

std::optional<EmployeeId> OptionalPerson(const mysql::Row& row, std::size_t column) {
  const auto id = row.OptionalInteger(column);
  return id ? std::optional(EmployeeId(*id)) : std::nullopt;
}

std::optional<Instant> OptionalTime(const mysql::Row& row, std::size_t column) {
  return row.IsNull(column) ? std::nullopt : std::optional(row.Time(column));
}

mysql::Value PersonValue(const std::optional<EmployeeId>& person) {
  return person ? mysql::Value(person->value()) : mysql::Value();
}

template <typename State>
State Known(const std::optional<State>& state, const std::string& name) {
  if (!state) throw std::logic_error("a quest has a state that is not known: " + name);
  return *state;
}

Quarter ParseQuarter(const std::string& name) {
  return {std::stoi(name.substr(0, 4)), std::stoi(name.substr(5))};
}

std::string Joined(const std::vector<std::string>& links) {
  std::string text;
  for (const auto& link : links) {
    if (!text.empty()) text += '\n';
    text += link;
  }
  return text;
}

std::vector<std::string> Split(const std::string& text) {
  std::vector<std::string> links;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = std::min(text.find('\n', start), text.size());
    links.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return links;
}

}  // namespace

Quest ReadQuest(const mysql::Row& row, std::size_t first) {
  Quest quest;
  quest.id = QuestId(row.Integer(first));
  auto& terms = quest.terms;
  terms.title = row.Text(first + 1);
  terms.description = row.Text(first + 2);
  terms.reward = Minutes(row.Integer(first + 3));
  terms.slots = row.OptionalInteger(first + 4);
  terms.opens_on = OptionalDate(row, first + 5);
  terms.closes_on = OptionalDate(row, first + 6);
  terms.review_days = row.Integer(first + 7);
  quest.department = row.Text(first + 8);
  quest.creator = EmployeeId(row.Integer(first + 9));
  quest.state = Known(ParseQuestState(row.Text(first + 10)), row.Text(first + 10));
  quest.deleted = row.Integer(first + 11) != 0;
  quest.taken = row.Integer(first + 12);
  quest.budget_approved = row.Integer(first + 13) != 0;
  quest.budget_approver = OptionalPerson(row, first + 14);
  quest.quarter = ParseQuarter(row.Text(first + 15));
  quest.version = row.Integer(first + 16);
  quest.created_at = row.Time(first + 17);
  return quest;
}

std::optional<Attempt> ReadAttempt(const mysql::Row& row, std::size_t first) {
  if (row.IsNull(first)) return std::nullopt;
  Attempt attempt;
  attempt.number = row.Integer(first);
  attempt.evidence = {row.OptionalText(first + 1), Split(row.Text(first + 2))};
  attempt.submitted_at = row.Time(first + 3);
  if (const auto verdict = row.OptionalText(first + 4)) {
    attempt.verdict =
        *verdict == VerdictName(Verdict::kApproved) ? Verdict::kApproved : Verdict::kRejected;
  }
  attempt.reviewer = OptionalPerson(row, first + 5);
  attempt.reason = row.OptionalText(first + 6);
  attempt.decided_at = OptionalTime(row, first + 7);
  return attempt;
}

Participation ReadParticipation(const mysql::Row& row, std::size_t first) {
  Participation participation;
  participation.id = ParticipationId(row.Integer(first));
  participation.quest = QuestId(row.Integer(first + 1));
  participation.employee = EmployeeId(row.Integer(first + 2));
  participation.state = Known(ParseParticipationState(row.Text(first + 3)), row.Text(first + 3));
  participation.reward = Minutes(row.Integer(first + 4));
  participation.attempt = row.Integer(first + 5);
  participation.reminded = row.Integer(first + 6);
  participation.accepted_at = row.Time(first + 7);
  participation.claimed_at = OptionalTime(row, first + 8);
  participation.last = ReadAttempt(row, first + 9);
  return participation;
}

QuestId InsertQuest(mysql::Session& session, const Quest& quest) {
  const auto& terms = quest.terms;
  const auto written = session.Execute(
      "INSERT INTO quests (title, description, reward_minutes, slots, opens_on, closes_on, "
      "review_days, department, creator_id, state, deleted, taken, budget_approved, quarter, "
      "version, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, 1, ?, ?)",
      {terms.title, terms.description, terms.reward.count(), mysql::Nullable(terms.slots),
       DateValue(terms.opens_on), DateValue(terms.closes_on), terms.review_days, quest.department,
       quest.creator.value(), StateName(quest.state), quest.quarter.Name(), quest.created_at,
       quest.created_at});
  return QuestId(written.insert_id);
}

void UpdateQuest(mysql::Session& session, const Quest& quest, Instant at) {
  const auto& terms = quest.terms;
  session.Execute(
      "UPDATE quests SET title = ?, description = ?, reward_minutes = ?, slots = ?, opens_on = ?, "
      "closes_on = ?, review_days = ?, state = ?, deleted = ?, taken = ?, budget_approved = ?, "
      "budget_approver_id = ?, version = ?, updated_at = ? WHERE id = ?",
      {terms.title, terms.description, terms.reward.count(), mysql::Nullable(terms.slots),
       DateValue(terms.opens_on), DateValue(terms.closes_on), terms.review_days,
       StateName(quest.state), std::int64_t{quest.deleted}, quest.taken,
       std::int64_t{quest.budget_approved}, PersonValue(quest.budget_approver), quest.version, at,
       quest.id.value()});
}

ParticipationId InsertParticipation(mysql::Session& session, const Participation& participation) {
  const auto written = session.Execute(
      "INSERT INTO quest_participations (quest_id, employee_id, state, reward_minutes, attempt, "
      "submissions, reminded, accepted_at, updated_at) VALUES (?, ?, ?, ?, ?, 0, 0, ?, ?)",
      {participation.quest.value(), participation.employee.value(), StateName(participation.state),
       participation.reward.count(), participation.attempt, participation.accepted_at,
       participation.accepted_at});
  return ParticipationId(written.insert_id);
}

void UpdateParticipation(mysql::Session& session, const Participation& participation, Instant at) {
  session.Execute(
      "UPDATE quest_participations SET state = ?, attempt = ?, submissions = ?, reminded = ?, "
      "claimed_at = ?, updated_at = ? WHERE id = ?",
      {StateName(participation.state), participation.attempt,
       participation.last ? participation.last->number : std::int64_t{0}, participation.reminded,
       mysql::Nullable(participation.claimed_at), at, participation.id.value()});
}

void StoreAttempt(mysql::Session& session, ParticipationId participation, const Attempt& attempt) {
  const mysql::Value verdict =
      attempt.verdict ? mysql::Value(VerdictName(*attempt.verdict)) : mysql::Value();
  const auto reviewer = PersonValue(attempt.reviewer);
  const auto reason = mysql::Nullable(attempt.reason);
  const auto decided_at = mysql::Nullable(attempt.decided_at);
  session.Execute(
      "INSERT INTO quest_attempts (participation_id, number, evidence_text, links, submitted_at, "
      "verdict, reviewer_id, reason, decided_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON DUPLICATE KEY UPDATE verdict = ?, reviewer_id = ?, reason = ?, decided_at = ?",
      {participation.value(), attempt.number, mysql::Nullable(attempt.evidence.text),
       Joined(attempt.evidence.links), attempt.submitted_at, verdict, reviewer, reason, decided_at,
       verdict, reviewer, reason, decided_at});
}

std::string InList(const std::vector<std::int64_t>& ids, mysql::Values& values) {
  std::size_t size = ids.size();
  for (const std::size_t padded : {1, 4, 20, 100, 200}) {
    if (ids.size() > padded) continue;
    size = padded;
    break;
  }
  std::string list("(");
  for (std::size_t i = 0; i < size; ++i) {
    list += i == 0 ? "?" : ", ?";
    values.emplace_back(ids[std::min(i, ids.size() - 1)]);
  }
  return list + ")";
}

}  // namespace erp::employee
