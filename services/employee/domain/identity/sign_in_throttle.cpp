#include "employee/domain/identity/sign_in_throttle.h"

#include <algorithm>

namespace erp::employee {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kFreeOfName = 4;
constexpr seconds kLongestOfName{300};
constexpr std::int64_t kFreeFromAddress = 29;
constexpr seconds kOfAddress{10};

std::optional<Instant> After(const Failures& failures, seconds wait, Instant now) {
  if (failures.last + kFailuresCount <= now) return std::nullopt;
  const Instant next = failures.last + wait;
  if (next <= now) return std::nullopt;
  return next;
}

}  // namespace

std::optional<Instant> NextTryOfName(const Failures& failures, Instant now) {
  if (failures.count <= kFreeOfName) return std::nullopt;
  const auto doublings = std::min<std::int64_t>(failures.count - kFreeOfName - 1, 20);
  return After(failures, std::min(seconds(std::int64_t{1} << doublings), kLongestOfName), now);
}

std::optional<Instant> NextTryFromAddress(const Failures& failures, Instant now) {
  if (failures.count <= kFreeFromAddress) return std::nullopt;
  return After(failures, kOfAddress, now);
}

bool TakesTurns(const Failures& of_address, Instant now) {
  return of_address.count > kFreeFromAddress && now < of_address.last + kFailuresCount;
}

Failures WithOneMore(const Failures& failures, Instant now) {
  if (failures.last + kFailuresCount <= now) return {1, now};
  return {failures.count + 1, std::max(failures.last, now)};
}

}  // namespace erp::employee
