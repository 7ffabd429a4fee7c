// What is wrong with how a request is framed, before its body is read. Private to this room.
// The library underneath parses leniently, and bytes that it leaves unread would be taken for
// the next request (request smuggling, RFC 9112 section 11.2), so doubtful framing is refused
// and the connection closed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace httplib {
struct Request;
}

namespace erp::http {

// The refusal, or nothing. Also mends what is harmless: a body method without any length gets
// Content-Length 0, Range is dropped (answers here are never partial).
std::optional<Response> RefuseFraming(httplib::Request& request, std::size_t max_body);

// Whether the media type is application/json, with charset absent or UTF-8.
bool IsJson(std::string_view content_type);

// Valid UTF-8 (RFC 3629) without NUL.
bool IsCleanText(std::string_view text);

}  // namespace erp::http
