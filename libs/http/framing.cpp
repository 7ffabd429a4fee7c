#include "http/framing.h"

#include <httplib.h>

#include <algorithm>
#include <cctype>

#include "http/reply.h"

namespace erp::http {
namespace {

// As much as the gateway takes; browsers send about 20 headers.
constexpr std::size_t kMaxHeaders = 100;
constexpr std::size_t kMaxHeaderBytes = 32 << 10;

// With two of them, somebody on the way may have counted the other one.
constexpr const char* kOnce[] = {"Host", "Content-Type", "Authorization", "Idempotency-Key",
                                 "If-Match"};

bool TakesBody(const std::string& method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

Response Malformed(std::string_view detail) {
  return ProblemStatus(400, "malformed-request", detail);
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return lower;
}

// RFC 9110 section 5.6.2: what a header name is made of. A blank before the colon is none of it.
bool IsToken(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

bool HasControl(std::string_view value) {
  return std::any_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

std::optional<Response> RefuseHeaders(const httplib::Request& request) {
  std::size_t size = 0;
  for (const auto& [name, value] : request.headers) {
    if (!IsToken(name)) return Malformed("A header name has characters that no name has.");
    if (HasControl(value)) return Malformed("A header value has control characters.");
    size += name.size() + value.size();
  }
  for (const char* name : kOnce) {
    if (request.get_header_value_count(name) > 1) {
      return Malformed("The header " + std::string(name) + " occurs more than once.");
    }
  }
  if (request.headers.size() > kMaxHeaders || size > kMaxHeaderBytes) {
    return ProblemStatus(431, "header-too-large",
                         "There are more than " + std::to_string(kMaxHeaders) +
                             " headers, or they are longer than " +
                             std::to_string(kMaxHeaderBytes) + " bytes.");
  }
  return std::nullopt;
}

// Length of the UTF-8 sequence that starts with `first`, 0 when none can.
std::size_t SequenceLength(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

std::optional<Response> RefuseLength(const httplib::Request& request,
                                     std::size_t max_body,
                                     bool has_body) {
  const auto lengths = request.get_header_value_count("Content-Length");
  const auto codings = request.get_header_value_count("Transfer-Encoding");
  if (lengths > 1 || codings > 1 || (lengths == 1 && codings == 1)) {
    return Malformed("The length of the body is given more than once.");
  }
  if (codings == 1 && Lower(request.get_header_value("Transfer-Encoding")) != "chunked") {
    return Malformed("The only Transfer-Encoding taken is chunked.");
  }
  if (lengths == 1) {
    const auto text = request.get_header_value("Content-Length");
    const bool digits =
        !text.empty() && text.size() <= 18 && text.find_first_not_of("0123456789") == text.npos;
    if (!digits) return Malformed("Content-Length is not a whole number.");
    if (!has_body && text.find_first_not_of('0') != text.npos) {
      return Malformed("This method takes no body.");
    }
    if (std::stoull(text) > max_body) {
      return ProblemStatus(413, "body-too-large",
                           "The body has more than " + std::to_string(max_body) + " bytes.");
    }
  }
  if (codings == 1 && !has_body) return Malformed("This method takes no body.");
  return std::nullopt;
}

}  // namespace

std::optional<Response> RefuseFraming(httplib::Request& request, std::size_t max_body) {
  if (auto refusal = RefuseHeaders(request)) return refusal;
  const bool has_body = TakesBody(request.method);
  if (auto refusal = RefuseLength(request, max_body, has_body)) return refusal;
  if (request.has_header("Content-Encoding")) {
    return ProblemStatus(415, "unsupported-media-type", "Encoded bodies are not taken.");
  }
  if (Lower(request.get_header_value("Content-Type")).find("multipart/") == 0) {
    return ProblemStatus(415, "unsupported-media-type", "The body must be application/json.");
  }
  if (!IsCleanText(request.path)) return Malformed("The path is not clean UTF-8.");
  for (const auto& [name, value] : request.params) {
    if (!IsCleanText(name) || !IsCleanText(value)) {
      return Malformed("The query is not clean UTF-8.");
    }
  }
  if (has_body && !request.has_header("Content-Length") &&
      !request.has_header("Transfer-Encoding")) {
    request.headers.emplace("Content-Length", "0");
  }
  request.headers.erase("Range");
  request.ranges.clear();
  return std::nullopt;
}

bool IsJson(std::string_view content_type) {
  auto lower = Lower(content_type);
  lower.erase(std::remove(lower.begin(), lower.end(), ' '), lower.end());
  lower.erase(std::remove(lower.begin(), lower.end(), '"'), lower.end());
  return lower == "application/json" || lower == "application/json;charset=utf-8";
}

bool IsCleanText(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto first = static_cast<unsigned char>(text[i]);
    const auto length = SequenceLength(first);
    if (first == 0 || length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xC0) != 0x80) return false;
      // Over-long forms, surrogates, beyond U+10FFFF: only the second byte tells.
      if (k == 1 && ((first == 0xE0 && next < 0xA0) || (first == 0xED && next > 0x9F) ||
                     (first == 0xF0 && next < 0x90) || (first == 0xF4 && next > 0x8F))) {
        return false;
      }
    }
    i += length;
  }
  return true;
}

}  // namespace erp::http
