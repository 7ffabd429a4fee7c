// Which records of one partition are unfinished, and from which offset a successor must go on.
// Pure; not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "common/clock.h"

namespace erp::kafka {

class OffsetWindow {
 public:
  // Full at `capacity` unfinished records.
  explicit OffsetWindow(std::size_t capacity) : capacity_(capacity) {}

  // A record was handed out. Offsets rise; gaps are normal (compaction, transactions).
  void Start(std::int64_t offset, Instant written);
  // It is done. Finishing in any order, or twice, is fine.
  void Finish(std::int64_t offset);

  [[nodiscard]] bool Full() const { return unfinished_.size() >= capacity_; }
  [[nodiscard]] std::size_t Unfinished() const { return unfinished_.size(); }

  // Where a successor goes on: the lowest unfinished offset; one past the newest record when
  // all are finished; nothing before the first Start.
  [[nodiscard]] std::optional<std::int64_t> NextOffset() const;

  // When the lowest unfinished record was written.
  [[nodiscard]] std::optional<Instant> OldestWritten() const;

 private:
  std::size_t capacity_;
  // Only what is open is kept: one stuck record does not make finished ones pile up.
  std::map<std::int64_t, Instant> unfinished_;
  std::optional<std::int64_t> newest_;
};

}  // namespace erp::kafka
