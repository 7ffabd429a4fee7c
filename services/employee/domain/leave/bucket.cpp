#include "employee/domain/leave/bucket.h"

#include <array>

namespace erp::employee {
namespace {

struct NamedBucket {
  Bucket bucket;
  const char* name;
};
constexpr std::array kBuckets{
    NamedBucket{Bucket::kStatutory, "statutory"}, NamedBucket{Bucket::kReward, "reward"},
    NamedBucket{Bucket::kCompensatory, "compensatory"}, NamedBucket{Bucket::kSpecial, "special"}};

}  // namespace

std::string BucketName(Bucket bucket) {
  for (const auto& known : kBuckets) {
    if (known.bucket == bucket) return known.name;
  }
  return "";
}

std::optional<Bucket> ParseBucket(const std::string& name) {
  for (const auto& known : kBuckets) {
    if (known.name == name) return known.bucket;
  }
  return std::nullopt;
}

}  // namespace erp::employee
