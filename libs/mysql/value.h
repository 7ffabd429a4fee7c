// Values that go into statements and come out of rows: typed, no driver types.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/clock.h"

namespace erp::mysql {

// NULL, an integer, text (also bytes, DATE as "YYYY-MM-DD" and DECIMAL), or DATETIME(3) in UTC.
using Value = std::variant<std::monostate, std::int64_t, std::string, Instant>;
using Values = std::vector<Value>;

// The value, or NULL.
template <typename T>
Value Nullable(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}

// One row of a result. Columns are counted from 0 in the order of the SELECT. Asking for a
// type that the column does not have, or for NULL, is a bug and throws std::logic_error.
class Row {
 public:
  explicit Row(Values cells) : cells_(std::move(cells)) {}

  [[nodiscard]] std::size_t size() const { return cells_.size(); }
  [[nodiscard]] bool IsNull(std::size_t column) const;
  [[nodiscard]] std::int64_t Integer(std::size_t column) const;
  [[nodiscard]] const std::string& Text(std::size_t column) const;
  [[nodiscard]] Instant Time(std::size_t column) const;
  [[nodiscard]] std::optional<std::int64_t> OptionalInteger(std::size_t column) const;
  [[nodiscard]] std::optional<std::string> OptionalText(std::size_t column) const;

 private:
  Values cells_;
};

using Rows = std::vector<Row>;

// What a changing statement did.
struct Written {
  std::int64_t matched = 0;    // rows the condition matched, changed or not
  std::int64_t insert_id = 0;  // AUTO_INCREMENT value given, 0 when none
};

}  // namespace erp::mysql
