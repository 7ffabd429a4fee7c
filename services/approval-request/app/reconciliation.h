// Use case: MongoDB was taken back to an earlier time, and the arbiter, the bus, the ledger and the
// inboxes were not. An operator has both sides made one again.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "approval-request/app/ports.h"
#include "approval-request/app/record_result.h"
#include "common/clock.h"
#include "common/result.h"
#include "common/thread_annotations.h"

namespace erp::approval_request {

struct ReconciliationOptions {
  std::chrono::milliseconds wait{30000};  // for what is on its way, at each place
  std::chrono::milliseconds poll{100};
  // Ids that may have been given out beyond the highest that anything shows.
  std::int64_t id_margin = 10000;
  std::chrono::hours slack{1};  // before the time of the backup, for clocks that differ
};

// What one run has done, and what nothing can bring back.
struct ReconciliationReport {
  enum class State { kRunning, kDone, kFailed };
  struct Lost {
    EmployeeId requester{};  // 0 where nothing says so
    std::string title = {};
    int round = 0;                  // the last that anything says
    std::int64_t results = 0;       // decisions, recalls and moves of it on the bus
    std::int64_t minutes = 0;       // of leave that the last round takes
    bool leave_given_back = false;  // by this run
  };

  State state = State::kRunning;
  Instant backup_at{};
  Instant started{};
  Instant changed{};
  std::string unavailability = {};   // of a run that failed
  RequestId ids_above{};             // no id up to this one is given out any more
  std::int64_t recorded = 0;         // results of the bus that documents had lost and show again
  std::int64_t refused = 0;          // results of the bus that did not fit their documents any more
  std::vector<RequestId> published;  // went on beyond what is lost, and were published again
  std::map<RequestId, Lost> lost = {};  // documents that are not in the database
  std::vector<std::pair<RequestId, std::string>> unresolved = {};  // and why; run it again
};

// Thread-safe. One run at a time in this process, on a thread of its own; a run of another replica
// at the same time repeats what this one does and changes nothing. The ports must outlive it.
class Reconciliation {
 public:
  struct Parts {
    Documents& documents;
    RequestIdFloor& ids;
    DecisionClient& arbiter;
    ArbiterDocuments& known;
    BusArchive& archive;
    ResultsProgress& progress;
    LeaveClient& leave;
    RecordResult& record;
    const EventEncoder& encoder;
    Publisher& publisher;
    const Clock& clock;
  };
  explicit Reconciliation(Parts parts, ReconciliationOptions options = {});
  ~Reconciliation() { Stop(); }
  Reconciliation(const Reconciliation&) = delete;
  Reconciliation& operator=(const Reconciliation&) = delete;

  // kConflict "job-running" while one runs here.
  Result<ReconciliationReport> Start(Instant backup_at);
  // The last run of this process.
  std::optional<ReconciliationReport> Last();
  // Ends a run as failed, after the document that it is at; no other begins.
  void Stop();

 private:
  using Report = ReconciliationReport;

  void Run(const std::stop_token& stop);
  void CollectLost(const std::stop_token& stop);
  void Replay(const std::stop_token& stop);
  void ReplayOne(const std::stop_token& stop, const BusArchive::Decided& decided);
  void GoBeyond(const std::stop_token& stop);
  void GoBeyondOne(const std::stop_token& stop, ArbiterPlace place, bool kept);
  bool AwaitKept(const std::stop_token& stop, const ArbiterPlace& place);
  std::vector<ArbiterPlace> ListPlaces(const std::stop_token& stop);
  void DropLost(const std::stop_token& stop);
  void GiveLeaveBack(RequestId document, const Report::Lost& lost);
  void Change(const std::function<void(Report&)>& change);
  void Unresolved(RequestId document, std::string why);

  const Parts parts_;
  const ReconciliationOptions options_;
  Mutex mutex_;
  // The latest epoch of each result number of a document, of the present run; its thread only.
  std::map<std::pair<RequestId, std::int64_t>, std::int64_t> epochs_;
  std::optional<Report> report_ ERP_GUARDED_BY(mutex_);
  bool stopped_ ERP_GUARDED_BY(mutex_) = false;
  std::jthread thread_ ERP_GUARDED_BY(mutex_);  // last: joined first
};

}  // namespace erp::approval_request
