// Compares what approval-request shows as open with what is kept here, both ways, and repairs
// what differs. Both lists ascend by id, so the comparison is one merge of them in pages.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "approval-processing/app/ports.h"
#include "observe/metrics.h"

namespace erp::approval_processing {

// What was repaired, by kind; the words are labels of reconcile_repairs_total.
struct Repairs {
  std::size_t opened = 0;     // open there, unknown or older here
  std::size_t retold = 0;     // decided here, still open there
  std::size_t closed = 0;     // live here, ended there
  std::size_t forgotten = 0;  // live here, unknown there
  std::size_t seen = 0;       // documents compared

  [[nodiscard]] std::size_t Sum() const { return opened + retold + closed + forgotten; }
};

struct CompareOptions {
  // A difference that is younger is on its way and none. Zero: everything counts.
  std::chrono::milliseconds least_age{0};
  // A result that was told is given this long while results still wait to be applied there.
  std::chrono::milliseconds patience{0};
};

// Thread-safe: one pass at a time. The ports must outlive it.
class Comparison {
 public:
  Comparison(LiveTasks& here, OpenStepRegister& there, metrics::Registry& registry);

  // Called between pages; false ends the pass.
  using GoOn = std::function<bool()>;

  // One pass over everything. Nothing when `go_on` has ended it. Throws Unavailable.
  std::optional<Repairs> Run(const CompareOptions& options, const GoOn& go_on);

 private:
  struct Page;
  struct Pass;

  void Merge(Pass& pass, const Page& page);
  void Judge(Pass& pass, const OpenKey* there, const LiveTask* here, Instant now);
  void Repair(Pass& pass, const Page& page);
  void Open(Pass& pass, const Page& page);
  void Retell(Pass& pass);
  void Ask(Pass& pass, RequestId request);
  void Count(std::size_t& kind, const metrics::Counter& counter, std::size_t many = 1);

  LiveTasks& here_;
  OpenStepRegister& there_;
  const metrics::Counter opened_;
  const metrics::Counter retold_;
  const metrics::Counter closed_;
  const metrics::Counter forgotten_;
};

}  // namespace erp::approval_processing
