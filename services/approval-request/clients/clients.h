// Everything that this daemon speaks to, made together: the bus, employee, approval-processing.
#pragma once

#include "approval-request/clients/bus.h"
#include "approval-request/clients/employee_directory.h"
#include "approval-request/clients/event_encoder.h"
#include "approval-request/clients/processing_desk.h"
#include "approval-request/clients/results_progress.h"
#include "approval-request/clients/topics.h"
#include "approval-request/config.h"
#include "http/client.h"
#include "kafka/producer.h"
#include "observe/metrics.h"

namespace erp::approval_request {

// Its parts are thread-safe.
struct Clients {
  Clients(const Config& config, metrics::Registry& registry);

  kafka::Producer producer;
  http::Client employee;
  http::Client processing;
  BusSink bus;
  const JsonEventEncoder encoder;
  EmployeeDirectory directory;
  ProcessingDesk desk;
  GroupResultsProgress progress;
  BusRedelivery redelivery;
};

}  // namespace erp::approval_request
