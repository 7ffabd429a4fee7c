// A text to hash: named members with their lengths, so that different values never give the
// same text ("a" + "bc" and "ab" + "c" differ).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace erp::approval_request {

class CanonicalText {
 public:
  // `format` names the layout, so that a later layout cannot collide with this one.
  explicit CanonicalText(std::string_view format) : text_(format) { text_ += '\n'; }

  CanonicalText& Add(std::string_view name, std::string_view value) {
    text_.append(name).append(":").append(std::to_string(value.size())).append(":");
    text_.append(value).append("\n");
    return *this;
  }
  CanonicalText& Add(std::string_view name, std::int64_t value) {
    return Add(name, std::to_string(value));
  }

  [[nodiscard]] const std::string& str() const { return text_; }

 private:
  std::string text_;
};

}  // namespace erp::approval_request
