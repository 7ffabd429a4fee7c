#include "employee/domain/identity/password_rule.h"

#include <algorithm>
#include <array>
#include <set>

#include "common/unicode.h"
#include "employee/domain/identity/account.h"

namespace erp::employee {
namespace {

// What people put digits and signs at the ends of.
constexpr auto kStems = std::to_array<std::string_view>({
    "admin",    "changeme", "dragon",   "football", "iloveyou", "letmein", "monkey",
    "password", "passw0rd", "p@ssw0rd", "p@ssword", "princess", "qwerty",  "qwertyuiop",
    "sunshine", "superman", "welcome",  "비밀번호", "전자결재",
});
// Of the keyboards that are in use, Korean letters aside: those are typed with the same keys.
constexpr auto kRows = std::to_array<std::string_view>(
    {"1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop", "qaz", "wsx",
     "edc", "rfv", "tgb", "yhn", "ujm", "abcdefghijklmnopqrstuvwxyz"});
constexpr std::size_t kShortestPiece = 3;
constexpr std::size_t kLongestRepeated = 6;  // bytes

bool IsSignOrDigit(char character) {
  const auto byte = static_cast<unsigned char>(character);
  const bool letter = (byte >= 'a' && byte <= 'z') || byte >= 0x80;
  return !letter;
}

std::string Stem(const std::string& text) {
  const auto first = std::find_if_not(text.begin(), text.end(), IsSignOrDigit);
  const auto last = std::find_if_not(text.rbegin(), text.rend(), IsSignOrDigit).base();
  return first < last ? std::string(first, last) : std::string();
}

bool OfFewCharacters(const std::string& text) {
  return std::set<char>(text.begin(), text.end()).size() < 5;
}

// "monkeymonkey": the same few characters again and again.
bool IsRepeated(const std::string& text) {
  for (std::size_t size = 1; size <= kLongestRepeated && 2 * size <= text.size(); ++size) {
    const bool repeated =
        std::equal(text.begin() + static_cast<std::ptrdiff_t>(size), text.end(), text.begin());
    if (repeated) return true;
  }
  return false;
}

// How many characters from `from` on lie beside each other in this row, in one direction or the
// other; a row goes on with its beginning.
std::size_t PieceIn(std::string_view row, std::string_view text) {
  const auto place = row.find(text.front());
  if (place == std::string_view::npos) return 0;
  std::size_t longest = 1;
  for (const std::size_t step : {std::size_t{1}, row.size() - 1}) {
    std::size_t length = 1;
    while (length < text.size() && text[length] == row[(place + length * step) % row.size()]) {
      ++length;
    }
    longest = std::max(longest, length);
  }
  return longest;
}

// "qwertyasdfgh", "1qaz2wsx3edc" aside its digits: made of pieces of rows alone.
bool IsOfRows(std::string_view text) {
  while (!text.empty()) {
    std::size_t piece = 0;
    for (const auto row : kRows) piece = std::max(piece, PieceIn(row, text));
    if (piece < kShortestPiece) return false;
    text.remove_prefix(piece);
  }
  return true;
}

bool IsCommon(std::string_view text) {
  static const auto kCommon = [] {
    std::set<std::string_view, std::less<>> lines;
    auto rest = CommonPasswordsFile();
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      if (end > 0) lines.insert(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return lines;
  }();
  return kCommon.contains(text);
}

bool EverybodyKnows(const std::string& text) {
  const auto stem = Stem(text);
  const bool stems = std::find(kStems.begin(), kStems.end(), stem) != kStems.end();
  return stems || IsCommon(text) || IsCommon(stem) || OfFewCharacters(text) || IsRepeated(text) ||
         IsOfRows(text);
}

}  // namespace

std::optional<Message> PasswordMistake(const std::string& password, const std::string& username) {
  const auto length = unicode::CodePoints(password);
  if (length < kShortestPassword || length > kLongestPassword) {
    return Message("must have from {} to {} characters",
                   static_cast<std::int64_t>(kShortestPassword),
                   static_cast<std::int64_t>(kLongestPassword));
  }
  const auto lower = UsernameKey(password);  // as names are compared
  const auto name = UsernameKey(username);
  if (lower == name || Stem(lower) == name) return Message("must not be the user name");
  if (EverybodyKnows(lower)) return Message("is a password that is easily guessed");
  return std::nullopt;
}

}  // namespace erp::employee
