#include "redis/url.h"

#include <charconv>
#include <string_view>
#include <utility>

namespace erp::redis {
namespace {

std::optional<int> ParseNumber(std::string_view text, int least, int most) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  if (value < least || value > most) return std::nullopt;
  return value;
}

// Percent-decoding (RFC 3986 2.1): a password may hold '@', ':' and '/' that way.
std::optional<std::string> Decode(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded += text[at];
      continue;
    }
    unsigned byte = 0;
    const std::string_view digits = text.substr(at + 1, 2);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) {
      return std::nullopt;
    }
    decoded += static_cast<char>(byte);
    at += 2;
  }
  return decoded;
}

bool ReadCredentials(std::string_view text, Url& url) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  auto user = Decode(text.substr(0, colon));
  auto password = Decode(text.substr(colon + 1));
  if (!user || !password) return false;
  url.user = std::move(*user);
  url.password = std::move(*password);
  return true;
}

// host, host:port, [v6] or [v6]:port
bool ReadAddress(std::string_view text, Url& url) {
  std::string_view port;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return false;
    url.host = text.substr(1, close - 1);
    port = text.substr(close + 1);
  } else {
    const auto colon = text.find(':');
    url.host = text.substr(0, colon);
    if (colon != std::string_view::npos) port = text.substr(colon);
  }
  if (url.host.empty()) return false;
  if (port.empty()) return true;
  if (port.front() != ':') return false;
  const auto number = ParseNumber(port.substr(1), 1, 65535);
  if (!number) return false;
  url.port = *number;
  return true;
}

}  // namespace

std::optional<Url> ParseUrl(const std::string& text) {
  static constexpr std::string_view kPlain = "redis://";
  static constexpr std::string_view kTls = "rediss://";
  std::string_view rest = text;
  Url url;
  url.tls.on = rest.starts_with(kTls);
  if (!url.tls.on && !rest.starts_with(kPlain)) return std::nullopt;
  rest.remove_prefix(url.tls.on ? kTls.size() : kPlain.size());
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
    if (!ReadCredentials(rest.substr(0, at), url)) return std::nullopt;
    rest.remove_prefix(at + 1);
  }
  if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
    const std::string_view db = rest.substr(slash + 1);
    if (!db.empty()) {
      const auto number = ParseNumber(db, 0, 1023);
      if (!number) return std::nullopt;
      url.db = *number;
    }
    rest = rest.substr(0, slash);
  }
  if (!ReadAddress(rest, url)) return std::nullopt;
  return url;
}

std::optional<std::string> WrongUrl(const std::string& text, const Tls& files) {
  const auto url = ParseUrl(text);
  if (!url) return "REDIS_URL must read redis[s]://[[user]:password@]host[:port][/db]";
  const bool any = !files.ca_file.empty() || !files.certificate_file.empty();
  if (any && !url->tls.on) return "REDIS_CA_FILE and REDIS_CERTIFICATE_FILE need rediss://";
  return std::nullopt;
}

Url UrlWith(const std::string& text, const Tls& files) {
  auto url = ParseUrl(text).value();
  const bool on = url.tls.on;
  url.tls = files;
  url.tls.on = on;
  return url;
}

}  // namespace erp::redis
