#include "employee/store/publishing/outbox_quest_notices.h"

#include "employee/store/publishing/outbox_table.h"

namespace erp::employee {

void OutboxQuestNotices::Add(mysql::Session& session, const std::vector<QuestNotice>& notices) {
  const Instant now = clock_.Now();
  for (const auto& notice : notices) {
    OutgoingMessage message = encoder_.Encode(QuestNotified{notice, now});
    AppendToOutbox(session, message);
  }
}

}  // namespace erp::employee
