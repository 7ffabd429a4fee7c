// Use case: a second person lets a quest promise more than its creator's budget.
#pragma once

#include "employee/app/quest/quest_context.h"

namespace erp::employee {

// Thread-safe; blocks on the store.
class ApproveBudget {
 public:
  explicit ApproveBudget(QuestContext context) : context_(std::move(context)) {}

  // DRAFT becomes OPEN, and the quest does not use the creator's budget. By human resources, never
  // by the creator: others are refused with "budget-approver". Refuses a quest that is no draft
  // with "quest-not-draft".
  Result<QuestMove> Run(QuestId quest, const QuestCaller& caller);

 private:
  const QuestContext context_;
};

}  // namespace erp::employee
