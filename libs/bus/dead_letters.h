// The dead letters of a topic: messages that a consumer could not handle, for operators: read, and
// sent to the topic once more. Each bus keeps them its own way.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"

namespace erp::bus {

struct DeadLetter {
  // Among the dead letters; in the order of these.
  struct Place {
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
    [[nodiscard]] std::string Text() const;  // "0:12"
    static std::optional<Place> Parse(const std::string& text);
  };

  // The header, or "" when absent.
  [[nodiscard]] std::string Header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
  }

  Place place;
  // As it came: what could not be handled may be no event at all.
  std::optional<std::string> key;
  std::optional<std::string> value;
  // The dlq_* among them say why it is here: reason, topic, partition, offset, attempts, group.
  std::map<std::string, std::string> headers;
  Instant died_at{};
  bool replayed = false;
};

// Thread-safe. Each call reads all dead letters of now, one after the other; throws Unavailable
// when that takes longer than its deadline.
class DeadLetters {
 public:
  virtual ~DeadLetters() = default;

  struct Filter {
    bool replayed_too = false;
    std::string reason = {};                             // what dlq_reason begins with
    std::optional<DeadLetter::Place> at = std::nullopt;  // this one alone
    std::optional<DeadLetter::Place> after = std::nullopt;
    std::size_t limit = 50;
  };
  struct Page {
    std::vector<DeadLetter> letters;
    std::size_t left = 0;  // more that the filter lets through
  };
  [[nodiscard]] virtual Page Read(const Filter& filter, Deadline deadline) const = 0;

  // Sends it to the topic again: same key, value and headers (without dlq_*), and
  // `dlq_replayed_from`. Returns once that it was replayed is durable too; Unavailable otherwise.
  virtual void Replay(const DeadLetter& letter, Deadline deadline) const = 0;

  // Whose dead letters these are.
  [[nodiscard]] virtual const std::string& topic() const = 0;
};

}  // namespace erp::bus
