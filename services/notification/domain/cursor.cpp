#include "notification/domain/cursor.h"

#include <algorithm>

#include "common/id.h"

namespace erp::notification {
namespace {

constexpr std::size_t kLongestEpoch = 64;

bool IsEpoch(std::string_view text) {
  return !text.empty() && text.size() <= kLongestEpoch &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
         });
}

}  // namespace

std::optional<Cursor> ParseCursor(std::string_view text) {
  Cursor cursor;
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos) {
    if (!IsEpoch(text.substr(0, colon))) return std::nullopt;
    cursor.epoch = std::string(text.substr(0, colon));
    text.remove_prefix(colon + 1);
  }
  if (text == "0") return cursor;
  const auto seq = ParsePositive(text);
  if (!seq) return std::nullopt;
  cursor.seq = *seq;
  return cursor;
}

std::string FormatCursor(const Cursor& cursor) {
  const std::string seq = std::to_string(cursor.seq);
  return cursor.epoch.empty() ? seq : cursor.epoch + ":" + seq;
}

}  // namespace erp::notification
