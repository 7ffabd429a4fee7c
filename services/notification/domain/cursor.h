// Where a reader stands in an inbox: `epoch:seq`. The sequence counts up by one per
// notification; the epoch names one life of the inbox, so that a number from before a loss of
// the store is not mistaken for one of today.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace erp::notification {

struct Cursor {
  std::string epoch;  // empty: the present one, whichever it is
  std::int64_t seq = 0;

  friend bool operator==(const Cursor&, const Cursor&) = default;
};

// "3f2a…:17" or "17"; seq from 0, epoch 1 to 64 letters or digits. Empty for anything else.
std::optional<Cursor> ParseCursor(std::string_view text);

std::string FormatCursor(const Cursor& cursor);

}  // namespace erp::notification
