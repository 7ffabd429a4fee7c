#include "employee/domain/text.h"

#include <algorithm>
#include <cstdint>

namespace erp::employee {
namespace {

constexpr std::size_t kLongestEmail = 254;
constexpr std::size_t kLongestLocalPart = 64;

// How many bytes the character at the start of `text` has; 0 when it is not UTF-8.
std::size_t CharacterLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates and what lies above U+10FFFF.
  if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F) ||
      (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) {
    return 0;
  }
  return length;
}

bool IsControl(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;  // U+0080..U+009F
}

// Code points, or nothing when a character is broken or a control character.
std::optional<std::size_t> CountCharacters(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const std::size_t length = CharacterLength(text);
    if (length == 0 || IsControl(text.substr(0, length))) return std::nullopt;
    text.remove_prefix(length);
    ++count;
  }
  return count;
}

}  // namespace

std::string Trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

std::optional<std::string> TextMistake(std::string_view text, std::size_t least, std::size_t most) {
  const auto characters = CountCharacters(text);
  if (!characters) return "must not contain control characters";
  if (*characters >= least && *characters <= most) return std::nullopt;
  return "must have from " + std::to_string(least) + " to " + std::to_string(most) + " characters";
}

std::optional<std::string> EmailMistake(std::string_view text) {
  const auto at = text.find('@');
  const auto dot = text.rfind('.');
  const bool sane = text.size() <= kLongestEmail && CountCharacters(text) &&
                    text.find(' ') == std::string_view::npos && at != std::string_view::npos &&
                    at >= 1 && at <= kLongestLocalPart &&
                    text.find('@', at + 1) == std::string_view::npos &&
                    dot != std::string_view::npos && dot > at + 1 && dot + 1 < text.size() &&
                    text.find("..") == std::string_view::npos;
  if (sane) return std::nullopt;
  return "must be an e-mail address";
}

}  // namespace erp::employee
