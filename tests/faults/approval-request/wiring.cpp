#include "approval-request/wiring.h"

#include <utility>

#include "faults/approval-request/faulty_bus.h"
#include "faults/approval-request/faulty_documents.h"
#include "faults/approval-request/faulty_services.h"
#include "faults/early_acknowledgement.h"

namespace erp::approval_request {

Ports Wire(const Config& /*config*/, const Ports& given) {
  Ports ports = given;
  static FaultyDocuments documents(given);
  static FaultyLeaverFeed leaver_feed(given.leaver_feed);
  static FaultyInboxes inboxes(given.inboxes);
  ports.documents = documents;
  ports.leaver_feed = leaver_feed;
  ports.inboxes = inboxes;
  return ports;
}

outbox::Sinks Wire(const Config& /*config*/, outbox::Sinks sinks) {
  static FaultyBus bus(*sinks.at("bus"));
  sinks["bus"] = &bus;
  return sinks;
}

bus::Handler Wire(const Config& /*config*/, bus::Handler handler) {
  return faults::AcknowledgeEarly(TakeFromAnyEpoch(std::move(handler)));
}

}  // namespace erp::approval_request
