// Everything that this daemon speaks to: the bus and approval-request.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "bus/outbox_sink.h"
#include "employee/app/publishing/ports.h"
#include "employee/clients/event_encoder.h"
#include "employee/clients/leave_documents_client.h"
#include "employee/clients/topics.h"
#include "employee/clients/work_client.h"
#include "employee/config.h"
#include "employee/service.h"
#include "kafka/producer.h"
#include "observe/metrics.h"

namespace erp::employee {

// What the envelopes of its messages name.
inline constexpr const char* kBusSource = "/employee";

// Its parts are thread-safe. None of them waits for what it speaks to when it is made.
struct Clients {
  Clients(const Config& config, metrics::Registry& registry)
      : producer({.brokers = config.kafka_brokers, .client_id = kName}, registry),
        bus(producer, kBusSource),
        encoder(TopicsOf(config)),
        work(config, registry),
        leave_documents(config, registry) {}

  // What the relay delivers to, by the targets of its entries.
  std::map<std::string, outbox::Sink*> Sinks() { return {{kBusTarget, &bus}}; }
  // Why nothing can be published now, or nothing. Blocks for half a second at most.
  std::optional<std::string> BusUnavailability() {
    if (producer.Probe(Deadline::After(std::chrono::milliseconds(500)))) return std::nullopt;
    return "no broker answers; what is published waits in the database";
  }
  // After the relay: waits for the bus at most `budget`.
  void Stop(std::chrono::milliseconds budget) { producer.Flush(budget); }

  kafka::Producer producer;
  bus::OutboxSink bus;
  const JsonEventEncoder encoder;
  WorkClient work;
  LeaveDocumentsClient leave_documents;
};

}  // namespace erp::employee
