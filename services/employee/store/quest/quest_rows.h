// Rows of the tables about quests, read and written. Functions are called within a session, those
// that write inside a transaction.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "employee/app/quest/ports.h"
#include "mysql/session.h"

namespace erp::employee {

// The columns of quests `q`, in the order of ReadQuest.
inline const std::string kQuestColumns =
    "q.id, q.title, q.description, q.reward_minutes, q.slots, q.opens_on, q.closes_on, "
    "q.review_days, q.department, q.creator_id, q.state, q.deleted, q.taken, q.budget_approved, "
    "q.budget_approver_id, q.quarter, q.version, q.created_at";
inline constexpr std::size_t kQuestWidth = 18;
Quest ReadQuest(const mysql::Row& row, std::size_t first);

// The columns of quest_attempts `a`; nothing where there is none.
inline const std::string kAttemptColumns =
    "a.number, a.evidence_text, a.links, a.submitted_at, a.verdict, a.reviewer_id, a.reason, "
    "a.decided_at";
std::optional<Attempt> ReadAttempt(const mysql::Row& row, std::size_t first);

// The columns of quest_participations `p` and its last submission `a`, and where they come from.
inline const std::string kParticipationColumns =
    "p.id, p.quest_id, p.employee_id, p.state, p.reward_minutes, p.attempt, p.reminded, "
    "p.accepted_at, p.claimed_at, " +
    kAttemptColumns;
inline const std::string kParticipationTables =
    "quest_participations p LEFT JOIN quest_attempts a "
    "ON a.participation_id = p.id AND a.number = p.submissions";
inline constexpr std::size_t kParticipationWidth = 17;
Participation ReadParticipation(const mysql::Row& row, std::size_t first);

QuestId InsertQuest(mysql::Session& session, const Quest& quest);
void UpdateQuest(mysql::Session& session, const Quest& quest, Instant at);
// Throws mysql::DuplicateKey of kLiveKey when the person takes part already.
inline constexpr const char* kLiveKey = "quest_participations_live";
ParticipationId InsertParticipation(mysql::Session& session, const Participation& participation);
void UpdateParticipation(mysql::Session& session, const Participation& participation, Instant at);
void StoreAttempt(mysql::Session& session, ParticipationId participation, const Attempt& attempt);

// "(?, ?, ?)" with as many places as there are values, filled up with the last one to a few sizes:
// statements are kept by their text. Appends the values; there must be one.
std::string InList(const std::vector<std::int64_t>& ids, mysql::Values& values);

}  // namespace erp::employee
