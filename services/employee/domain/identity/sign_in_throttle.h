// How fast somebody may try passwords and secrets. Failures count for a name from one address, so
// that nobody is kept out by what others do elsewhere, and for an address as a whole, which guesses
// for many names. A try counts for its name before it is looked at, until it is known to be right:
// many at once are no way around. Of an address that has failed often one try is looked at in its
// time; before that many people who sign in at once behind one address do not wait for each other.
// Pure functions (OWASP ASVS 5.0 V6.3.1).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "common/clock.h"

namespace erp::employee {

// Failures in a row, the last of them at `last`.
struct Failures {
  std::int64_t count = 0;
  Instant last;
};

// What has failed so long ago counts no more.
inline constexpr std::chrono::minutes kFailuresCount{60};

// When the next try is allowed; nothing: now. Of a name from an address the first 4 failures cost
// nothing, then 1, 2, 4 … seconds, at most 5 minutes.
std::optional<Instant> NextTryOfName(const Failures& failures, Instant now);
// Of an address the first 29 failures cost nothing, then 10 s each.
std::optional<Instant> NextTryFromAddress(const Failures& failures, Instant now);

// Whether tries from this address have to take turns, because it has failed so often.
bool TakesTurns(const Failures& of_address, Instant now);

// With one more; what had failed too long ago is forgotten.
Failures WithOneMore(const Failures& failures, Instant now);

}  // namespace erp::employee
