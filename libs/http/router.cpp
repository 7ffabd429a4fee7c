#include "http/router.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace erp::http {
namespace {

std::vector<std::string> Split(const std::string& path) {
  std::vector<std::string> segments;
  std::size_t start = 1;
  while (start <= path.size()) {
    const auto slash = std::min(path.find('/', start), path.size());
    segments.push_back(path.substr(start, slash - start));
    start = slash + 1;
  }
  return segments;
}

bool IsParameter(const std::string& segment) { return !segment.empty() && segment.front() == '{'; }

bool Fits(const Route& route, const std::vector<std::string>& segments) {
  return std::equal(route.segments.begin(), route.segments.end(), segments.begin(), segments.end(),
                    [](const std::string& wanted, const std::string& given) {
                      return IsParameter(wanted) ? !given.empty() : wanted == given;
                    });
}

// True when `left` has a literal at the first place where the two differ in kind.
bool MoreLiteral(const Route& left, const Route& right) {
  for (std::size_t i = 0; i < left.segments.size(); ++i) {
    const bool left_literal = !IsParameter(left.segments[i]);
    if (left_literal != !IsParameter(right.segments[i])) return left_literal;
  }
  return false;
}

}  // namespace

void Router::Add(std::string method, std::string pattern, Handler handler, RouteLimits limits) {
  if (pattern.empty() || pattern.front() != '/') {
    throw std::invalid_argument("a route pattern starts with /: " + pattern);
  }
  auto segments = Split(pattern);
  routes_.push_back(
      {std::move(method), std::move(pattern), std::move(handler), std::move(segments), limits});
}

Router::Match Router::Find(const std::string& method, const std::string& path) const {
  Match match;
  if (path.empty() || path.front() != '/') return match;
  auto segments = Split(path);
  // One slash at the end names the same resource.
  if (segments.size() > 1 && segments.back().empty()) segments.pop_back();
  const std::string& wanted = method == "HEAD" ? "GET" : method;
  // The most literal pattern decides which resource the path names; methods come after.
  const Route* resource = nullptr;
  for (const auto& route : routes_) {
    if (Fits(route, segments) && (resource == nullptr || MoreLiteral(route, *resource))) {
      resource = &route;
    }
  }
  if (resource == nullptr) return match;
  for (const auto& route : routes_) {
    // Equal shape: neither is more literal than the other.
    const bool same = Fits(route, segments) && !MoreLiteral(*resource, route);
    if (!same) continue;
    if (route.method == wanted) match.route = &route;
    match.allowed.push_back(route.method);
  }
  if (match.route == nullptr) return match;
  match.allowed.clear();
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto& name = match.route->segments[i];
    if (IsParameter(name)) match.params[name.substr(1, name.size() - 2)] = segments[i];
  }
  return match;
}

}  // namespace erp::http
