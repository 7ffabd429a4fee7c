#include "employee/domain/identity/account.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace erp::employee {
namespace {

// Of those that lists of breached passwords begin with, the ones that are long enough; compared
// without case, digits and signs at their ends.
constexpr auto kKnown = std::to_array<std::string_view>({
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "abcdefghijkl",
    "administrator",
    "approvalsystem",
    "changemechangeme",
    "correcthorsebatterystaple",
    "iloveyouiloveyou",
    "letmeinletmein",
    "passwordpassword",
    "qazwsxedcrfv",
    "qwertyqwerty",
    "qwertyuiopas",
    "qwertyuiopasdf",
    "qwertzuiopas",
    "welcomewelcome",
    "zaq12wsxcde3",
});
constexpr auto kStems = std::to_array<std::string_view>({
    "admin",    "changeme", "dragon",   "football", "iloveyou", "letmein", "monkey",
    "password", "passw0rd", "p@ssw0rd", "p@ssword", "princess", "qwerty",  "qwertyuiop",
    "sunshine", "superman", "welcome",  "비밀번호", "전자결재",
});

std::string Lower(std::string text) {
  for (auto& character : text) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character + 32);
  }
  return text;
}

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

// "123456789012", "abcdefghijkl": each character is the next one, or the one before.
bool IsRun(const std::string& text) {
  const auto next = [&](int step) {
    return std::adjacent_find(text.begin(), text.end(), [&](char a, char b) {
             const bool round = (a == '9' && b == '0') || (a == '0' && b == '9');
             return b - a != step && !round;
           }) == text.end();
  };
  return next(1) || next(-1);
}

bool EverybodyKnows(const std::string& text) {
  const auto in = [](const auto& list, const std::string& one) {
    return std::find(list.begin(), list.end(), one) != list.end();
  };
  return in(kKnown, text) || in(kStems, Stem(text)) || IsRun(text) || OfFewCharacters(text);
}

}  // namespace

std::string UsernameKey(const std::string& username) { return Lower(username); }

std::optional<Message> PasswordMistake(const std::string& password, const std::string& username) {
  const auto length = unicode::CodePoints(password);
  if (length < kShortestPassword || length > kLongestPassword) {
    return Message("must have from {} to {} characters",
                   static_cast<std::int64_t>(kShortestPassword),
                   static_cast<std::int64_t>(kLongestPassword));
  }
  const auto lower = Lower(password);
  const auto name = Lower(username);
  if (lower == name || Stem(lower) == name) return Message("must not be the user name");
  if (EverybodyKnows(lower)) return Message("is a password that is easily guessed");
  return std::nullopt;
}

}  // namespace erp::employee
