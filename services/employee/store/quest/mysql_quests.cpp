#include "employee/store/quest/mysql_quests.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "common/failpoint.h"
#include "employee/domain/refusals.h"
#include "employee/store/quest/quest_rows.h"
#include "employee/store/quest/quest_scene.h"
#include "employee/store/request_keys.h"
#include "mysql/errors.h"

namespace erp::employee {
namespace {

// Whether anything but the count of slots has changed: that is what a client edits.
bool Edited(const Quest& before, const Quest& after) {
  return before.terms != after.terms || before.state != after.state ||
         before.deleted != after.deleted || before.budget_approved != after.budget_approved;
}

bool SameAttempt(const std::optional<Attempt>& before, const std::optional<Attempt>& after) {
  if (!before || !after) return before.has_value() == after.has_value();
  return before->number == after->number && before->verdict == after->verdict;
}

void StoreParticipation(mysql::Session& session,
                        const QuestScene& scene,
                        Participation& changed,
                        Instant at) {
  if (changed.id == ParticipationId()) {
    changed.id = InsertParticipation(session, changed);
    return;
  }
  const auto before = std::find_if(
      scene.participations.begin(), scene.participations.end(),
      [&](const Participation& participation) { return participation.id == changed.id; });
  if (changed.last &&
      (before == scene.participations.end() || !SameAttempt(before->last, changed.last))) {
    StoreAttempt(session, changed.id, *changed.last);
  }
  UpdateParticipation(session, changed, at);
}

Error CreatorHasLeft() {
  return {ErrorCode::kConflict, "employee-inactive", "This person has left the company."};
}

std::optional<Totals> TotalsOf(mysql::Session& session,
                               std::optional<EmployeeId> person,
                               Date today) {
  if (!person) return std::nullopt;
  static const std::string sql = "SELECT " + kTotalsColumns + " FROM " + kToday +
                                 " JOIN leave_accounts a WHERE a.employee_id = ?";
  const auto rows = session.Query(sql, {FormatDate(today), person->value()});
  if (rows.empty()) return std::nullopt;
  return ReadTotals(rows[0], 0);
}

}  // namespace

Result<QuestMove> MysqlQuests::Transact(const QuestRequest& request, const Body& body) {
  for (int round = 1;; ++round) {
    try {
      return pool_.Transact(body,
                            request.key ? mysql::LostCommit::kRepeat : mysql::LostCommit::kReport);
    } catch (const mysql::DuplicateKey& duplicate) {
      if (duplicate.key() == kLiveKey) return QuestAlreadyTaken();
      // The second round finds what the request that won the key has done.
      if (!request.key || round == 2) throw;
    }
  }
}

QuestMove MysqlQuests::Store(mysql::Session& session,
                             const QuestScene& scene,
                             QuestOutcome outcome,
                             std::optional<Posted>& posted,
                             Moment now) {
  QuestMove move{.quest = outcome.quest.value_or(scene.quest),
                 .participations = std::move(outcome.participations)};
  if (outcome.quest && scene.quest.id != QuestId()) {
    if (Edited(scene.quest, move.quest)) ++move.quest.version;
    UpdateQuest(session, move.quest, now.at);
  }
  for (auto& changed : move.participations) StoreParticipation(session, scene, changed, now.at);
  if (outcome.grant) {
    auto result = PostEntries(session, move.participations.at(0).employee, {*outcome.grant});
    // Thrown, so that nothing of the move is stored.
    if (!result) throw std::logic_error("the reward cannot be granted: " + result.error().slug);
    posted = *std::move(result);
    move.leave = posted->posting.totals;
    failpoint::Crash("quest.claiming");
  }
  if (outcome.notices) notices_.Add(session, outcome.notices(move));
  return move;
}

Result<QuestMove> MysqlQuests::Create(const Quest& quest,
                                      const What& what,
                                      const QuestRequest& request,
                                      const Decide& decide,
                                      Moment now) {
  return Transact(request, [&](mysql::Session& session) -> Result<QuestMove> {
    QuestScene scene{.quest = quest};
    scene.people = ReadMembers(session, quest, what, request);
    const auto creator = scene.Person(quest.creator);
    if (!creator) return EmployeeNotFound();
    // Before the row of the budget is made: what is refused leaves nothing.
    if (!creator->active) return CreatorHasLeft();
    ReadBudget(session, scene);
    if (const auto earlier = FindKey(session, request.route, request.key)) {
      if (!*earlier) return earlier->error();
      auto created = LockQuest(session, QuestId(**earlier));
      if (!created) throw std::logic_error("a key names a quest that is not there");
      return QuestMove{.quest = *std::move(created), .replayed = true};
    }
    scene.hr = ActiveOf(session, what.hr_departments);
    auto outcome = decide(scene);
    if (!outcome) return outcome.error();
    outcome->quest->id = InsertQuest(session, *outcome->quest);
    TakeKey(session, request.route, request.key, outcome->quest->id.value(), now.at);
    std::optional<Posted> none;
    return Store(session, scene, *std::move(outcome), none, now);
  });
}

Result<QuestMove> MysqlQuests::Change(const What& what,
                                      const QuestRequest& request,
                                      const Decide& decide,
                                      Moment now) {
  std::optional<Posted> posted;
  const auto body = [&](mysql::Session& session) -> Result<QuestMove> {
    posted.reset();
    if (what.stays) KeepFromLeaving(session, *what.stays);
    auto quest = LockQuest(session, what.quest);
    if (!quest || (quest->deleted && !what.also_deleted)) return QuestNotFound();
    QuestScene scene{.quest = *std::move(quest)};
    scene.participations = Select(session, what.quest, what.selection);
    if (const auto earlier = FindKey(session, request.route, request.key)) {
      if (!*earlier) return earlier->error();
      return QuestMove{.quest = std::move(scene.quest),
                       .participations = std::move(scene.participations),
                       .leave = TotalsOf(session, request.actor, now.on),
                       .replayed = true};
    }
    scene.people = ReadMembers(session, scene.quest, what, request);
    if (request.actor && !scene.Person(request.actor)) return EmployeeNotFound();
    if (!scene.Person(scene.quest.creator)->active) {
      scene.hr = ActiveOf(session, what.hr_departments);
    }
    const bool unlimited = !scene.quest.terms.slots;
    if (what.budget == Budget::kAlways || (what.budget == Budget::kUnlessSlots && unlimited)) {
      ReadBudget(session, scene);
    }
    auto outcome = decide(scene);
    if (!outcome) return outcome.error();
    TakeKey(session, request.route, request.key, what.quest.value(), now.at);
    return Store(session, scene, *std::move(outcome), posted, now);
  };
  auto move = Transact(request, body);
  if (posted) {
    failpoint::Crash("quest.claimed");
    metrics_.Count(*posted);
  }
  return move;
}

}  // namespace erp::employee
