#include "common/form_id.h"

#include <algorithm>

namespace erp {
namespace {

constexpr std::size_t kMost = 40;

bool IsSmall(char c) { return c >= 'a' && c <= 'z'; }
bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool IsFormId(std::string_view text) {
  if (text.empty() || text.size() > kMost || !IsSmall(text.front()) || text.back() == '-') {
    return false;
  }
  return text.find("--") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return IsSmall(c) || IsDigit(c) || c == '-'; });
}

std::string TypeOfForm(std::string_view form) {
  std::string type(form);
  for (char& c : type) {
    if (IsSmall(c)) c = static_cast<char>(c - 'a' + 'A');
    if (c == '-') c = '_';
  }
  return type;
}

std::optional<std::string> FormOfType(std::string_view type) {
  std::string form(type);
  for (char& c : form) {
    if (IsSmall(c) || c == '-') return std::nullopt;
    if (IsCapital(c)) c = static_cast<char>(c - 'A' + 'a');
    if (c == '_') c = '-';
  }
  if (!IsFormId(form)) return std::nullopt;
  return form;
}

}  // namespace erp
