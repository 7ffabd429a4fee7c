// Somebody has left the company: what other services have to know of it. Plain values.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock.h"
#include "common/id.h"
#include "common/message.h"
#include "common/result.h"

namespace erp::employee {

struct Leaver {
  EmployeeId id;
  std::optional<EmployeeId> reassign_to;  // who takes over what waits, when somebody was named
  Instant left_at{};
  Instant changed_at{};  // the last change of the row; orders the list

  friend bool operator==(const Leaver&, const Leaver&) = default;
};

// A place in the list of leavers, which is ordered by (changed_at, id): behind this one.
struct LeaverPlace {
  Instant changed_at{};
  std::int64_t id = 0;  // 0: before everybody of that instant

  friend auto operator<=>(const LeaverPlace&, const LeaverPlace&) = default;
};

// "<changed_at in ms>-<id>"; nothing for any other text.
std::string PrintPlace(const LeaverPlace& place);
std::optional<LeaverPlace> ParsePlace(std::string_view text);

// 400 at the query parameter reassignTo.
Error SuccessorNotUsable(const Message& detail);

}  // namespace erp::employee
