// Use case: the reward of an approved quest becomes leave.
#pragma once

#include <optional>
#include <string>

#include "employee/app/quest/quest_context.h"

namespace erp::employee {

// Thread-safe; blocks on the store.
class ClaimReward {
 public:
  explicit ClaimReward(QuestContext context) : context_(std::move(context)) {}

  // CLAIMED and one GRANT "quest:{participation}" of the reward as it was when the quest was taken,
  // into the reward bucket, in one transaction. Refuses a person who does not take part
  // ("quest-not-taken") or has left ("employee-inactive"), and what is not approved, or claimed
  // already ("participation-state").
  Result<QuestMove> Run(QuestId quest, EmployeeId person, const std::optional<std::string>& key);

 private:
  const QuestContext context_;
};

}  // namespace erp::employee
