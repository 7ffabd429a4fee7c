#include "employee/app/quest/expire_quests.h"

#include "employee/app/quest/notices.h"

namespace erp::employee {
namespace {

constexpr int kPage = 100;

bool Overdue(const Quest& quest, const Participation& participation, Instant midnight) {
  return participation.last &&
         participation.last->submitted_at + std::chrono::days(quest.terms.review_days) < midnight;
}

std::vector<QuestNotice> NoticesOfExpiry(const QuestMove& move,
                                         const std::vector<EmployeeId>& watching) {
  std::vector<QuestNotice> notices;
  for (const auto& participation : move.participations) {
    const bool expired = participation.state == ParticipationState::kExpired;
    const auto made =
        expired ? NoticesTo({participation.employee}, "QUEST_EXPIRED", move.quest, participation,
                            {"The quest \"{}\" has expired.", move.quest.terms.title})
                : NoticesTo(watching, "QUEST_REVIEW_OVERDUE", move.quest, participation,
                            {"Work on the quest \"{}\" waits for a review for too long.",
                             move.quest.terms.title});
    notices.insert(notices.end(), made.begin(), made.end());
  }
  return notices;
}

}  // namespace

Instant ExpireQuests::MidnightOf(Date date) const {
  return context_.clock.zone().InstantOf({date, std::chrono::minutes(0)});
}

std::vector<QuestId> ExpireQuests::Plan(Date date) {
  std::vector<QuestId> all;
  QuestId after;
  for (;;) {
    const auto page = reader_.ToExpire(date, MidnightOf(date), after, kPage);
    all.insert(all.end(), page.begin(), page.end());
    if (page.size() < kPage) return all;
    after = page.back();
  }
}

Result<QuestOutcome> ExpireQuests::Decide(const QuestScene& scene,
                                          Date date,
                                          Instant midnight) const {
  const auto& closes_on = scene.quest.terms.closes_on;
  const bool passed = closes_on && *closes_on < date;
  QuestOutcome outcome;
  Quest quest = scene.quest;
  const bool starting = quest.state == QuestState::kDraft || quest.state == QuestState::kOpen;
  if (passed && starting) quest.state = QuestState::kExpired;
  for (auto participation : scene.participations) {
    const bool waits = participation.state == ParticipationState::kSubmitted;
    const bool overdue = waits && Overdue(quest, participation, midnight);
    const bool ends = passed && (!waits || (overdue && context_.policy.expire_overdue));
    if (ends) {
      participation.state = ParticipationState::kExpired;
      --quest.taken;
    } else if (overdue && participation.reminded < participation.attempt) {
      participation.reminded = participation.attempt;
    } else {
      continue;
    }
    outcome.participations.push_back(participation);
  }
  if (quest.state != scene.quest.state || quest.taken != scene.quest.taken) outcome.quest = quest;
  outcome.notices = [watching = Watching(scene)](const QuestMove& move) {
    return NoticesOfExpiry(move, watching);
  };
  return outcome;
}

Expiry ExpireQuests::Run(Date date, const std::stop_token& stop) {
  const Instant midnight = MidnightOf(date);
  Expiry expiry;
  for (const auto id : Plan(date)) {
    if (stop.stop_requested()) return expiry;
    QuestState before = QuestState::kExpired;
    const auto decide = [&](const QuestScene& scene) {
      before = scene.quest.state;
      return Decide(scene, date, midnight);
    };
    QuestStore::What what{.quest = id, .also_deleted = true};
    what.selection.in = {ParticipationState::kInProgress, ParticipationState::kSubmitted};
    what.selection.limit = INT64_MAX;
    what.hr_departments = context_.policy.hr_departments;
    const auto move = context_.store.get().Change(what, {}, decide, context_.Now());
    if (!move) continue;  // gone since
    const bool expired = move->quest.state != before;
    if (!expired && move->participations.empty()) continue;
    expiry.quests.push_back(id);
    if (expired) ++expiry.expired_quests;
    for (const auto& participation : move->participations) {
      const bool ended = participation.state == ParticipationState::kExpired;
      ++(ended ? expiry.expired_work : expiry.reminders);
    }
  }
  return expiry;
}

}  // namespace erp::employee
