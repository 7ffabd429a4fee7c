// One-time codes of an authenticator (OTP): TOTP of RFC 6238 with SHA-1, 6 digits and 30 seconds,
// which every authenticator knows. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/clock.h"

namespace erp::employee {

inline constexpr std::size_t kTotpKeyBytes = 20;  // as RFC 4226 section 4 recommends

// The step that a time is in: 30 seconds each since 1970.
std::int64_t TotpStep(Instant now);
// RFC 4226 section 5.3: `digits` is 6 here, 8 in the test vectors of RFC 6238.
std::string TotpCode(const std::string& key, std::int64_t step, int digits = 6);
// The step of a code that is right now, or was or will be one step away, for clocks that differ;
// nothing for a wrong one, and for one of `last_used` or before, since each is used once.
std::optional<std::int64_t> AcceptTotp(const std::string& key,
                                       const std::string& code,
                                       std::optional<std::int64_t> last_used,
                                       Instant now);

// RFC 4648 section 6 without padding, as authenticators read keys.
std::string Base32(const std::string& bytes);
// The host of an issuer, by which people know the system in their authenticator.
std::string HostOf(const std::string& issuer);
// "otpauth://totp/…", which a QR code shows. `label` is the company's name for this system.
std::string OtpauthUri(const std::string& label,
                       const std::string& username,
                       const std::string& key);

}  // namespace erp::employee
