#include "approval-processing/store/packed.h"

#include <utility>

#include "common/id.h"

namespace erp::approval_processing {

Packed::Packed(const char* what, std::string text, std::size_t parts)
    : what_(what), text_(std::move(text)) {
  for (std::size_t start = 0;;) {
    const auto end = text_.find('|', start);
    parts_.push_back(text_.substr(start, end - start));
    if (end == std::string::npos) break;
    start = end + 1;
  }
  if (parts_.size() != parts) throw Unreadable();
}

std::int64_t Packed::Positive(std::size_t part) const {
  const auto number = ParsePositive(Text(part));
  if (!number) throw Unreadable();
  return *number;
}

Instant Packed::Time(std::size_t part) const {
  const auto time = ParseInstant(Text(part));
  if (!time) throw Unreadable();
  return *time;
}

StepKey Packed::Key(std::size_t round) const {
  return {Positive(round), static_cast<int>(Positive(round + 1)), Positive(round + 2)};
}

std::runtime_error Packed::Unreadable() const {
  std::string message("a stored ");
  message.append(what_).append(" reads ").append(text_);
  return std::runtime_error(message);
}

}  // namespace erp::approval_processing
