#include "employee/app/quest/submit_work.h"

#include "employee/app/quest/notices.h"

namespace erp::employee {
namespace {

std::string NameOf(const QuestScene& scene, EmployeeId person) {
  const auto member = scene.Person(person);
  return member ? member->name : person.str();
}

}  // namespace

Result<QuestMove> SubmitWork::Submit(QuestId quest,
                                     EmployeeId person,
                                     const Evidence& evidence,
                                     const std::optional<std::string>& key,
                                     const std::string& body) {
  const Moment now = context_.Now();
  const auto decide = [&](const QuestScene& scene) -> Result<QuestOutcome> {
    const auto* taken = scene.Of(person);
    if (taken == nullptr) return NotTaken();
    auto submitted = Submitted(*taken, evidence, now.at);
    if (!submitted) return submitted.error();
    if (auto refusal = RefusalOfLeaver(scene.Person(person).value())) return *refusal;
    if (auto refusal = RefusalToSubmit(scene.quest, now.on)) return *refusal;
    QuestOutcome outcome{.participations = {*submitted}};
    outcome.notices = [to = Watching(scene), name = NameOf(scene, person)](const QuestMove& move) {
      return NoticesTo(to, "QUEST_SUBMITTED", move.quest, move.participations.at(0),
                       {"{} has finished the quest \"{}\" and waits for a review.", name,
                        move.quest.terms.title});
    };
    return outcome;
  };
  QuestStore::What what{.quest = quest, .selection = {.of = {person}}};
  what.also_deleted = true;
  what.hr_departments = context_.policy.hr_departments;
  return context_.store.get().Change(
      what, QuestContext::Request({person, key}, "complete", quest, body), decide, now);
}

Result<QuestMove> SubmitWork::Abandon(QuestId quest,
                                      EmployeeId person,
                                      const std::optional<std::string>& key) {
  const auto decide = [&](const QuestScene& scene) -> Result<QuestOutcome> {
    const auto* taken = scene.Of(person);
    if (taken == nullptr) return NotTaken();
    auto abandoned = Abandoned(*taken);
    if (!abandoned) return abandoned.error();
    QuestOutcome outcome{.quest = scene.quest, .participations = {*abandoned}};
    --outcome.quest->taken;
    outcome.notices = [to = AnsweringFor(scene),
                       name = NameOf(scene, person)](const QuestMove& move) {
      return NoticesTo(to, "QUEST_ABANDONED", move.quest, move.participations.at(0),
                       {"{} has given the quest \"{}\" back.", name, move.quest.terms.title});
    };
    return outcome;
  };
  QuestStore::What what{.quest = quest, .selection = {.of = {person}}};
  what.also_deleted = true;
  what.hr_departments = context_.policy.hr_departments;
  return context_.store.get().Change(
      what, QuestContext::Request({person, key}, "abandon", quest, person.str()), decide,
      context_.Now());
}

}  // namespace erp::employee
