#include "employee/domain/leave/minutes.h"

#include <cmath>

namespace erp::employee {
namespace {

constexpr std::int64_t kPartsOfADay = 8;

}  // namespace

std::optional<Minutes> Minutes::FromDays(double days) {
  // Written so that NaN fails it. Within the limit the product is exact: eight is a power of
  // two, so only the exponent changes.
  if (!(std::abs(days) <= static_cast<double>(kMaxDays))) return std::nullopt;
  const double parts = days * kPartsOfADay;
  if (parts != std::trunc(parts)) return std::nullopt;
  return Minutes(static_cast<std::int64_t>(parts) * (kPerDay / kPartsOfADay));
}

}  // namespace erp::employee
