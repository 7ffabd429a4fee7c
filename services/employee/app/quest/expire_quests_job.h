// Job "quest-expiry": what quests leave behind when their days are over (expire_quests.h), and what
// people leave behind who have left (end_leavers_work.h).
#pragma once

#include "employee/app/jobs/ports.h"
#include "employee/app/quest/end_leavers_work.h"
#include "employee/app/quest/expire_quests.h"

namespace erp::employee {

// Thread-safe; the use cases must outlive it.
class ExpireQuestsJob final : public Job {
 public:
  ExpireQuestsJob(ExpireQuests& expire_quests, EndLeaversWork& end_leavers_work)
      : expire_quests_(expire_quests), end_leavers_work_(end_leavers_work) {}

  [[nodiscard]] std::string name() const override { return "quest-expiry"; }
  JobReport Run(const std::stop_token& stop, Date on, bool dry_run) override {
    JobReport report;
    // First: what nobody works on any more is canceled, and does not expire.
    const auto left = dry_run ? end_leavers_work_.Plan() : end_leavers_work_.Run(stop);
    for (const auto quest : left) report.Add("LEFT QUEST " + quest.str());
    const auto quests = dry_run ? expire_quests_.Plan(on) : expire_quests_.Run(on, stop).quests;
    for (const auto quest : quests) report.Add("QUEST " + quest.str());
    return report;
  }

 private:
  ExpireQuests& expire_quests_;
  EndLeaversWork& end_leavers_work_;
};

}  // namespace erp::employee
