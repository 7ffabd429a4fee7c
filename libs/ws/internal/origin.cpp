#include "ws/internal/origin.h"

#include <algorithm>

namespace erp::ws {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string_view WithoutPort(std::string_view host, std::string_view port) {
  const std::size_t size = port.size();
  if (host.size() >= size && host.substr(host.size() - size) == port) host.remove_suffix(size);
  return host;
}

}  // namespace

bool SameOrigin(std::string_view origin, std::string_view host) {
  const std::string lower = Lower(origin);
  std::string_view page = lower;
  const bool plain = TakePrefix(page, "http://");
  if (!plain && !TakePrefix(page, "https://")) return false;
  const std::string asked = Lower(host);
  const std::string_view implied = plain ? ":80" : ":443";
  page = WithoutPort(page, implied);
  return !page.empty() && page == WithoutPort(asked, implied);
}

bool OriginAllowed(const std::string& origin,
                   std::string_view host,
                   std::string_view forwarded_host,
                   const std::vector<std::string>& allowed) {
  return SameOrigin(origin, host) || SameOrigin(origin, forwarded_host) ||
         std::find(allowed.begin(), allowed.end(), origin) != allowed.end();
}

}  // namespace erp::ws
