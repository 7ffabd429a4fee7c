#include "approval-request/clients/clients.h"

namespace erp::approval_request {
namespace {

http::ClientOptions Calls(const Config& config,
                          std::string name,
                          const std::string& url,
                          std::size_t connections = 16) {
  http::ClientOptions options;
  options.name = std::move(name);
  options.base_url = url;
  options.connections = connections;
  options.authorization = config.ServiceAuthorization();
  return options;
}

}  // namespace

Clients::Clients(const Config& config, const ResultDecoder& decode, metrics::Registry& registry)
    : producer({.brokers = config.kafka_brokers, .client_id = kName}, registry),
      // Few: people are asked for rarely, see app/cached_people.h.
      employee(Calls(config, "employee", config.employee_url, 8), registry),
      // Of its own, so that a ledger that is slow does not keep people from being asked for.
      employee_leave(Calls(config, "employee-leave", config.employee_url, 12), registry),
      processing(Calls(config, "approval-processing", config.processing_url), registry),
      // Of its own, so that many views keep nobody from deciding.
      processing_views(Calls(config, "approval-processing-views", config.processing_url), registry),
      notification(Calls(config, "notification", config.notification_url, 2), registry),
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
