// Refresh tokens (RFC 6749 section 1.5, RFC 9700 section 4.14.2): each is used once, for an access
// token and the next refresh token. All that follow from one sign-in are a family; one that is used
// twice was stolen from somebody, and ends its family. Pure values and functions.
#pragma once

#include <chrono>
#include <optional>

#include "common/clock.h"

namespace erp::employee {

// One that is not used for so long is refused.
inline constexpr std::chrono::hours kRefreshValid{14 * 24};
// After so long somebody has to sign in again.
inline constexpr std::chrono::hours kFamilyValid{90 * 24};
// Two tabs of a browser may use the same one together.
inline constexpr std::chrono::seconds kTogether{10};

struct RefreshTimes {
  Instant signed_in;  // the family began
  Instant issued;
  std::optional<Instant> used = std::nullopt;  // for the first time
  bool revoked = false;                        // the family has ended
};

enum class RefreshVerdict {
  kGoesOn,
  kOver,    // expired, or its family has ended
  kStolen,  // used before, and not just now
};

RefreshVerdict JudgeRefresh(const RefreshTimes& token, Instant now);

}  // namespace erp::employee
