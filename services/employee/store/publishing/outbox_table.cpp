#include "employee/store/publishing/outbox_table.h"

namespace erp::employee {

void AppendToOutbox(mysql::Session& session, OutgoingMessage& message) {
  const auto written = session.Execute(
      "INSERT INTO outbox (event_id, target, topic, message_key, type, body, traceparent, "
      "caused_at, written_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))",
      {message.id, message.target, message.topic, message.key, message.type, message.body,
       message.traceparent, message.time});
  message.place = std::to_string(written.insert_id);
}

}  // namespace erp::employee
