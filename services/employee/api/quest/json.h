// Bodies about quests: what clients send, and what they get. Thread-safe functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "employee/app/quest/create_quest.h"
#include "employee/app/quest/edit_quest.h"
#include "employee/app/quest/ports.h"
#include "employee/app/quest/review_work.h"

namespace erp::employee {

// Each reads a request body; the error names every mistake in it. `createdBy` and `employeeId` of
// those who act were read before.
Result<NewQuest> ReadNewQuest(const std::string& body);
Result<TermsChange> ReadTermsChange(const std::string& body);
Result<EmployeeId> ReadParticipant(const std::string& body);

struct Submission {
  EmployeeId employee;
  Evidence evidence;
};
Result<Submission> ReadSubmission(const std::string& body);

// Of one review; the body may be left out.
struct OneReview {
  std::optional<EmployeeId> participant;
  std::optional<std::string> reason;
};
Result<OneReview> ReadReview(const std::string& body);
Result<std::vector<ReviewItem>> ReadReviews(const std::string& body);

std::string PrintQuestCreated(const QuestMove& move);
std::string PrintQuest(const QuestView& view);
std::string PrintQuests(const std::vector<QuestView>& views);
std::string PrintAvailable(const std::vector<Quest>& quests);
std::string PrintMyQuests(const std::vector<ParticipationView>& views);
std::string PrintMyCreated(const std::vector<QuestView>& views);
std::string PrintWaiting(const std::vector<ParticipationView>& views);
std::string PrintAttempts(const std::vector<Attempt>& attempts);
std::string PrintReviews(const BatchReview& batch);
// A move: its message, the quest's status and, of one participation, that one's.
std::string PrintMove(const QuestMove& move, const Message& message);
// `newLeaveBalance` too.
std::string PrintClaimed(const QuestMove& move);

// Every state of a quest as clients name it: OPEN is "AVAILABLE".
std::string QuestWireStatus(QuestState state);
std::optional<QuestState> ParseQuestWireStatus(const std::string& name);

}  // namespace erp::employee
