#include "http/router.h"

#include <algorithm>
#include <optional>
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

bool Fits(const Router::Entry& entry, const std::vector<std::string>& segments) {
  return std::equal(entry.segments.begin(), entry.segments.end(), segments.begin(), segments.end(),
                    [](const std::string& wanted, const std::string& given) {
                      return IsParameter(wanted) ? !given.empty() : wanted == given;
                    });
}

// True when `left` has a literal at the first place where the two differ in kind.
bool MoreLiteral(const Router::Entry& left, const Router::Entry& right) {
  for (std::size_t i = 0; i < left.segments.size(); ++i) {
    const bool left_literal = !IsParameter(left.segments[i]);
    if (left_literal != !IsParameter(right.segments[i])) return left_literal;
  }
  return false;
}

bool TakesBody(const Route& route) { return route.body != Body::kNone; }

std::optional<std::string> ContradictionOfStreams(const Route& route, bool actor_in_body) {
  const bool streamed = route.body == Body::kStreamed;
  if (streamed && (route.upload.media_types.empty() || route.upload.max_bytes == 0)) {
    return "its streamed body has no media type or no limit";
  }
  if (!streamed && (!route.upload.media_types.empty() || route.upload.max_bytes > 0)) {
    return "it has limits for a streamed body that it does not take";
  }
  if (streamed && actor_in_body) return "its actor is named in a body that it streams";
  if (route.answer_bytes > 0 && (streamed || route.streams_answer)) {
    return "what it streams is not in memory at once";
  }
  return std::nullopt;
}

// What a declaration says twice or cannot mean.
std::optional<std::string> Contradiction(const Route& route,
                                         const std::vector<std::string>& segments) {
  if (route.pattern.empty() || route.pattern.front() != '/') return "its pattern starts with no /";
  const auto named = [&segments](const std::string& name) {
    return std::find(segments.begin(), segments.end(), "{" + name + "}") != segments.end();
  };
  for (const auto& name : route.texts) {
    if (!named(name)) return "its pattern has no {" + name + "}";
  }
  using In = auth::Claim::In;
  const auto& claim = route.access.claim();
  if (claim.in == In::kPath && !named(claim.name)) return "its pattern has no {" + claim.name + "}";
  const bool in_body = claim.in == In::kBody || claim.in == In::kBodyOrQuery;
  if (in_body && !TakesBody(route)) return "its actor is named in a body that it does not take";
  if (in_body && route.body == Body::kForm) return "its actor is named in a form";
  if (route.method == "GET" && (TakesBody(route) || route.idempotent || route.versioned)) {
    return "GET takes no body, key or version";
  }
  return ContradictionOfStreams(route, in_body);
}

}  // namespace

void Router::Add(Route route, Handler handler) {
  auto segments = Split(route.pattern);
  if (const auto wrong = Contradiction(route, segments)) {
    throw std::invalid_argument(route.method + " " + route.pattern + ": " + *wrong);
  }
  entries_.push_back({std::move(route), std::move(handler), std::move(segments)});
}

Router::Match Router::Find(const std::string& method, const std::string& path) const {
  Match match;
  if (path.empty() || path.front() != '/') return match;
  auto segments = Split(path);
  // One slash at the end names the same resource.
  if (segments.size() > 1 && segments.back().empty()) segments.pop_back();
  const std::string& wanted = method == "HEAD" ? "GET" : method;
  // The most literal pattern decides which resource the path names; methods come after.
  const Entry* resource = nullptr;
  for (const auto& entry : entries_) {
    if (Fits(entry, segments) && (resource == nullptr || MoreLiteral(entry, *resource))) {
      resource = &entry;
    }
  }
  if (resource == nullptr) return match;
  for (const auto& entry : entries_) {
    // Equal shape: neither is more literal than the other.
    const bool same = Fits(entry, segments) && !MoreLiteral(*resource, entry);
    if (!same) continue;
    if (entry.route.method == wanted) match.entry = &entry;
    match.allowed.push_back(entry.route.method);
  }
  if (match.entry == nullptr) return match;
  match.allowed.clear();
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto& name = match.entry->segments[i];
    if (IsParameter(name)) match.params[name.substr(1, name.size() - 2)] = segments[i];
  }
  return match;
}

}  // namespace erp::http
