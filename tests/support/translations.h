// Whether a table of translations can be trusted: what its templates leave open is filled in both.
#pragma once

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "http/language.h"

namespace erp::test {

// What is wrong with the table, one line for each mistake.
inline std::vector<std::string> MistakesIn(std::span<const http::Translation> table) {
  const std::vector<std::string> values = {"<a>", "<b>", "<c>", "<d>"};
  const auto used = [&](std::string_view sentence) {
    std::multiset<std::string> found;
    const std::string filled = FillIn(sentence, values);
    for (const auto& value : values) {
      for (auto at = filled.find(value); at != filled.npos; at = filled.find(value, at + 1)) {
        found.insert(value);
      }
    }
    return found;
  };
  const auto has_hangul = [](std::string_view text) {  // U+AC00..U+D7A3
    return std::any_of(text.begin(), text.end(), [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return byte >= 0xEA && byte <= 0xED;
    });
  };
  std::vector<std::string> mistakes;
  std::set<std::string_view> seen;
  for (const auto& [english, korean] : table) {
    const std::string name(english);
    if (!seen.insert(english).second) mistakes.push_back("twice: " + name);
    if (used(english) != used(korean)) mistakes.push_back("other places: " + name);
    if (has_hangul(english)) mistakes.push_back("Korean in the English: " + name);
    if (!has_hangul(korean)) mistakes.push_back("no Korean: " + name);
  }
  return mistakes;
}

}  // namespace erp::test
