#include "http/message.h"

#include <algorithm>
#include <charconv>

namespace erp::http {
namespace {

Error InvalidQuery(std::vector<FieldError> fields) {
  return {ErrorCode::kInvalid, "invalid-query", "The query has mistakes; see errors.",
          std::move(fields)};
}

Error InvalidHeader(const std::string& name, const Message& rule) {
  return {ErrorCode::kInvalid,
          "invalid-header",
          Message("The header {} {}.", name, rule),
          {{name, rule}}};
}

// Percent-encodes everything but the unreserved characters of RFC 3986.
std::string Encode(const std::string& text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool unreserved = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                            (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      encoded += c;
    } else {
      encoded += {'%', kHex[byte >> 4], kHex[byte & 0xF]};
    }
  }
  return encoded;
}

}  // namespace

std::optional<std::string> Request::Query(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::nullopt : std::optional<std::string>(found->second);
}

std::optional<std::string> Request::Header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::nullopt : std::optional<std::string>(found->second);
}

Result<void> OnlyQuery(const Request& request, const std::vector<std::string>& known) {
  std::vector<FieldError> mistakes;
  for (const auto& [name, value] : request.query) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      mistakes.push_back({name.substr(0, 64), "is not known"});
    } else if (request.query.count(name) > 1) {
      mistakes.push_back({name, "occurs more than once"});
    }
  }
  if (mistakes.empty()) return {};
  return InvalidQuery(std::move(mistakes));
}

Result<void> NoBody(const Request& request) {
  if (request.body.empty()) return {};
  return Error{ErrorCode::kInvalid, "malformed-request", "This operation takes no body."};
}

Result<std::optional<std::string>> QueryText(const Request& request,
                                             const std::string& name,
                                             const unicode::TextLimits& limits) {
  const auto given = request.Query(name);
  if (!given || given->empty()) return std::optional<std::string>();
  auto cleaned = unicode::Clean(*given, limits);
  if (cleaned.mistake) return InvalidQuery({{name, *std::move(cleaned.mistake)}});
  if (unicode::IsBlank(cleaned.text)) return std::optional<std::string>();
  return std::optional(std::move(cleaned.text));
}

Result<Page> ReadPage(const Request& request) {
  Page page;
  if (const auto limit = request.Query("limit")) {
    const auto value = ParsePositive(*limit);
    if (!value || *value > 200) {
      return InvalidQuery({{"limit", "must be a whole number from 1 to 200"}});
    }
    page.limit = static_cast<int>(*value);
  }
  page.cursor = request.Query("cursor");
  if (page.cursor && (page.cursor->empty() || page.cursor->size() > 200)) {
    return InvalidQuery({{"cursor", "is not a cursor of this list"}});
  }
  return page;
}

std::pair<std::string, std::string> NextLink(const Request& request, const std::string& cursor) {
  std::string query;
  for (const auto& [name, value] : request.query) {
    if (name != "cursor") query += Encode(name) + "=" + Encode(value) + "&";
  }
  return {"Link", "<?" + query + "cursor=" + Encode(cursor) + ">; rel=\"next\""};
}

Result<std::optional<std::string>> IdempotencyKey(const Request& request) {
  auto key = request.Header("idempotency-key");
  // The gateway's own, for its own retry. A key that is there and empty is a mistake.
  if (!key) key = request.Header("gateway-idempotency-key");
  if (!key) return std::optional<std::string>();
  const bool visible =
      std::all_of(key->begin(), key->end(), [](char c) { return c >= 0x21 && c <= 0x7E; });
  if (key->empty() || key->size() > 200 || !visible) {
    return InvalidHeader("Idempotency-Key", "must be 1 to 200 visible ASCII characters");
  }
  return std::optional<std::string>(std::move(*key));
}

Result<std::optional<std::int64_t>> IfMatch(const Request& request) {
  const auto tag = request.Header("if-match");
  if (!tag || *tag == "*") return std::optional<std::int64_t>();
  std::int64_t version = 0;
  if (tag->size() > 2 && tag->front() == '"' && tag->back() == '"') {
    const char* end = tag->data() + tag->size() - 1;
    const auto [stopped, error] = std::from_chars(tag->data() + 1, end, version);
    if (error == std::errc() && stopped == end && version >= 0) {
      return std::optional<std::int64_t>(version);
    }
  }
  return InvalidHeader("If-Match", "must be one quoted ETag as it was given, or *");
}

}  // namespace erp::http
