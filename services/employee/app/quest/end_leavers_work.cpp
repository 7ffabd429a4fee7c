#include "employee/app/quest/end_leavers_work.h"

#include "employee/app/quest/notices.h"

namespace erp::employee {
namespace {

constexpr int kPage = 100;

std::vector<QuestNotice> NoticesOfEnd(const QuestMove& move, const QuestScene& scene) {
  const auto watching = Watching(scene);
  std::vector<QuestNotice> notices;
  for (const auto& ended : move.participations) {
    const auto made = NoticesTo(watching, "QUEST_PARTICIPANT_LEFT", move.quest, ended,
                                {"{} has left the company; their work on the quest \"{}\" has "
                                 "ended.",
                                 scene.Person(ended.employee)->name, move.quest.terms.title});
    notices.insert(notices.end(), made.begin(), made.end());
  }
  return notices;
}

QuestOutcome Ending(const QuestScene& scene) {
  QuestOutcome outcome;
  Quest quest = scene.quest;
  for (const auto& participation : scene.participations) {
    auto ended = EndedByLeaving(participation, scene.Person(participation.employee));
    if (!ended) continue;
    outcome.participations.push_back(*std::move(ended));
    --quest.taken;
  }
  if (outcome.participations.empty()) return outcome;
  outcome.quest = quest;
  outcome.notices = [scene](const QuestMove& move) { return NoticesOfEnd(move, scene); };
  return outcome;
}

}  // namespace

EndLeaversWork::WorkByQuest EndLeaversWork::Find(std::optional<EmployeeId> leaver) {
  WorkByQuest work;
  ParticipationId after;
  for (;;) {
    const auto page = reader_.OfLeavers(leaver, after, kPage);
    for (const auto& one : page) work[one.quest].push_back(one.employee);
    if (page.size() < kPage) return work;
    after = page.back().participation;
  }
}

bool EndLeaversWork::EndIn(QuestId quest, const std::vector<EmployeeId>& leavers) {
  QuestStore::What what{.quest = quest, .selection = {.of = leavers}};
  what.also_deleted = true;
  what.hr_departments = context_.policy.hr_departments;
  const auto decide = [](const QuestScene& scene) -> Result<QuestOutcome> { return Ending(scene); };
  const auto move = context_.store.get().Change(what, {}, decide, context_.Now());
  return move && !move->participations.empty();
}

void EndLeaversWork::End(EmployeeId leaver) {
  for (const auto& [quest, leavers] : Find(leaver)) EndIn(quest, leavers);
}

std::vector<QuestId> EndLeaversWork::Run(const std::stop_token& stop) {
  std::vector<QuestId> ended;
  for (const auto& [quest, leavers] : Find(std::nullopt)) {
    if (stop.stop_requested()) return ended;
    if (EndIn(quest, leavers)) ended.push_back(quest);
  }
  return ended;
}

std::vector<QuestId> EndLeaversWork::Plan() {
  std::vector<QuestId> quests;
  for (const auto& [quest, leavers] : Find(std::nullopt)) quests.push_back(quest);
  return quests;
}

}  // namespace erp::employee
