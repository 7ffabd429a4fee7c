#include "employee/store/publishing/outbox_table.h"

#include "employee/store/many_rows.h"

namespace erp::employee {

void AppendToOutbox(mysql::Session& session, OutgoingMessage& message) {
  const auto written = session.Execute(
      "INSERT INTO outbox (event_id, target, topic, message_key, type, body, traceparent, "
      "caused_at, written_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))",
      {message.id, message.target, message.topic, message.key, message.type, message.body,
       message.traceparent, message.time});
  message.place = std::to_string(written.insert_id);
}

void AppendManyToOutbox(mysql::Session& session, const std::vector<OutgoingMessage>& messages) {
  ManyRows rows(session,
                "INSERT INTO outbox (event_id, target, topic, message_key, type, body, "
                "traceparent, caused_at, written_at) VALUES ",
                "(?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))");
  for (const auto& message : messages) {
    rows.Add({message.id, message.target, message.topic, message.key, message.type, message.body,
              message.traceparent, message.time});
  }
  rows.Finish();
}

}  // namespace erp::employee
