// The bus as what the relay of an outbox delivers to.
#pragma once

#include <string>

#include "bus/publisher.h"
#include "outbox/ports.h"

namespace erp::bus {

// The entry as a message of this source; `topic_prefix` stands before its topic.
Message MessageOf(const outbox::Entry& entry,
                  const std::string& source,
                  const std::string& topic_prefix = "");

// Thread-safe. The publisher must outlive it.
class OutboxSink final : public outbox::Sink {
 public:
  // `source` is what the envelopes name, "/approval-request"; `topic_prefix` stands before every
  // topic, and is empty where entries name their topics in full.
  OutboxSink(Publisher& publisher, std::string source, std::string topic_prefix = "");

  void Deliver(const outbox::Entry& entry, Report report) override;
  bool Probe(Deadline deadline) override;

 private:
  Publisher& publisher_;
  const std::string source_;
  const std::string topic_prefix_;
};

}  // namespace erp::bus
