// Where notices about quests go: into the transaction of the move that causes them.
#pragma once

#include <vector>

#include "employee/app/quest/ports.h"
#include "mysql/session.h"

namespace erp::employee {

// Implementations are thread-safe.
class QuestNotices {
 public:
  virtual ~QuestNotices() = default;

  // Called inside the transaction of the move, after its rows were written and before it commits;
  // once more when the transaction is run again. What it writes is stored with the move or not at
  // all. A notice whose id was added before is the same notice.
  virtual void Add(mysql::Session& session, const std::vector<QuestNotice>& notices) = 0;
};

// Nobody is notified.
class NoQuestNotices final : public QuestNotices {
 public:
  void Add(mysql::Session& /*session*/, const std::vector<QuestNotice>& /*notices*/) override {}
};

}  // namespace erp::employee
