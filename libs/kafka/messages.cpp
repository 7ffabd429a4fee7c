#include "kafka/messages.h"

#include <string>

namespace erp::kafka {

bus::Message MessageOf(const Record& record) {
  bus::Message message{.topic = record.topic,
                       .key = {},
                       .envelope = contracts::EnvelopeOf(record.headers),
                       .body = {}};
  if (record.has_key) message.key = record.key;
  if (record.has_value) message.body = record.value;
  message.place = std::to_string(record.partition) + ":" + std::to_string(record.offset);
  return message;
}

Record RecordOf(const bus::Message& message) {
  Record record;
  record.topic = message.topic;
  record.has_key = message.key.has_value();
  record.key = message.key.value_or("");
  record.has_value = message.body.has_value();
  record.value = message.body.value_or("");
  record.headers = contracts::HeadersOf(message.envelope);
  return record;
}

}  // namespace erp::kafka
