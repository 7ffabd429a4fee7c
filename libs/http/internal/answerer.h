// From a whole request to its answer: route, handler, what its exceptions mean, measures, access
// log. Private to this library.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "auth/actor.h"
#include "http/internal/answer_stream.h"
#include "http/message.h"
#include "http/router.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace erp::http {

// Thread-safe.
class Answerer {
 public:
  Answerer(std::string server, bool access_log, Router router, metrics::Registry& registry);

  struct Answered {
    Response response;
    // What comes after `response.body`, when the body comes from a source and was not whole with
    // its first piece; `response.source` is set then, and after HEAD.
    std::shared_ptr<AnswerStream> rest = nullptr;
    auth::Caller who = {};  // as far as it is known
  };
  // Runs on a worker thread; blocks as long as the route's handler does. `body`: of a route that
  // streams it, else nothing. Never throws.
  Answered Answer(Request& request, const Router::Match& match, ByteSource* body) const;

  [[nodiscard]] const Router& router() const { return router_; }

 private:
  // Metrics of one route, made once.
  struct Measures {
    metrics::Histogram seconds;
    std::array<metrics::Counter, 6> by_class;  // index = status / 100
  };

  Measures Measure(const std::string& method, const std::string& pattern) const;
  Answered Handle(Request& request, const Router::Match& match, ByteSource* body) const;
  Answered Call(Request& request, const Router::Entry& entry, ByteSource* body) const;
  // Who asked, also where they may not.
  [[nodiscard]] auth::Caller WhoOf(const Request& request) const;
  static void LogAccess(const Request& request,
                        const Router::Entry* entry,
                        Answered& answered,
                        double milliseconds);
  void NoteRefusal(const Request& request, const Answered& answered) const;

  const std::string server_;
  const bool access_log_;
  const Router router_;
  metrics::Registry& registry_;
  // The log stays small whatever is tried; the counter has all of it.
  mutable log::Throttle refusal_lines_{std::chrono::milliseconds(50)};
  const metrics::Gauge in_flight_;
  std::map<const Router::Entry*, Measures>
      measures_;  // constant after construction; nullptr: no route
};

}  // namespace erp::http
