// Use case: a quest takes nobody any more.
#pragma once

#include "employee/app/quest/quest_context.h"

namespace erp::employee {

// Thread-safe; blocks on the store. By its creator or human resources, each refuses others with
// "not-the-creator".
class EndQuest {
 public:
  explicit EndQuest(QuestContext context) : context_(std::move(context)) {}

  // CLOSED: who has taken it may finish. Again changes nothing; refuses one that has ended
  // otherwise ("quest-ended").
  Result<QuestMove> Close(QuestId quest, const QuestCaller& caller);

  // CANCELED, and with it all that is not approved; what is approved can be claimed. Again changes
  // nothing.
  Result<QuestMove> Cancel(QuestId quest, const QuestCaller& caller);

  // Never listed again. Nobody has ever taken it: CANCELED; otherwise as Close. Again changes
  // nothing.
  Result<QuestMove> Delete(QuestId quest, const QuestCaller& caller);

 private:
  using Ending = Result<QuestOutcome> (*)(const QuestScene& scene);
  Result<QuestMove> End(QuestId quest, const QuestCaller& caller, const char* verb, Ending ending);

  const QuestContext context_;
};

}  // namespace erp::employee
