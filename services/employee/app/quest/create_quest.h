// Use case: a quest is offered.
#pragma once

#include <optional>
#include <string>

#include "employee/app/quest/quest_context.h"

namespace erp::employee {

struct NewQuest {
  QuestTerms terms;  // review_days 0: as the company has decided
  std::string department;
  EmployeeId creator;
};

// Thread-safe; blocks on the store.
class CreateQuest {
 public:
  explicit CreateQuest(QuestContext context) : context_(std::move(context)) {}

  // Open, or a draft when it would promise more than is left of the creator's budget of this
  // quarter; human resources are notified then. Refuses terms with mistakes, and a creator who is
  // unknown or has left. `body` is what the client sent.
  Result<QuestMove> Run(NewQuest wanted,
                        const std::optional<std::string>& key,
                        const std::string& body);

 private:
  const QuestContext context_;
};

}  // namespace erp::employee
