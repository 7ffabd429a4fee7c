// Everything that this daemon speaks to, made together: the bus, approval-request, employee.
#pragma once

#include "approval-processing/clients/bus.h"
#include "approval-processing/clients/leavers_client.h"
#include "approval-processing/clients/request_service.h"
#include "approval-processing/service.h"
#include "bus/outbox_sink.h"
#include "kafka/dead_letters.h"
#include "kafka/producer.h"
#include "observe/metrics.h"

namespace erp::approval_processing {

// Its parts are thread-safe.
struct Clients {
  Clients(const Config& config, const DecodeStep& decode, metrics::Registry& registry)
      : request(config, decode, registry),
        employee(config, registry),
        producer(BusOptions(config), registry),
        bus(producer, "/approval-processing", config.kafka_topic_prefix),
        letters(config.kafka_brokers, config.Topic(kApprovalRequestsTopic), producer) {}

  RequestService request;
  LeaversClient employee;
  kafka::Producer producer;
  bus::OutboxSink bus;
  const kafka::DeadLetters letters;  // of the topic that is consumed
};

}  // namespace erp::approval_processing
