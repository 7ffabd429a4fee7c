#include "contracts/envelope.h"

namespace erp::contracts {

std::map<std::string, std::string> HeadersOf(const Envelope& envelope) {
  std::map<std::string, std::string> headers{{"ce_specversion", "1.0"},
                                             {kIdHeader, envelope.id},
                                             {kTypeHeader, envelope.type},
                                             {"ce_source", envelope.source},
                                             {"ce_time", FormatInstant(envelope.time)},
                                             {"content-type", "application/json"}};
  if (!envelope.epoch.empty()) headers[kEpochHeader] = envelope.epoch;
  if (!envelope.traceparent.empty()) headers["traceparent"] = envelope.traceparent;
  return headers;
}

}  // namespace erp::contracts
