// Use case: somebody reports a quest as done, or gives it back.
#pragma once

#include <optional>
#include <string>

#include "employee/app/quest/quest_context.h"

namespace erp::employee {

// Thread-safe; blocks on the store. Both refuse a person who does not take part ("quest-not-taken")
// and another state than IN_PROGRESS ("participation-state").
class SubmitWork {
 public:
  explicit SubmitWork(QuestContext context) : context_(std::move(context)) {}

  // The evidence stays with this attempt. Refuses a person who has left ("employee-inactive"), and
  // a quest whose window has passed or that was canceled ("quest-ended").
  Result<QuestMove> Submit(QuestId quest,
                           EmployeeId person,
                           const Evidence& evidence,
                           const std::optional<std::string>& key,
                           const std::string& body);

  // The slot is free again, and the person may take the quest once more.
  Result<QuestMove> Abandon(QuestId quest,
                            EmployeeId person,
                            const std::optional<std::string>& key);

 private:
  const QuestContext context_;
};

}  // namespace erp::employee
