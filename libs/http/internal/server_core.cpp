#include "http/internal/server_core.h"

#include <cstdint>
#include <utility>

#include "http/internal/session.h"

namespace erp::http {

ServerCore::ServerCore(ServerOptions opts, Router router, metrics::Registry& metrics_registry)
    : options(std::move(opts)),
      registry(metrics_registry),
      answerer(options.name, options.access_log, std::move(router), registry),
      large(options.large_answers, options.queue),
      cut_answers(registry.GetCounter("http_server_cut_answers_total",
                                      "Streamed answers that ended before their end.",
                                      {{"server", options.name}})) {
  for (const auto* reason :
       {"requests", "large", "waited", "connections", "late", "slow", "malformed"}) {
    refusals_.emplace(reason, Refusal{registry.GetCounter(
                                          "http_server_refused_total",
                                          "Requests and connections refused without their handler.",
                                          {{"server", options.name}, {"reason", reason}}),
                                      std::make_unique<log::Throttle>(std::chrono::seconds(1))});
  }
}

void ServerCore::Refused(const std::string& reason) {
  const auto& refusal = refusals_.at(reason);
  refusal.count.Add();
  if (refusal.throttle->Allow()) {
    log::Warn("requests are refused", {{"server", options.name},
                                       {"reason", reason},
                                       {"connections", static_cast<std::int64_t>(open.load())}});
  }
}

}  // namespace erp::http
