// QuestReader on MariaDB/MySQL. Reads see what was committed when each statement began; nothing is
// locked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "employee/app/quest/ports.h"
#include "mysql/pool.h"

namespace erp::employee {

// Thread-safe. The pool must outlive it.
class MysqlQuestLists final : public QuestReader {
 public:
  explicit MysqlQuestLists(mysql::Pool& pool) : pool_(pool) {}

  std::optional<QuestView> Find(QuestId id) override;
  std::vector<QuestView> List(const QuestFilter& filter, const QuestPage& page) override;
  std::vector<Quest> Available(EmployeeId person, Date today, const QuestPage& page) override;
  std::vector<ParticipationView> Of(EmployeeId person, const QuestPage& page) override;
  std::vector<ParticipationView> Waiting(const std::optional<std::string>& department,
                                         const std::optional<WorkSeenBy>& seen_by,
                                         const QuestPage& page) override;
  std::optional<std::string> DepartmentOf(EmployeeId person) override;
  std::vector<Attempt> Attempts(QuestId quest, EmployeeId person) override;
  bool Exists(EmployeeId person) override;
  std::map<ParticipationId, QuestId> QuestsOf(
      const std::vector<ParticipationId>& participations) override;
  std::vector<QuestId> ToExpire(Date date, Instant midnight, QuestId after, int limit) override;
  std::vector<LeaversWork> OfLeavers(std::optional<EmployeeId> leaver,
                                     ParticipationId after,
                                     int limit) override;

 private:
  void AddProgress(std::vector<QuestView>& views, std::int64_t most);

  mysql::Pool& pool_;
};

}  // namespace erp::employee
