// Compares what approval-request shows as open with what is kept here, both ways, and repairs
// what differs. Both lists ascend by id, so the reconciliation is one merge of them in pages.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "approval-processing/app/ports.h"
#include "observe/metrics.h"

namespace erp::approval_processing {

// What was repaired, by kind; the words are labels of reconcile_repairs_total.
struct Repairs {
  std::size_t opened = 0;       // open there, unknown or older here
  std::size_t republished = 0;  // decided here, still open there
  std::size_t closed = 0;       // live here, ended there
  std::size_t forgotten = 0;    // live here, unknown there
  std::size_t seen = 0;         // documents compared
  std::size_t live = 0;         // of them live here
  // Live here and not open there, of which nothing was closed or forgotten because they are too
  // many to be believed; 0 otherwise.
  std::size_t stopped = 0;
  std::size_t ahead = 0;  // further on here than there, and not just now: nothing is done about it

  [[nodiscard]] std::size_t Sum() const { return opened + republished + closed + forgotten; }
};

struct ReconciliationOptions {
  // A difference that is younger is on its way and none. Zero: everything counts.
  std::chrono::milliseconds least_age{0};
  // A result that was published is given this long while results still wait to be applied there.
  std::chrono::milliseconds timeout{0};
  // Asked before more than kFuseCount documents and more than every kFuseShare-th live one would
  // be closed or forgotten: whether an operator has confirmed as many. Empty: nobody has.
  std::function<bool(std::size_t)> confirmed = {};
};

inline constexpr std::size_t kFuseCount = 20;
inline constexpr std::size_t kFuseShare = 20;  // 5 %

// Thread-safe: one pass at a time. The ports must outlive it.
class Reconciliation {
 public:
  Reconciliation(LiveTasks& here, OpenStepRegister& there, metrics::Registry& registry);

  // Called between pages; false ends the pass.
  using GoOn = std::function<bool()>;

  // One pass over everything. Nothing when `go_on` has ended it. What is not open there is closed
  // or forgotten when all pages were seen, so that it can be counted first. Throws Unavailable.
  std::optional<Repairs> Run(const ReconciliationOptions& options, const GoOn& go_on);

  // Asks about one document and makes it here what it is there.
  SourceState Follow(RequestId document);

  // The same whatever is known here, even if it is newer: it is forgotten first, if its last order
  // and result number still are these; nothing otherwise. For an operator, after approval-request
  // was taken back to an earlier time.
  std::optional<SourceState> Replace(RequestId document, std::int64_t order, std::int64_t sequence);

 private:
  struct Page;
  struct Pass;

  void Merge(Pass& pass, const Page& page);
  void Judge(Pass& pass, const OpenKey* there, const LiveTask* here, Instant now);
  void Repair(Pass& pass, const Page& page);
  void Open(Pass& pass, const Page& page);
  void OpenSteps(Pass& pass, const std::vector<OpenedStep>& steps);
  void Republish(Pass& pass);
  bool Ask(Pass& pass, RequestId document);
  bool Leave(Pass& pass, const GoOn& go_on);
  void Count(std::size_t& kind, const metrics::Counter& counter, std::size_t many = 1);

  LiveTasks& here_;
  OpenStepRegister& there_;
  const metrics::Counter opened_;
  const metrics::Counter republished_;
  const metrics::Counter retold_;  // the same under its old label, for one release
  const metrics::Counter closed_;
  const metrics::Counter forgotten_;
};

}  // namespace erp::approval_processing
