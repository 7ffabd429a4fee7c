#include "kafka/internal/convert.h"

namespace erp::kafka {
namespace {

std::string Bytes(const void* data, std::size_t size) {
  return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), size);
}

}  // namespace

Record ToRecord(const rd_kafka_message_t& message) {
  Record record;
  record.topic = rd_kafka_topic_name(message.rkt);
  record.partition = message.partition;
  record.offset = message.offset;
  record.has_key = message.key != nullptr;
  record.key = Bytes(message.key, message.key_len);
  record.has_value = message.payload != nullptr;
  record.value = Bytes(message.payload, message.len);
  record.timestamp =
      Instant(std::chrono::milliseconds(rd_kafka_message_timestamp(&message, nullptr)));
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i) {
      record.headers[name] = Bytes(value, size);
    }
  }
  return record;
}

HeadersHandle ToHeaders(const Record& record) {
  HeadersHandle headers(rd_kafka_headers_new(record.headers.size()));
  for (const auto& [name, value] : record.headers) {
    rd_kafka_header_add(headers.get(), name.c_str(), -1, value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  return headers;
}

}  // namespace erp::kafka
