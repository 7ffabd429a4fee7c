// Job "quest-expiry": what quests leave behind when their days are over (expire_quests.h).
#pragma once

#include "employee/app/jobs/ports.h"
#include "employee/app/quest/expire_quests.h"

namespace erp::employee {

// Thread-safe; the use case must outlive it.
class ExpireQuestsJob final : public Job {
 public:
  explicit ExpireQuestsJob(ExpireQuests& expire_quests) : expire_quests_(expire_quests) {}

  [[nodiscard]] std::string name() const override { return "quest-expiry"; }
  JobReport Run(const std::stop_token& stop, Date on, bool dry_run) override {
    JobReport report;
    const auto quests = dry_run ? expire_quests_.Plan(on) : expire_quests_.Run(on, stop).quests;
    for (const auto quest : quests) report.Add("QUEST " + quest.str());
    return report;
  }

 private:
  ExpireQuests& expire_quests_;
};

}  // namespace erp::employee
