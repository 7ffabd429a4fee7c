#include "approval-request/clients/clients.h"

namespace erp::approval_request {

Clients::Clients(const Config& config, metrics::Registry& registry)
    : producer({.brokers = config.kafka_brokers, .client_id = kService}, registry),
      // Few: people are asked for rarely, see app/cached_people.h.
      employee({.name = "employee", .base_url = config.employee_url, .connections = 8}, registry),
      processing({.name = "approval-processing", .base_url = config.processing_url}, registry),
      bus(producer),
      encoder(TopicsOf(config)),
      directory(employee),
      desk(processing),
      progress(config),
      redelivery(producer) {}

}  // namespace erp::approval_request
