// The use cases about quests over the ports that they need.
#pragma once

#include "employee/app/policies.h"
#include "employee/app/ports.h"
#include "employee/app/quest/accept_quest.h"
#include "employee/app/quest/approve_budget.h"
#include "employee/app/quest/claim_reward.h"
#include "employee/app/quest/create_quest.h"
#include "employee/app/quest/edit_quest.h"
#include "employee/app/quest/end_leavers_work.h"
#include "employee/app/quest/end_quest.h"
#include "employee/app/quest/expire_quests.h"
#include "employee/app/quest/expire_quests_job.h"
#include "employee/app/quest/read_quests.h"
#include "employee/app/quest/review_work.h"
#include "employee/app/quest/submit_work.h"

namespace erp::employee {

// Its parts are thread-safe.
struct QuestUseCases {
  QuestUseCases(const Ports& ports, const Policies& policies)
      : create_quest(ports.quest_context(policies.quests)),
        edit_quest(ports.quest_context(policies.quests)),
        end_quest(ports.quest_context(policies.quests)),
        approve_budget(ports.quest_context(policies.quests)),
        accept_quest(ports.quest_context(policies.quests)),
        submit_work(ports.quest_context(policies.quests)),
        review_work(ports.quest_context(policies.quests)),
        claim_reward(ports.quest_context(policies.quests)),
        expire_quests(ports.quest_context(policies.quests), ports.quest_lists),
        end_leavers_work(ports.quest_context(policies.quests), ports.quest_lists),
        read_quests(ports.quest_lists, ports.company_clock()),
        expire_quests_job(expire_quests, end_leavers_work) {}

  // The jobs refer to use cases.
  QuestUseCases(const QuestUseCases&) = delete;
  QuestUseCases& operator=(const QuestUseCases&) = delete;

  CreateQuest create_quest;
  EditQuest edit_quest;
  EndQuest end_quest;
  ApproveBudget approve_budget;
  AcceptQuest accept_quest;
  SubmitWork submit_work;
  ReviewWork review_work;
  ClaimReward claim_reward;
  ExpireQuests expire_quests;
  EndLeaversWork end_leavers_work;
  ReadQuests read_quests;
  ExpireQuestsJob expire_quests_job;
};

}  // namespace erp::employee
