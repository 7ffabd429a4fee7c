#include "employee/app/quest/claim_reward.h"

#include "employee/app/quest/notices.h"

namespace erp::employee {
namespace {

constexpr std::size_t kLongestReason = 200;  // of the ledger, in code points

Operation GrantOf(const Quest& quest, const Participation& claimed, int valid_months, Moment now) {
  Operation grant;
  grant.id = GrantId(claimed.id);
  grant.kind = EntryKind::kGrant;
  grant.minutes = claimed.reward;
  grant.source = grant.id;
  if (unicode::CodePoints(quest.terms.title) <= kLongestReason) grant.reason = quest.terms.title;
  grant.actor = claimed.employee;
  grant.at = now.at;
  grant.on = now.on;
  grant.bucket = Bucket::kReward;
  grant.validity = RewardValidity(now.on, valid_months);
  return grant;
}

}  // namespace

Result<QuestMove> ClaimReward::Run(QuestId quest,
                                   EmployeeId person,
                                   const std::optional<std::string>& key) {
  const Moment now = context_.Now();
  const auto decide = [&](const QuestScene& scene) -> Result<QuestOutcome> {
    const auto* taken = scene.Of(person);
    if (taken == nullptr) return NotTaken();
    auto claimed = Claimed(*taken, now.at);
    if (!claimed) return claimed.error();
    if (auto refusal = RefusalOfLeaver(scene.Person(person).value())) return *refusal;
    QuestOutcome outcome{.participations = {*claimed}};
    outcome.grant = GrantOf(scene.quest, *claimed, context_.policy.reward_valid_months, now);
    outcome.notices = [](const QuestMove& move) {
      const auto& participation = move.participations.at(0);
      return NoticesTo(
          {participation.employee}, "QUEST_CLAIMED", move.quest, participation,
          {"The reward of the quest \"{}\" was added to your leave.", move.quest.terms.title});
    };
    return outcome;
  };
  QuestStore::What what{.quest = quest, .selection = {.of = {person}}};
  what.also_deleted = true;
  return context_.store.get().Change(
      what, QuestContext::Request({person, key}, "claim", quest, person.str()), decide, now);
}

}  // namespace erp::employee
