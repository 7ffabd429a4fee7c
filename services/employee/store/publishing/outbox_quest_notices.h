// Notices about quests as messages of the outbox. They are sent by the sweep, about a second later.
#pragma once

#include <vector>

#include "common/clock.h"
#include "employee/app/publishing/ports.h"
#include "employee/store/quest/notices.h"

namespace erp::employee {

// Thread-safe. Both must outlive it.
class OutboxQuestNotices final : public QuestNotices {
 public:
  OutboxQuestNotices(const EventEncoder& encoder, const Clock& clock)
      : encoder_(encoder), clock_(clock) {}

  void Add(mysql::Session& session, const std::vector<QuestNotice>& notices) override;

 private:
  const EventEncoder& encoder_;
  const Clock& clock_;
};

}  // namespace erp::employee
