#include "kafka/internal/offset_window.h"

namespace erp::kafka {

void OffsetWindow::Start(std::int64_t offset, Instant written) {
  unfinished_.insert_or_assign(offset, written);
  newest_ = offset;
}

void OffsetWindow::Finish(std::int64_t offset) { unfinished_.erase(offset); }

std::optional<std::int64_t> OffsetWindow::NextOffset() const {
  if (!unfinished_.empty()) return unfinished_.begin()->first;
  if (newest_) return *newest_ + 1;
  return std::nullopt;
}

std::optional<Instant> OffsetWindow::OldestWritten() const {
  if (unfinished_.empty()) return std::nullopt;
  return unfinished_.begin()->second;
}

}  // namespace erp::kafka
