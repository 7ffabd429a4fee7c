#include "employee/domain/identity/key_schedule.h"

#include <algorithm>
#include <tuple>

namespace erp::employee {

std::optional<std::string> SignsNow(const std::vector<KeyTimes>& keys, Instant now) {
  const KeyTimes* best = nullptr;
  for (const auto& key : keys) {
    if (now < key.signs_from || key.signs_until <= now) continue;
    const bool better = best == nullptr || std::tie(key.signs_until, key.name) >
                                               std::tie(best->signs_until, best->name);
    if (better) best = &key;
  }
  if (best == nullptr) return std::nullopt;
  return best->name;
}

bool IsPublished(const KeyTimes& key, Instant now) {
  return now < key.signs_until + kKeyPublishedAfter;
}

std::optional<KeyTimes> NextKey(const std::vector<KeyTimes>& keys, Instant now) {
  Instant last = now;
  for (const auto& key : keys) last = std::max(last, key.signs_until);
  if (last - now > kKeyPublishedAhead) return std::nullopt;
  return KeyTimes{"", last, last + kKeySigns};
}

KeyTimes KeyByHand(Instant now) {
  const auto from = now + kKeyKnownAfter;
  return {"", from, from + kKeySigns};
}

}  // namespace erp::employee
