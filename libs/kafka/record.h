// One Kafka record with its headers, in both directions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "common/clock.h"

namespace erp::kafka {

// Services see messages instead (kafka/messages.h).
struct Record {
  std::string topic;
  std::string key;
  std::string value;
  std::map<std::string, std::string> headers;

  // Set on records that were consumed.
  std::int32_t partition = -1;
  std::int64_t offset = -1;
  bool has_key = true;    // a null key differs from an empty one
  bool has_value = true;  // null: a tombstone
  Instant timestamp{};

  // The header, or "" when absent.
  [[nodiscard]] std::string Header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
  }
};

}  // namespace erp::kafka
