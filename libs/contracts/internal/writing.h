// A JSON object whose members stay in the order in which they are written. Private to this
// library; .cpp files only.
#pragma once

#include <string>
#include <string_view>

#include "json/json.h"

namespace erp::contracts {

class ObjectWriter {
 public:
  ObjectWriter& Add(std::string_view name, const json::Value& value) {
    text_ += text_.empty() ? '{' : ',';
    text_.append(json::Dump(name)).append(":").append(json::Dump(value));
    return *this;
  }
  // Of an object that has at least one member.
  [[nodiscard]] std::string Text() const { return text_ + '}'; }

 private:
  std::string text_;
};

}  // namespace erp::contracts
