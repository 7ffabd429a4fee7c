// When keys sign access tokens, and when they are published. The next one is published long before
// it signs, so that everybody who keeps keys for some minutes knows it by then; the one before
// stays published until its last token has expired. Pure functions.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"

namespace erp::employee {

struct KeyTimes {
  std::string name;
  Instant signs_from;
  Instant signs_until;
};

inline constexpr std::chrono::hours kKeySigns{30 * 24};
// Published so long before it signs, at least 2 hours.
inline constexpr std::chrono::hours kKeyPublishedAhead{24};
// Tokens, leeway and keys that others keep, with room to spare.
inline constexpr std::chrono::hours kKeyPublishedAfter{2};

// At the latest then everybody knows a key that was published.
inline constexpr std::chrono::hours kKeyKnownAfter{2};

// The one that signs now; of several the one that will go on for longest, then by name. Nothing
// when none may.
std::optional<std::string> SignsNow(const std::vector<KeyTimes>& keys, Instant now);
bool IsPublished(const KeyTimes& key, Instant now);
// The times of the key that has to be made now, without a name: the first one signs at once, the
// next one when the present one ends. Nothing when none is needed yet.
std::optional<KeyTimes> NextKey(const std::vector<KeyTimes>& keys, Instant now);

// The times of a key that somebody wants before it is due: published now, and signing when
// everybody knows it; those before it sign until then.
KeyTimes KeyByHand(Instant now);

}  // namespace erp::employee
