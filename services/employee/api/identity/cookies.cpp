#include "employee/api/identity/cookies.h"

#include <algorithm>
#include <string_view>

namespace erp::employee {

std::string PathOf(const std::string& issuer) {
  const auto host = issuer.find("://");
  const auto path = host == std::string::npos ? host : issuer.find('/', host + 3);
  return path == std::string::npos ? std::string() : issuer.substr(path);
}

std::pair<std::string, std::string> SetCookie(const std::string& issuer,
                                              const std::string& name,
                                              const std::string& value,
                                              std::chrono::seconds valid_for) {
  auto cookie = name;
  cookie.append("=").append(value).append("; Path=");
  const auto path = PathOf(issuer);
  cookie.append(path.empty() ? "/" : path).append("; Max-Age=");
  cookie.append(std::to_string(valid_for.count())).append("; HttpOnly; SameSite=Lax");
  if (issuer.starts_with("https:")) cookie.append("; Secure");
  return {"Set-Cookie", cookie};
}

std::string CookieIn(const http::Request& request, const std::string& name) {
  const auto header = request.Header("cookie").value_or("");
  std::string_view rest(header);
  std::string found;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(';'), rest.size());
    auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    if (!found.empty()) return {};
    found = pair.substr(equals + 1);
  }
  return found;
}

}  // namespace erp::employee
