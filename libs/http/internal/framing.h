// What is wrong with how a request is framed, before its body is read. Private to this library.
// Bytes that two parsers understand differently would be taken for the next request by one of
// them (request smuggling, RFC 9112 section 11.2), so doubtful framing is refused and the
// connection closed.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace erp::http {

// A request's head as it was sent: names as written, repeated fields repeated.
struct Head {
  std::string method;
  std::string target;
  bool http_1_1 = true;
  Headers fields;

  // Of every field with this name, whatever its case.
  [[nodiscard]] std::vector<std::string_view> Values(std::string_view name) const;
  // The same as one list (RFC 9110 section 5.3).
  [[nodiscard]] std::string List(std::string_view name) const;
  [[nodiscard]] bool TakesBody() const;
};

struct Target {
  std::string path;  // decoded
  std::multimap<std::string, std::string> query;
};

// Why a request is not taken; a problem is made of it where its trace is known.
struct Refusal {
  int status;
  std::string code;
  Message detail;
};

// Bytes of a head (start line, fields, empty line) that no parser may guess about: a line feed or
// carriage return on its own, a folded line, NUL. `head` may be only the beginning; what lies
// before `from` has been looked at.
bool HasDoubtfulLines(std::string_view head, std::size_t from = 0);

// The refusal, or nothing.
std::optional<Refusal> RefuseFraming(const Head& head, std::size_t max_body);

// Origin form only ("/path?query"). Nothing when an escape is broken or what it makes is not clean
// text.
std::optional<Target> ParseTarget(std::string_view target);

// Percent-decoded; where `plus_is_blank`, as in queries and forms, a plus is a blank. Nothing when
// an escape is broken or the text is not clean.
std::optional<std::string> DecodePercent(std::string_view text, bool plus_is_blank);

// Whether the media type is application/json, with charset absent or UTF-8.
bool IsJson(std::string_view content_type);
// The same of application/x-www-form-urlencoded.
bool IsForm(std::string_view content_type);

// Valid UTF-8 (RFC 3629) without NUL.
bool IsCleanText(std::string_view text);

// ASCII only.
std::string Lower(std::string_view text);

}  // namespace erp::http
