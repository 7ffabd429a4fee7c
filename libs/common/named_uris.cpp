#include "common/named_uris.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "common/text_list.h"

namespace erp {
namespace {

constexpr std::size_t kLongestName = 100;
constexpr std::size_t kLongestUri = 500;

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool IsOneOf(char c, std::string_view others) {
  return IsLetter(c) || (c >= '0' && c <= '9') || others.find(c) != std::string_view::npos;
}

bool IsName(const std::string& name) {
  return !name.empty() && name.size() <= kLongestName &&
         std::all_of(name.begin(), name.end(), [](char c) { return IsOneOf(c, "-_."); });
}

bool IsUri(const std::string& uri) {
  const auto colon = uri.find(':');
  if (uri.size() > kLongestUri || colon == std::string::npos || !IsLetter(uri.front()))
    return false;
  const auto scheme = uri.substr(0, colon);
  const bool script = scheme == "javascript" || scheme == "data" || scheme == "vbscript";
  const bool of_scheme =
      std::all_of(scheme.begin(), scheme.end(), [](char c) { return IsOneOf(c, "+-."); });
  const bool of_uri = std::all_of(uri.begin(), uri.end(),
                                  [](char c) { return IsOneOf(c, "-._~:/?@!$&()*+,=%[]"); });
  return of_scheme && of_uri && !script && colon + 1 < uri.size();
}

std::optional<NamedUris> ParseOne(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) return std::nullopt;
  NamedUris one{text.substr(0, equals), Parts(text.substr(equals + 1), ' ')};
  const bool good =
      IsName(one.name) && !one.uris.empty() && std::all_of(one.uris.begin(), one.uris.end(), IsUri);
  if (!good) return std::nullopt;
  return one;
}

}  // namespace

std::optional<std::vector<NamedUris>> ParseNamedUris(const std::string& text) {
  std::vector<NamedUris> all;
  for (const auto& part : Parts(text, ';')) {
    auto one = ParseOne(part);
    const bool twice = one && std::any_of(all.begin(), all.end(), [&](const NamedUris& other) {
                         return other.name == one->name;
                       });
    if (!one || twice) return std::nullopt;
    all.push_back(*std::move(one));
  }
  return all;
}

}  // namespace erp
