// The dead letters of a topic: what consumers could not handle (<topic>.dlq, written by
// kafka/consumer.h), for operators: read, and sent to the topic once more.
//
// That a letter was replayed is shown by a mark in the same topic: a record without a value whose
// header dlq_replayed names "partition:offset" of the letter. It is written after the replay is
// acknowledged: who dies in between leaves a letter that shows as waiting, and a second replay of
// it is the same message with the same ids.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "kafka/producer.h"
#include "kafka/record.h"

namespace erp::kafka {

struct DeadLetter {
  // In the dead-letter topic; in the order of these.
  struct Place {
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
    [[nodiscard]] std::string Text() const;  // "0:12"
    static std::optional<Place> Parse(const std::string& text);
  };

  Place place;
  Record record;  // as it came, with the dlq_* headers that say why it is here
  bool replayed = false;
};

// Thread-safe. Each call reads the whole dead-letter topic of now (its markers may stand at its
// end), one after the other; throws Unavailable when that takes longer than its deadline.
class DeadLetters {
 public:
  // `topic` is the one whose dead letters these are. `producer` must outlive it.
  DeadLetters(std::string brokers, std::string topic, Producer& producer);

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
  [[nodiscard]] Page Read(const Filter& filter, Deadline deadline) const;

  // Sends it to the topic again: same key, value and headers (without dlq_*), and
  // `dlq_replayed_from`. Returns once it and its mark are acknowledged; Unavailable otherwise.
  void Replay(const DeadLetter& letter, Deadline deadline) const;

  [[nodiscard]] const std::string& topic() const { return topic_; }

 private:
  const std::string brokers_;
  const std::string topic_;
  Producer& producer_;
};

}  // namespace erp::kafka
