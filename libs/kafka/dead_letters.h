// The dead letters of a topic: what consumers could not handle (<topic>.dlq, written by
// kafka/consumer.h).
//
// That a letter was replayed is shown by a mark in the same topic: a record without a value whose
// header dlq_replayed names "partition:offset" of the letter. It is written after the replay is
// acknowledged: who dies in between leaves a letter that shows as waiting, and a second replay of
// it is the same message with the same ids.
#pragma once

#include <string>

#include "bus/dead_letters.h"
#include "common/brokers.h"
#include "kafka/producer.h"

namespace erp::kafka {

// Thread-safe. Each call reads the whole dead-letter topic of now (its markers may stand at its
// end).
class DeadLetters final : public bus::DeadLetters {
 public:
  // `topic` is the one whose dead letters these are. `producer` must outlive it.
  DeadLetters(Brokers brokers, std::string topic, Producer& producer);

  [[nodiscard]] Page Read(const Filter& filter, Deadline deadline) const override;
  void Replay(const bus::DeadLetter& letter, Deadline deadline) const override;
  [[nodiscard]] const std::string& topic() const override { return topic_; }

 private:
  const Brokers brokers_;
  const std::string topic_;
  Producer& producer_;
};

}  // namespace erp::kafka
