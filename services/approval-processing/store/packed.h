// What a script has decided and keeps as one text: parts between '|', by their places in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "approval-processing/domain/task.h"
#include "common/clock.h"

namespace erp::approval_processing {

// A value, thread-safe. Everything throws Unreadable() when a part is not what it should be.
class Packed {
 public:
  // Of so many parts; `what` names it in errors.
  Packed(const char* what, std::string text, std::size_t parts);

  [[nodiscard]] const std::string& Text(std::size_t part) const { return parts_.at(part); }
  [[nodiscard]] std::int64_t Positive(std::size_t part) const;
  [[nodiscard]] Instant Time(std::size_t part) const;
  // Round, step and attempt, which follow each other.
  [[nodiscard]] StepKey Key(std::size_t round) const;

  [[nodiscard]] std::runtime_error Unreadable() const;

 private:
  const char* what_;
  std::string text_;
  std::vector<std::string> parts_;
};

}  // namespace erp::approval_processing
