// A request as a handler sees it and the answer it gives: plain values, no library types.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/id.h"
#include "common/result.h"
#include "common/unicode.h"
#include "http/byte_source.h"

namespace erp::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string path;                           // decoded, without the query
  std::map<std::string, std::string> params;  // of the route pattern, "{id}" -> "17"
  std::multimap<std::string, std::string> query;
  std::map<std::string, std::string> headers;  // names in lower case, first value
  std::string body;

  // The path parameter as a positive id, or 404: an id that cannot exist is not found.
  template <typename IdType>
  [[nodiscard]] Result<IdType> PathId(const std::string& name) const {
    const auto id = IdType::Parse(params.at(name));
    if (id) return *id;
    return Error{ErrorCode::kNotFound, "not-found", "There is nothing at this path."};
  }

  [[nodiscard]] std::optional<std::string> Query(const std::string& name) const;
  // `name` in lower case.
  [[nodiscard]] std::optional<std::string> Header(const std::string& name) const;
};

struct Response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  Headers headers = {};
  // Streamed, of a route that says so (Route::streams_answer): the body comes from here instead.
  // Read and freed on worker threads, a piece of at most 64 KiB whenever the client has taken the
  // one before. Whatever it throws after the first piece cuts the connection.
  std::shared_ptr<ByteSource> source = nullptr;
  // How many bytes it gives, where that is known; otherwise the answer is chunked.
  std::optional<std::uint64_t> source_size = {};
  std::string code = {};  // of a problem
};

// Refuses query parameters that are not in `known`, naming each: slug "invalid-query".
Result<void> OnlyQuery(const Request& request, const std::vector<std::string>& known);

// For operations whose method could take a body but which take none: 400 "malformed-request".
Result<void> NoBody(const Request& request);

// A parameter that is compared with stored text, cleaned as that was (common/unicode.h). Nothing
// when it is absent or blank: existing clients send empty filters. Slug "invalid-query".
Result<std::optional<std::string>> QueryText(const Request& request,
                                             const std::string& name,
                                             const unicode::TextLimits& limits);

// limit and cursor of a list (architecture: default and most 200).
struct Page {
  int limit = 200;
  std::optional<std::string> cursor;
};

// Reads `limit` (1..200) and `cursor`; slug "invalid-query".
Result<Page> ReadPage(const Request& request);

// `Link: <?…&cursor=…>; rel="next"`: relative, so right with and without the /api prefix.
// Keeps the request's other query parameters.
std::pair<std::string, std::string> NextLink(const Request& request, const std::string& cursor);

// The Idempotency-Key header, without it that of the gateway (Gateway-Idempotency-Key): 1..200
// visible ASCII characters, slug "invalid-header".
Result<std::optional<std::string>> IdempotencyKey(const Request& request);

// If-Match as a version (`"7"`), absent -> nothing, anything else -> 400 "invalid-header".
Result<std::optional<std::int64_t>> IfMatch(const Request& request);

}  // namespace erp::http
