// Everything that this daemon speaks to, made together: the bus, employee, approval-processing.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "approval-request/clients/arbiter_documents.h"
#include "approval-request/clients/attendance_book.h"
#include "approval-request/clients/bus.h"
#include "approval-request/clients/bus_archive.h"
#include "approval-request/clients/bus_logs.h"
#include "approval-request/clients/employee_directory.h"
#include "approval-request/clients/event_encoder.h"
#include "approval-request/clients/inbox_client.h"
#include "approval-request/clients/leave_ledger.h"
#include "approval-request/clients/leave_sink.h"
#include "approval-request/clients/leaver_feed.h"
#include "approval-request/clients/processing_decisions.h"
#include "approval-request/clients/processing_step_states.h"
#include "approval-request/clients/results_consumer.h"
#include "approval-request/clients/results_progress.h"
#include "approval-request/clients/task_mover.h"
#include "approval-request/clients/topics.h"
#include "approval-request/config.h"
#include "approval-request/service.h"
#include "bus/outbox_sink.h"
#include "http/client.h"
#include "kafka/dead_letters.h"
#include "kafka/producer.h"
#include "observe/metrics.h"

namespace erp::approval_request {

// Its parts are thread-safe.
struct Clients {
  Clients(const Config& config, const ResultDecoder& decode, metrics::Registry& registry);

  // What the relay delivers to, by the targets of its entries.
  std::map<std::string, outbox::Sink*> Sinks();
  // Before the relay.
  void Start(SettleLeave& settle);
  // After the relay: ends what is asked of employee, then waits for the bus at most `budget`.
  void Stop(std::chrono::milliseconds budget);

  kafka::Producer producer;
  http::Client employee;
  http::Client employee_leave;
  http::Client processing;
  http::Client processing_views;
  http::Client notification;
  bus::OutboxSink bus;
  const JsonEventEncoder encoder;
  EmployeeDirectory directory;
  ProcessingDecisions decisions;
  ProcessingStepStates step_states;
  GroupResultsProgress progress;
  BusRedelivery redelivery;
  const kafka::DeadLetters letters;
  InboxClient inboxes;
  KafkaLogs logs;
  LeaveLedger ledger;
  LeaveSink leave;
  AttendanceBook attendance;
  EmployeeLeavers leavers;
  ProcessingMover mover;
  ProcessingDocuments arbiter_documents;
  KafkaArchive archive;
};

}  // namespace erp::approval_request
