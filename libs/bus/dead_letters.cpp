#include "bus/dead_letters.h"

#include <charconv>

namespace erp::bus {

using Place = DeadLetter::Place;

std::string Place::Text() const { return std::to_string(partition) + ":" + std::to_string(offset); }

std::optional<Place> Place::Parse(const std::string& text) {
  Place place;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, place.partition);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ':') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, place.offset);
  if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
  if (place.partition < 0 || place.offset < 0 || place.Text() != text) return std::nullopt;
  return place;
}

}  // namespace erp::bus
