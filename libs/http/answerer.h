// From a whole request to its answer: route, handler, what its exceptions mean, measures, access
// log. Private to this library.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <string>

#include "http/message.h"
#include "http/router.h"
#include "observe/metrics.h"

namespace erp::http {

// Thread-safe.
class Answerer {
 public:
  Answerer(std::string server, bool access_log, Router router, metrics::Registry& registry);

  // Runs on a worker thread; blocks as long as the route's handler does. Never throws.
  Response Answer(Request& request, const Router::Match& match) const;

  [[nodiscard]] const Router& router() const { return router_; }

 private:
  // Metrics of one route, made once.
  struct Measures {
    metrics::Histogram seconds;
    std::array<metrics::Counter, 6> by_class;  // index = status / 100
  };

  Measures Measure(const std::string& method, const std::string& pattern) const;
  Response Handle(Request& request, const Router::Match& match) const;
  static void LogAccess(const Request& request,
                        const Router::Entry* entry,
                        Response& response,
                        double milliseconds);

  const std::string server_;
  const bool access_log_;
  const Router router_;
  metrics::Registry& registry_;
  const metrics::Gauge in_flight_;
  std::map<const Router::Entry*, Measures>
      measures_;  // constant after construction; nullptr: no route
};

}  // namespace erp::http
