#include "http/internal/framing.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace erp::http {
namespace {

constexpr std::size_t kLongestTarget = 8 * 1024;
constexpr std::size_t kMaxFields = 100;

// With two of them, somebody on the way may have counted the other one.
constexpr std::array kOnce = {"content-type", "authorization", "idempotency-key",
                              "gateway-idempotency-key", "if-match"};

// What ends or divides the authority of an address, or lists (RFC 3986 section 3.2): there is no
// host then, or two readers would find different ones (RFC 9112 section 3.2).
constexpr std::string_view kNotInHost = "/?#@\\, \t";

Refusal Malformed(Message detail) { return {400, "malformed-request", std::move(detail)}; }

// Length of the UTF-8 sequence that starts with `first`, 0 when none can.
std::size_t SequenceLength(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

std::optional<Refusal> RefuseLength(const Head& head, std::size_t max_body) {
  const auto lengths = head.Values("content-length");
  const auto codings = head.Values("transfer-encoding");
  if (lengths.size() + codings.size() > 1) {
    return Malformed("The length of the body is given more than once.");
  }
  if (codings.size() == 1) {
    if (!head.http_1_1 || Lower(codings.front()) != "chunked") {
      return Malformed("The only Transfer-Encoding taken is chunked, with HTTP/1.1.");
    }
    if (!head.TakesBody()) return Malformed("This method takes no body.");
  }
  if (lengths.size() == 1) {
    const std::string text(lengths.front());
    const bool digits =
        !text.empty() && text.size() <= 18 && text.find_first_not_of("0123456789") == text.npos;
    if (!digits) return Malformed("Content-Length is not a whole number.");
    if (!head.TakesBody() && text.find_first_not_of('0') != text.npos) {
      return Malformed("This method takes no body.");
    }
    if (std::stoull(text) > max_body) {
      return Refusal{413, "body-too-large", Message("The body has more than {} bytes.", max_body)};
    }
  }
  return std::nullopt;
}

int Hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::vector<std::string_view> Head::Values(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [field, value] : fields) {
    if (field.size() == name.size() && Lower(field) == name) values.emplace_back(value);
  }
  return values;
}

std::string Head::List(std::string_view name) const {
  std::string list;
  for (const auto value : Values(name)) list.append(list.empty() ? "" : ",").append(value);
  return list;
}

bool Head::TakesBody() const { return method == "POST" || method == "PUT" || method == "PATCH"; }

bool HasDoubtfulLines(std::string_view head, std::size_t from) {
  for (std::size_t i = from; i < head.size(); ++i) {
    const char c = head[i];
    if (c == '\0' || (c == '\n' && (i == 0 || head[i - 1] != '\r'))) return true;
    if (c == '\r' && i + 1 < head.size() && head[i + 1] != '\n') return true;
    const bool folded = (c == ' ' || c == '\t') && i > 0 && head[i - 1] == '\n';
    if (folded) return true;
  }
  return false;
}

std::optional<Refusal> RefuseFraming(const Head& head, std::size_t max_body) {
  if (head.fields.size() > kMaxFields) {
    return Refusal{431, "header-too-large",
                   Message("There are more than {} header fields.", kMaxFields)};
  }
  if (head.target.size() > kLongestTarget) {
    return Refusal{414, "uri-too-long", "The address is longer than 8 KiB."};
  }
  const auto hosts = head.Values("host");
  if (hosts.size() > 1 || (head.http_1_1 && hosts.empty())) {
    return Malformed("There must be one Host header.");
  }
  if (!hosts.empty() && hosts.front().find_first_of(kNotInHost) != std::string_view::npos) {
    return Malformed("The Host header is not the name of a host.");
  }
  for (const char* name : kOnce) {
    if (head.Values(name).size() > 1) {
      return Malformed(Message("The header {} occurs more than once.", name));
    }
  }
  if (auto refusal = RefuseLength(head, max_body)) return refusal;
  if (!head.Values("content-encoding").empty()) {
    return Refusal{415, "unsupported-media-type", "Encoded bodies are not taken."};
  }
  for (const auto value : head.Values("expect")) {
    if (Lower(value) != "100-continue") {
      return Refusal{417, "expectation-failed", "The only Expect taken is 100-continue."};
    }
  }
  return std::nullopt;
}

std::optional<std::string> DecodePercent(std::string_view text, bool plus_is_blank) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size() || Hex(text[i + 1]) < 0 || Hex(text[i + 2]) < 0) {
        return std::nullopt;
      }
      decoded += static_cast<char>(Hex(text[i + 1]) * 16 + Hex(text[i + 2]));
      i += 2;
    } else {
      decoded += plus_is_blank && text[i] == '+' ? ' ' : text[i];
    }
  }
  if (!IsCleanText(decoded)) return std::nullopt;
  return decoded;
}

std::optional<Target> ParseTarget(std::string_view target) {
  if (target.empty() || target.front() != '/' || target.find('#') != target.npos) {
    return std::nullopt;
  }
  const auto mark = std::min(target.find('?'), target.size());
  Target parsed;
  auto path = DecodePercent(target.substr(0, mark), false);
  if (!path) return std::nullopt;
  parsed.path = std::move(*path);
  for (auto rest = target.substr(std::min(mark + 1, target.size())); !rest.empty();) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = DecodePercent(pair.substr(0, equals), true);
    auto value = DecodePercent(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!name || !value) return std::nullopt;
    parsed.query.emplace(std::move(*name), std::move(*value));
  }
  return parsed;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return lower;
}

namespace {

// The type with charset absent or UTF-8.
bool IsTextType(std::string_view content_type, std::string_view wanted) {
  auto lower = Lower(content_type);
  lower.erase(std::remove(lower.begin(), lower.end(), ' '), lower.end());
  lower.erase(std::remove(lower.begin(), lower.end(), '"'), lower.end());
  return lower == wanted || lower == std::string(wanted) + ";charset=utf-8";
}

}  // namespace

bool IsJson(std::string_view content_type) { return IsTextType(content_type, "application/json"); }

bool IsForm(std::string_view content_type) {
  return IsTextType(content_type, "application/x-www-form-urlencoded");
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
      // Over-long forms, surrogates, beyond U+10FFFF: only the second byte shows it.
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
