#include "employee/store/publishing/publishing_transactions.h"

#include "common/failpoint.h"
#include "employee/store/publishing/outbox_table.h"

namespace erp::employee {

void Outgoing::Append(const Event& event) {
  OutgoingMessage message = encoder_.Encode(event);
  AppendToOutbox(session_, message);
  messages_.push_back(std::move(message));
}

void Outgoing::AppendMany(const std::vector<Event>& events) {
  std::vector<OutgoingMessage> messages;
  messages.reserve(events.size());
  for (const auto& event : events) messages.push_back(encoder_.Encode(event));
  AppendManyToOutbox(session_, messages);
}

void PublishingTransactions::Committed(std::vector<OutgoingMessage> messages) {
  if (messages.empty()) return;
  failpoint::Crash("outbox.committed");
  publisher_.Publish(std::move(messages));
}

}  // namespace erp::employee
