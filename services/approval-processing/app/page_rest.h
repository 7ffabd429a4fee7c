// Rests between the pages of a reconciliation.
#pragma once

#include <chrono>
#include <functional>
#include <utility>

namespace erp::approval_processing {

// Each rest is as long as the page before it took, so that a reconciliation takes at most half of
// the store's time: decisions come first. Not thread-safe.
class PageRest {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Now = std::function<Time()>;
  // Blocks for so long; false when it was interrupted.
  using Sleep = std::function<bool(std::chrono::milliseconds)>;

  // The first page begins.
  PageRest(Now now, Sleep sleep)
      : now_(std::move(now)), sleep_(std::move(sleep)), page_began_(now_()) {}

  // After a page. What the sleep says; the next page begins.
  bool Take() {
    const bool go_on = sleep_(std::chrono::ceil<std::chrono::milliseconds>(now_() - page_began_));
    page_began_ = now_();
    return go_on;
  }

 private:
  const Now now_;
  const Sleep sleep_;
  Time page_began_;
};

}  // namespace erp::approval_processing
