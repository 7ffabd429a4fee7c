#include "common/unicode.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

#include <utf8proc.h>

namespace erp::unicode {
namespace {

using CodePoint = utf8proc_int32_t;

constexpr int kMaxMarks = 30;
constexpr CodePoint kBroken = -1;

const utf8proc_uint8_t* Bytes(std::string_view text) {
  return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

// Takes the first code point off the text, which is not empty; kBroken when it is not UTF-8.
CodePoint Next(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) {
    text.remove_prefix(1);
    return first;
  }
  CodePoint code = kBroken;
  const auto length =
      utf8proc_iterate(Bytes(text), static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (length <= 0) return kBroken;
  text.remove_prefix(static_cast<std::size_t>(length));
  return code;
}

bool In(CodePoint code, CodePoint first, CodePoint last) { return code >= first && code <= last; }

// Line feed and what else ends a line or paragraph.
bool EndsLine(CodePoint code) { return code == '\n' || code == '\r' || In(code, 0x2028, 0x2029); }

bool IsDirectionalMark(CodePoint code) { return In(code, 0x200E, 0x200F) || code == 0x061C; }

// Embeddings, overrides, isolates and the deprecated controls beside them.
bool ChangesDirection(CodePoint code) {
  return In(code, 0x202A, 0x202E) || In(code, 0x2066, 0x206F);
}

// White space and format characters (Cf), which take no ink. The tag characters are Cf as well,
// but belong to the flag before them.
bool IsInvisible(CodePoint code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    case UTF8PROC_CATEGORY_CF:
      return !In(code, 0xE0000, 0xE007F);
    default:
      return false;
  }
}

// Also what is ignorable or empty by itself, but may stand beside something that can be seen.
bool HasNoInk(CodePoint code) {
  constexpr CodePoint kBrailleBlank = 0x2800;
  return IsInvisible(code) || utf8proc_get_property(code)->ignorable || code == kBrailleBlank;
}

// Code points that are the same in NFC whatever stands beside them; most text has no others.
bool StaysInNfc(CodePoint code) {
  return code < 0x300 || In(code, 0xAC00, 0xD7A3) || In(code, 0x4E00, 0x9FFF);
}

struct Scan {
  bool readable = true;  // UTF-8 without towers of combining marks
  bool is_nfc = true;    // for certain
};

Scan Look(std::string_view text) {
  Scan scan;
  int marks = 0;
  while (!text.empty()) {
    const auto code = Next(text);
    if (code == kBroken) return {false, false};
    if (StaysInNfc(code)) {
      marks = 0;
      continue;
    }
    scan.is_nfc = false;
    marks = utf8proc_get_property(code)->combining_class == 0 ? 0 : marks + 1;
    if (marks > kMaxMarks) return {false, false};
  }
  return scan;
}

std::string WithLineFeeds(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto rest = text;
    const auto code = Next(text);
    if (!EndsLine(code)) {
      result += rest.substr(0, rest.size() - text.size());
      continue;
    }
    if (code == '\r' && !text.empty() && text.front() == '\n') text.remove_prefix(1);
    result += '\n';
  }
  return result;
}

std::string_view Trimmed(std::string_view text) {
  std::size_t first = text.size();  // of what can be seen
  std::size_t end = text.size();    // after it
  for (auto rest = text; !rest.empty();) {
    const auto start = text.size() - rest.size();
    if (IsInvisible(Next(rest))) continue;
    first = std::min(first, start);
    end = text.size() - rest.size();
  }
  return text.substr(first, end - first);
}

std::string Name(CodePoint code) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string digits;
  for (auto rest = static_cast<std::uint32_t>(code); rest != 0 || digits.size() < 4; rest >>= 4) {
    digits.insert(digits.begin(), kHex[rest & 0xF]);
  }
  return "U+" + digits;
}

std::optional<Message> ForbiddenIn(std::string_view text, bool single_line) {
  while (!text.empty()) {
    const auto code = Next(text);
    if (single_line && EndsLine(code)) return "must be a single line";
    if (ChangesDirection(code) || (single_line && IsDirectionalMark(code))) {
      return Message("must not contain {}, which changes the direction of text", Name(code));
    }
    if (code == '\n' || (code == '\t' && !single_line)) continue;
    if (utf8proc_category(code) == UTF8PROC_CATEGORY_CC) {
      return Message("must not contain the control character {}", Name(code));
    }
  }
  return std::nullopt;
}

Cleaned WithinLength(std::string text, const TextLimits& limits) {
  const std::size_t length = CodePoints(text);
  if (length >= limits.min && length <= limits.max) return {std::move(text), std::nullopt};
  return {"", Message("must have from {} to {} characters", limits.min, limits.max)};
}

}  // namespace

std::optional<std::string> Nfc(std::string_view text) {
  const auto scan = Look(text);
  if (!scan.readable) return std::nullopt;
  if (scan.is_nfc) return std::string(text);
  utf8proc_uint8_t* composed = nullptr;
  const auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);  // as utf8proc_NFC
  const auto length =
      utf8proc_map(Bytes(text), static_cast<utf8proc_ssize_t>(text.size()), &composed, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(composed, &std::free);
  if (length < 0) throw std::bad_alloc();  // every other failure was excluded by Look
  return std::string(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(length));
}

std::size_t CodePoints(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool IsBlank(std::string_view text) {
  while (!text.empty()) {
    const auto code = Next(text);
    if (code == kBroken) return true;
    if (!HasNoInk(code)) return false;
  }
  return true;
}

Cleaned Clean(std::string_view text, const TextLimits& limits) {
  auto normal = Nfc(text);
  if (!normal) return {"", "must be UTF-8 with at most 30 combining marks in a row"};
  std::string cleaned = limits.single_line ? *std::move(normal) : WithLineFeeds(*normal);
  if (auto forbidden = ForbiddenIn(cleaned, limits.single_line)) {
    return {"", std::move(forbidden)};
  }
  if (limits.trimmed) cleaned = std::string(Trimmed(cleaned));
  if (limits.not_blank && !cleaned.empty() && IsBlank(cleaned)) return {"", "must not be blank"};
  return WithinLength(std::move(cleaned), limits);
}

Cleaned Unchanged(std::string_view text, const TextLimits& limits) {
  if (text.find('\0') != std::string_view::npos) return {"", "must not contain NUL"};
  return WithinLength(std::string(text), limits);
}

}  // namespace erp::unicode
