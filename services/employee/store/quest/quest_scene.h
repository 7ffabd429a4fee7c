// What a decision about a quest sees, read inside its transaction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "employee/app/quest/ports.h"
#include "mysql/session.h"

namespace erp::employee {

// The person's row cannot change until the transaction ends (QuestStore::What::stays).
void KeepFromLeaving(mysql::Session& session, EmployeeId person);

// Locked until the transaction ends.
std::optional<Quest> LockQuest(mysql::Session& session, QuestId id);

// The people of a decision: the actor, the creator, the creator's manager and those who are
// selected by name.
std::map<EmployeeId, Member> ReadMembers(mysql::Session& session,
                                         const Quest& quest,
                                         const QuestStore::What& what,
                                         const QuestRequest& request);
std::vector<EmployeeId> ActiveOf(mysql::Session& session,
                                 const std::vector<std::string>& departments);
std::vector<Participation> Select(mysql::Session& session,
                                  QuestId quest,
                                  const Selection& selection);

// Waits for the creator's budget of the quest's quarter, which is then locked until the transaction
// ends, and fills in what is promised.
void ReadBudget(mysql::Session& session, QuestScene& scene);

}  // namespace erp::employee
