#include "common/message.h"

#include <cstddef>
#include <optional>
#include <utility>

namespace erp {
namespace {

// A place at the start of `text`, "{}" or "{0}" to "{9}".
struct Place {
  std::size_t length;
  std::optional<std::size_t> number;
};

std::optional<Place> PlaceAt(std::string_view text) {
  if (text.starts_with("{}")) return Place{2, std::nullopt};
  if (text.size() < 3 || text[0] != '{' || text[2] != '}') return std::nullopt;
  if (text[1] < '0' || text[1] > '9') return std::nullopt;
  return Place{3, static_cast<std::size_t>(text[1] - '0')};
}

}  // namespace

std::string FillIn(std::string_view sentence, const std::vector<std::string>& values) {
  std::string filled;
  std::size_t next = 0;
  while (!sentence.empty()) {
    const auto place = PlaceAt(sentence);
    const auto number = place ? place->number.value_or(next) : values.size();
    if (number >= values.size()) {
      filled += sentence.front();
      sentence.remove_prefix(1);
      continue;
    }
    if (!place->number) ++next;
    filled += values[number];
    sentence.remove_prefix(place->length);
  }
  return filled;
}

Message Message::Verbatim(std::string text) {
  Message message(std::move(text));
  message.verbatim_ = true;
  return message;
}

std::string Message::English() const {
  if (arguments_.empty()) return sentence_;
  std::vector<std::string> values;
  values.reserve(arguments_.size());
  for (const auto& argument : arguments_) values.push_back(argument.English());
  return FillIn(sentence_, values);
}

}  // namespace erp
