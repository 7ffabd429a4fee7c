// Who learns of which move. Pure functions; what they make is stored with the move.
#pragma once

#include <string>
#include <vector>

#include "employee/app/quest/ports.h"

namespace erp::employee {

// Of one participation: kind "QUEST_SUBMITTED" becomes the id "quest:17:2:submitted:4" for
// participation 17, attempt 2 and person 4. Each person once.
std::vector<QuestNotice> NoticesTo(const std::vector<EmployeeId>& recipients,
                                   const std::string& kind,
                                   const Quest& quest,
                                   const Participation& participation,
                                   const Message& text);

// Of a quest: "quest-all:5:3:closed:4" for quest 5 at version 3.
std::vector<QuestNotice> NoticesTo(const std::vector<EmployeeId>& recipients,
                                   const std::string& kind,
                                   const Quest& quest,
                                   const Message& text);

// Who answers for a quest: its creator; after the creator has left, the creator's manager, or
// human resources where that person has left too or there is none.
std::vector<EmployeeId> AnsweringFor(const QuestScene& scene);

// Who should know that work waits, or does not come any more: who answers for the quest, and the
// creator's manager, who may review it. Nobody who has left.
std::vector<EmployeeId> Watching(const QuestScene& scene);

}  // namespace erp::employee
