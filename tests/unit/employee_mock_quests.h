// The ports about quests as mocks.
#pragma once

#include <vector>

#include <gmock/gmock.h>

#include "employee/app/quest/ports.h"

namespace erp::employee {

class MockQuests : public QuestStore {
 public:
  MOCK_METHOD(Result<QuestMove>,
              Create,
              (const Quest&, const What&, const QuestRequest&, const Decide&, Moment),
              (override));
  MOCK_METHOD(Result<QuestMove>,
              Change,
              (const What&, const QuestRequest&, const Decide&, Moment),
              (override));
};

class MockQuestLists : public QuestReader {
 public:
  MOCK_METHOD(std::optional<QuestView>, Find, (QuestId), (override));
  MOCK_METHOD(std::vector<QuestView>, List, (const QuestFilter&, const QuestPage&), (override));
  MOCK_METHOD(std::vector<Quest>, Available, (EmployeeId, Date, const QuestPage&), (override));
  MOCK_METHOD(std::vector<ParticipationView>, Of, (EmployeeId, const QuestPage&), (override));
  MOCK_METHOD(std::vector<ParticipationView>,
              Waiting,
              (const std::optional<std::string>&,
               const std::optional<WorkSeenBy>&,
               const QuestPage&),
              (override));
  MOCK_METHOD(std::optional<std::string>, DepartmentOf, (EmployeeId), (override));
  MOCK_METHOD(std::vector<Attempt>, Attempts, (QuestId, EmployeeId), (override));
  MOCK_METHOD(bool, Exists, (EmployeeId), (override));
  using QuestOf = std::map<ParticipationId, QuestId>;
  MOCK_METHOD(QuestOf, QuestsOf, (const std::vector<ParticipationId>&), (override));
  MOCK_METHOD(std::vector<QuestId>, ToExpire, (Date, Instant, QuestId, int), (override));
  MOCK_METHOD(std::vector<LeaversWork>,
              OfLeavers,
              (std::optional<EmployeeId>, ParticipationId, int),
              (override));
};

}  // namespace erp::employee
