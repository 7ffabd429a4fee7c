// QuestStore on MariaDB/MySQL: tables quests, quest_participations, quest_attempts, quest_budgets
// and idempotency, and the reward in the leave tables.
//
// Every move locks the row of its quest first, so moves of one quest queue up and those of
// different quests do not meet. Locks are taken in one order: who takes a quest (shared, as the
// foreign key of a participation would anyway), quest, budget of its creator, the participant's
// leave account. A transaction that takes others of this service's locks together
// with these takes the account last too.
#pragma once

#include <optional>
#include <vector>

#include "employee/app/quest/ports.h"
#include "employee/store/leave/ledger_table.h"
#include "employee/store/quest/notices.h"
#include "mysql/pool.h"
#include "observe/metrics.h"

namespace erp::employee {

// Thread-safe. The pool and the notices must outlive it. A move is one transaction of seven to
// thirteen round trips.
class MysqlQuests final : public QuestStore {
 public:
  MysqlQuests(mysql::Pool& pool, QuestNotices& notices, metrics::Registry& registry)
      : pool_(pool), notices_(notices), metrics_(registry) {}

  Result<QuestMove> Create(const Quest& quest,
                           const What& what,
                           const QuestRequest& request,
                           const Decide& decide,
                           Moment now) override;
  Result<QuestMove> Change(const What& what,
                           const QuestRequest& request,
                           const Decide& decide,
                           Moment now) override;

 private:
  using Body = std::function<Result<QuestMove>(mysql::Session&)>;
  // Runs it as a transaction, a second time when another request has just used the same key.
  Result<QuestMove> Transact(const QuestRequest& request, const Body& body);
  // Writes what a decision changes.
  QuestMove Store(mysql::Session& session,
                  const QuestScene& scene,
                  QuestOutcome outcome,
                  std::optional<Posted>& posted,
                  Moment now);

  mysql::Pool& pool_;
  QuestNotices& notices_;
  const LedgerMetrics metrics_;
};

}  // namespace erp::employee
