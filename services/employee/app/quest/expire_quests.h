// Use case: what quests leave behind when their days are over. Run by a job, once a day.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "employee/app/quest/quest_context.h"

namespace erp::employee {

struct Expiry {
  std::vector<QuestId> quests;      // of which something changed, or would
  std::int64_t expired_quests = 0;  // DRAFT or OPEN -> EXPIRED
  std::int64_t expired_work = 0;    // participations -> EXPIRED
  std::int64_t reminders = 0;       // submissions whose review is overdue, each reminded of once
};

// Thread-safe; blocks on the store.
class ExpireQuests {
 public:
  ExpireQuests(QuestContext context, QuestReader& reader)
      : context_(std::move(context)), reader_(reader) {}

  // As of the beginning of `date` in the company's zone: quests whose last day is before it expire,
  // and with them who has not submitted. A submission is kept for its review; when the quest's days
  // for a review have passed, the creator is reminded once, or, by policy, the submission of a
  // quest that is over expires too. One transaction for each quest; may be repeated, also at the
  // same time: what is done is not done again. A stop ends it between two quests.
  Expiry Run(Date date, const std::stop_token& stop = {});

  // What Run would look at; nothing changes.
  std::vector<QuestId> Plan(Date date);

 private:
  Result<QuestOutcome> Decide(const QuestScene& scene, Date date, Instant midnight) const;
  [[nodiscard]] Instant MidnightOf(Date date) const;

  const QuestContext context_;
  QuestReader& reader_;
};

}  // namespace erp::employee
