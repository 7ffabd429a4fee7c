// Takes care of results that their documents hold because the one before is missing: records them
// once it has come, has the arbiter publish it again, and gives it up when it is certain that it is
// in no store any more.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <stop_token>
#include <thread>
#include <vector>

#include "approval-request/app/ports.h"
#include "approval-request/app/record_result.h"
#include "common/clock.h"
#include "observe/log.h"

namespace erp::approval_request {

struct HeldOptions {
  // A missing result is not given up earlier. Longer than a producer tries to deliver it.
  std::chrono::milliseconds timeout{60000};
  std::chrono::milliseconds period{1000};     // between passes
  std::chrono::milliseconds ask_again{5000};  // between questions about one document
  std::chrono::milliseconds least_age{500};   // younger ones are most often settled by themselves
};

// Thread-safe after Start(). The ports must outlive it.
class HeldResults {
 public:
  HeldResults(Documents& documents,
              DecisionClient& arbiter,
              ResultsProgress& progress,
              RecordResult& record,
              const Clock& clock,
              HeldOptions options)
      : documents_(documents),
        arbiter_(arbiter),
        progress_(progress),
        record_(record),
        clock_(clock),
        options_(options) {}
  ~HeldResults() { Stop(); }
  HeldResults(const HeldResults&) = delete;
  HeldResults& operator=(const HeldResults&) = delete;

  void Start();
  void Stop();

  // One pass over the documents that hold results, on the caller's thread; not while started. How
  // many there are. Throws Unavailable.
  std::size_t CheckAll();

 private:
  // What is known of a missing result. The order makes it certain: the arbiter says that it keeps
  // no copy and nothing on its outbox; so whatever there was is on the bus by then, before `ends`;
  // and this service has read the bus up to there without meeting it.
  struct Search {
    std::int64_t applied = 0;  // the missing one comes after it
    Instant asked_at{};
    bool kept = true;                     // the arbiter has a copy, and has published it again
    std::vector<std::int64_t> ends = {};  // of the partitions, after the arbiter's answer
  };

  void Loop(const std::stop_token& stop);
  void Check(const Document& document);
  void Ask(const Document& document, Search& search);

  Documents& documents_;
  DecisionClient& arbiter_;
  ResultsProgress& progress_;
  RecordResult& record_;
  const Clock& clock_;
  const HeldOptions options_;
  log::Throttle lines_{std::chrono::seconds(10)};
  std::map<RequestId, Search> searches_;  // the thread's only
  std::jthread thread_;                   // last: stops first
};

}  // namespace erp::approval_request
