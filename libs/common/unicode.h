// Text that people write and read: when two texts are the same, how long one is, whether anything
// of it can be seen, and which characters have no place in it. UTF-8 throughout; properties of
// characters as utf8proc knows them (Unicode 15). Pure functions, thread-safe, linear in the
// length of the text.
//
//   const auto cleaned = unicode::Clean(title, {.min = 1, .max = 200, .single_line = true});
//   if (cleaned.mistake) ...            // "must be a single line"
//   Store(cleaned.text);                // in normal form C
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/message.h"

namespace erp::unicode {

// What a piece of text may be. Lengths are code points of the text in normal form C (NFC),
// inclusive: 한 is one whether it came as one syllable or as three letters.
struct TextLimits {
  std::size_t min = 0;
  std::size_t max = 1000;
  // Without line breaks, tabs and directional marks. Otherwise line breaks (stored as \n), tabs
  // and the marks U+200E, U+200F and U+061C are part of the text. Never allowed: other control
  // characters, and the directional embeddings, overrides and isolates, which make a text look
  // different from what it says.
  bool single_line = false;
  // At least one character can be seen.
  bool not_blank = false;
  // White space and invisible characters at both ends are taken off first.
  bool trimmed = false;
};

struct Cleaned {
  std::string text;                // not to be used when there is a mistake
  std::optional<Message> mistake;  // "must have from 1 to 200 characters"
};

// The text as it is stored and compared, in NFC, or what is wrong with it. Cleaning twice is
// cleaning once.
Cleaned Clean(std::string_view text, const TextLimits& limits);

// The text unchanged, or what is wrong with its length; never with NUL. For what our own programs
// wrote, perhaps under older rules.
Cleaned Unchanged(std::string_view text, const TextLimits& limits);

// Normal form C; nothing when the text is not UTF-8 or has more than 30 combining marks in a row
// (the limit of Unicode's Stream-Safe Text Format; without it, sorting them takes quadratic time).
std::optional<std::string> Nfc(std::string_view text);

// Code points of valid UTF-8.
std::size_t CodePoints(std::string_view text);

// Whether nothing of it can be seen: white space of any script, zero-width and other invisible
// characters, fillers such as U+3164 and U+2800. Empty and broken text is blank.
bool IsBlank(std::string_view text);

}  // namespace erp::unicode
