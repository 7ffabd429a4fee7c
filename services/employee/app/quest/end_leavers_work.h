// Use case: the work of people who have left ends, and its slots are free again.
#pragma once

#include <map>
#include <optional>
#include <stop_token>
#include <vector>

#include "employee/app/organisation/ports.h"
#include "employee/app/quest/quest_context.h"

namespace erp::employee {

// Thread-safe; blocks on the store. Run for one person right after the leaving, and for everybody
// by a job once a day, which finishes what a crash or an outage has left. What is taken while its
// person leaves is seen by one of them: QuestStore::What::stays.
class EndLeaversWork final : public UnfinishedWork {
 public:
  EndLeaversWork(QuestContext context, QuestReader& reader)
      : context_(std::move(context)), reader_(reader) {}

  // Work in progress, and what waits for a review, is CANCELED: nobody could claim its reward. What
  // is approved stays as it is. Those who watch the quest are notified. One transaction for each
  // quest; may be repeated, also at the same time: what has ended is not ended again.
  void End(EmployeeId leaver) override;

  // The same for everybody who has left; the quests of which work has ended. A stop ends it between
  // two quests.
  std::vector<QuestId> Run(const std::stop_token& stop = {});

  // What Run would look at; nothing changes.
  std::vector<QuestId> Plan();

 private:
  using WorkByQuest = std::map<QuestId, std::vector<EmployeeId>>;
  WorkByQuest Find(std::optional<EmployeeId> leaver);
  bool EndIn(QuestId quest, const std::vector<EmployeeId>& leavers);

  const QuestContext context_;
  QuestReader& reader_;
};

}  // namespace erp::employee
