#include "employee/domain/identity/client.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace erp::employee {
namespace {

constexpr auto kServices = std::to_array<std::string_view>(
    {"approval-processing", "approval-request", "employee", "gateway", "notification"});
constexpr std::size_t kSubjectDigits = 32;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsOfId(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
         c == '.';
}

bool LooksLikeASubject(const std::string& id) {
  return id.size() == kSubjectDigits && std::all_of(id.begin(), id.end(), [](char c) {
           return IsDigit(c) || (c >= 'a' && c <= 'f');
         });
}

Message LengthMistake(std::size_t least, std::size_t most) {
  return {"must have from {} to {} characters", static_cast<std::int64_t>(least),
          static_cast<std::int64_t>(most)};
}

}  // namespace

bool IsServiceName(const std::string& name) {
  return std::find(kServices.begin(), kServices.end(), name) != kServices.end();
}

std::optional<Message> ClientIdMistake(const std::string& id) {
  if (id.empty() || id.size() > kLongestClientId) return LengthMistake(1, kLongestClientId);
  if (!std::all_of(id.begin(), id.end(), IsOfId)) {
    return Message("must have letters, digits, '-', '_' and '.' only");
  }
  if (LooksLikeASubject(id)) return Message("must not look like the subject of an account");
  return std::nullopt;
}

std::optional<Message> ClientSecretMistake(const std::string& secret) {
  if (secret.size() < kShortestClientSecret || secret.size() > kLongestClientSecret) {
    return LengthMistake(kShortestClientSecret, kLongestClientSecret);
  }
  const bool visible =
      std::all_of(secret.begin(), secret.end(), [](char c) { return c >= 0x21 && c <= 0x7E; });
  if (!visible) return Message("must have visible ASCII characters only");
  return std::nullopt;
}

}  // namespace erp::employee
