// Quests, wrong on purpose.
//   quest.claim-unpaid   a claim is stored without its grant
//   quest.reward-of-now  a claim grants what the quest offers now, not what it offered when it was
//                        taken
#pragma once

#include "employee/app/quest/ports.h"

namespace erp::employee {

// Thread-safe. The store must outlive it.
class FaultyQuests final : public QuestStore {
 public:
  explicit FaultyQuests(QuestStore& quests) : quests_(quests) {}

  Result<QuestMove> Create(const Quest& quest,
                           const What& what,
                           const QuestRequest& request,
                           const Decide& decide,
                           Moment now) override {
    return quests_.Create(quest, what, request, decide, now);
  }
  Result<QuestMove> Change(const What& what,
                           const QuestRequest& request,
                           const Decide& decide,
                           Moment now) override;

 private:
  QuestStore& quests_;
};

}  // namespace erp::employee
