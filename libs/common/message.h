// A sentence for people: an English template and what stands in its places. The English sentence
// is also the key of its translations (libs/http/language.h), as with gettext, so it is written as
// one literal and never put together from pieces:
//   Message("must be between {} and {}", 1, 200)
// A literal without places and a std::string are Messages by themselves. An argument may be a
// Message of its own; any other argument is shown as it is in every language.
// A value type. Thread-safe for readers.
#pragma once

#include <concepts>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace erp {

class Message {
 public:
  Message() = default;
  Message(const char* sentence) : sentence_(sentence) {}             // NOLINT: implicit
  Message(std::string sentence) : sentence_(std::move(sentence)) {}  // NOLINT: implicit

  // `{}` takes the arguments one after the other.
  template <typename First, typename... More>
  Message(std::string_view sentence, const First& first, const More&... more)
      : sentence_(sentence), arguments_{Argument(first), Argument(more)...} {}

  // Values between commas, shown as they are: "a, b, c".
  template <typename Texts>
  static Message List(const Texts& texts) {
    std::string joined;
    for (const auto& text : texts) {
      if (!joined.empty()) joined += ", ";
      joined += text;
    }
    return Verbatim(std::move(joined));
  }

  [[nodiscard]] bool empty() const { return sentence_.empty(); }
  // The template.
  [[nodiscard]] const std::string& sentence() const { return sentence_; }
  [[nodiscard]] const std::vector<Message>& arguments() const { return arguments_; }
  // Shown as it is in every language: a value, not a sentence.
  [[nodiscard]] bool verbatim() const { return verbatim_; }

  // The whole English sentence, for logs and for other programs.
  [[nodiscard]] std::string English() const;

  friend bool operator==(const Message& message, std::string_view english) {
    return message.English() == english;
  }
  friend std::ostream& operator<<(std::ostream& out, const Message& message) {
    return out << message.English();
  }

 private:
  static Message Verbatim(std::string text);

  template <typename T>
  static Message Argument(const T& value) {
    if constexpr (std::same_as<T, Message>) {
      return value;
    } else if constexpr (std::integral<T>) {
      return Verbatim(std::to_string(value));
    } else {
      return Verbatim(std::string(value));
    }
  }

  std::string sentence_;
  std::vector<Message> arguments_;
  bool verbatim_ = false;
};

// `{}` in `sentence` becomes the next of `values` and `{1}` the second one; a place without a value
// stays as it is. Braces inside a value mean nothing.
std::string FillIn(std::string_view sentence, const std::vector<std::string>& values);

}  // namespace erp
