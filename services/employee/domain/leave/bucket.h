// Kinds of leave that are kept apart, and how long a grant of one may be used. Plain values.
#pragma once

#include <optional>
#include <string>

#include "employee/domain/date.h"

namespace erp::employee {

// Leave of one bucket is never counted as another's: a reward raises no statutory leave.
enum class Bucket {
  kStatutory,  // 연차: 근로기준법 제60조, and what was granted before there were buckets
  kReward,     // 포상: attendance milestones and quests, nothing else
  kCompensatory,  // 보상: work on holidays (근로기준법 제57조)
  kSpecial,       // 특별: family events and what else the company grants
};

// "statutory", "reward", "compensatory", "special": as stored and on the wire.
std::string BucketName(Bucket bucket);
std::optional<Bucket> ParseBucket(const std::string& name);

// The days on which leave may be taken, both inclusive; an absent end is open.
struct Validity {
  std::optional<Date> from = std::nullopt;
  std::optional<Date> to = std::nullopt;

  [[nodiscard]] bool Covers(Date date) const {
    return (!from || *from <= date) && (!to || date <= *to);
  }
  friend bool operator==(const Validity&, const Validity&) = default;
};

}  // namespace erp::employee
