// What this service publishes, and how it leaves: a use case's store writes each message in the
// transaction of the change that it follows from, and hands it over after the commit.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "common/clock.h"
#include "employee/app/leave/ports.h"
#include "employee/app/quest/ports.h"
#include "employee/domain/leave/promotion_notice.h"
#include "employee/domain/organisation/person_changed.h"

namespace erp::employee {

// The target of what goes to the bus.
inline constexpr const char* kBusTarget = "bus";

// One person is to be notified of a quest.
struct QuestNotified {
  QuestNotice notice;
  Instant at;
};

// A notice of 연차사용촉진 that was stored, with its id.
struct PromotionNotified {
  PromotionNotice notice;
  Instant at;
};

// One person is to be notified of a change of their leave.
struct LeaveNotified {
  LeaveNotice notice;
  Instant at;
};

using Event = std::variant<PersonChanged, QuestNotified, PromotionNotified, LeaveNotified>;

// An event as it is stored and sent, byte for byte.
struct OutgoingMessage {
  std::string id;      // of the event, at most 200 characters; the same whenever it is sent
  std::string target;  // which way out
  std::string topic;
  std::string key;  // orders: messages of one key are sent in their order
  std::string type;
  std::string body;         // JSON
  std::string traceparent;  // of the work that caused it
  Instant time{};           // when it was caused
  std::string place = {};   // where the store keeps it
};

// Thread-safe; does not block.
class EventEncoder {
 public:
  virtual ~EventEncoder() = default;
  [[nodiscard]] virtual OutgoingMessage Encode(const Event& event) const = 0;
};

// Thread-safe; does not block.
class Publisher {
 public:
  virtual ~Publisher() = default;
  // Sends what was just committed. What is not delivered is sent again from the store.
  virtual void Publish(std::vector<OutgoingMessage> messages) = 0;
};

}  // namespace erp::employee
