#include "faults/employee/faulty_quests.h"

#include "faults/hit.h"

namespace erp::employee {

Result<QuestMove> FaultyQuests::Change(const What& what,
                                       const QuestRequest& request,
                                       const Decide& decide,
                                       Moment now) {
  const auto wrongly = [&](const QuestScene& scene) {
    auto outcome = decide(scene);
    if (!outcome || !outcome->grant) return outcome;
    if (faults::Hit("quest.claim-unpaid")) {
      outcome->grant.reset();
    } else if (faults::Hit("quest.reward-of-now")) {
      outcome->grant->minutes = scene.quest.terms.reward;
    }
    return outcome;
  };
  return quests_.Change(what, request, wrongly, now);
}

}  // namespace erp::employee
