// Use case: somebody takes a quest.
#pragma once

#include <optional>
#include <string>

#include "employee/app/quest/quest_context.h"

namespace erp::employee {

// Thread-safe; blocks on the store.
class AcceptQuest {
 public:
  explicit AcceptQuest(QuestContext context) : context_(std::move(context)) {}

  // The reward of now is the participation's for good. Refuses what RefusalToTake refuses, a person
  // who takes part already ("quest-already-taken"), and, of a quest without slots, what the
  // creator's budget of its quarter has no room for ("quest-budget-exceeded").
  Result<QuestMove> Run(QuestId quest, EmployeeId person, const std::optional<std::string>& key);

 private:
  const QuestContext context_;
};

}  // namespace erp::employee
