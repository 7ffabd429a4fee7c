#include "approval-request/clients/clients.h"

namespace erp::approval_request {

Clients::Clients(const Config& config, const ResultDecoder& decode, metrics::Registry& registry)
    : producer({.brokers = config.kafka_brokers, .client_id = kName}, registry),
      // Few: people are asked for rarely, see app/cached_people.h.
      employee({.name = "employee", .base_url = config.employee_url, .connections = 8}, registry),
      // Of its own, so that a ledger that is slow does not keep people from being asked for.
      employee_leave({.name = "employee-leave", .base_url = config.employee_url, .connections = 12},
                     registry),
      processing({.name = "approval-processing", .base_url = config.processing_url}, registry),
      // Of its own, so that many views keep nobody from deciding.
      processing_views({.name = "approval-processing-views", .base_url = config.processing_url},
                       registry),
      notification({.name = "notification", .base_url = config.notification_url, .connections = 2},
                   registry),
      bus(producer, kBusSource),
      encoder(TopicsOf(config)),
      directory(employee),
      decisions(processing),
      step_states(processing_views, decode, registry),
      progress(config),
      redelivery(producer),
      letters(config.kafka_brokers, config.Topic(kApprovalResultsTopic), producer),
      inboxes(notification),
      logs(config),
      ledger(employee_leave, registry),
      leave(ledger, registry),
      attendance(employee_leave, registry),
      leavers(employee),
      mover(processing),
      arbiter_documents(processing),
      archive(config, decode) {}

std::map<std::string, outbox::Sink*> Clients::Sinks() {
  return {{"bus", &bus}, {kLeaveTarget, &leave}, {kAttendanceTarget, &attendance}};
}

void Clients::Start(SettleLeave& settle) {
  leave.Start(settle);
  attendance.Start();
}

void Clients::Stop(std::chrono::milliseconds budget) {
  leave.Stop();
  attendance.Stop();
  producer.Flush(budget);
}

}  // namespace erp::approval_request
