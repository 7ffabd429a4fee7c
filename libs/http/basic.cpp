#include "http/basic.h"

#include <algorithm>
#include <utility>

#include "auth/base64url.h"
#include "http/form.h"
#include "http/internal/framing.h"

namespace erp::http {
namespace {

std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  if (text.find_first_of("-_") != std::string_view::npos) return std::nullopt;
  std::string url(text);
  std::replace(url.begin(), url.end(), '+', '-');
  std::replace(url.begin(), url.end(), '/', '_');
  return auth::DecodeBase64Url(url);
}

}  // namespace

std::optional<BasicCredentials> ReadBasic(std::string_view authorization) {
  constexpr std::string_view kScheme = "basic ";
  if (Lower(authorization.substr(0, kScheme.size())) != kScheme) return std::nullopt;
  const auto both = DecodeBase64(authorization.substr(kScheme.size()));
  if (!both) return std::nullopt;
  const auto colon = both->find(':');
  if (colon == std::string::npos) return std::nullopt;
  auto name = DecodeFormText(std::string_view(*both).substr(0, colon));
  auto secret = DecodeFormText(std::string_view(*both).substr(colon + 1));
  if (!name || !secret) return std::nullopt;
  return BasicCredentials{*std::move(name), *std::move(secret)};
}

}  // namespace erp::http
