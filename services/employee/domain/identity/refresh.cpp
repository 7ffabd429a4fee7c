#include "employee/domain/identity/refresh.h"

namespace erp::employee {

RefreshVerdict JudgeRefresh(const RefreshTimes& token, Instant now) {
  if (token.revoked || now >= token.signed_in + kFamilyValid) return RefreshVerdict::kOver;
  // Also one that has expired since: whoever has it now had it then.
  if (token.used && now >= *token.used + kTogether) return RefreshVerdict::kStolen;
  return now >= token.issued + kRefreshValid ? RefreshVerdict::kOver : RefreshVerdict::kGoesOn;
}

}  // namespace erp::employee
