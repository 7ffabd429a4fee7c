#include "mysql/value.h"

#include <stdexcept>

namespace erp::mysql {
namespace {

template <typename T>
const T& Get(const Values& cells, std::size_t column) {
  const auto* value = std::get_if<T>(&cells.at(column));
  if (value != nullptr) return *value;
  throw std::logic_error("column " + std::to_string(column) + " is NULL or of another type");
}

}  // namespace

bool Row::IsNull(std::size_t column) const {
  return std::holds_alternative<std::monostate>(cells_.at(column));
}

std::int64_t Row::Integer(std::size_t column) const { return Get<std::int64_t>(cells_, column); }

const std::string& Row::Text(std::size_t column) const { return Get<std::string>(cells_, column); }

Instant Row::Time(std::size_t column) const { return Get<Instant>(cells_, column); }

std::optional<std::int64_t> Row::OptionalInteger(std::size_t column) const {
  return IsNull(column) ? std::nullopt : std::optional(Integer(column));
}

std::optional<std::string> Row::OptionalText(std::size_t column) const {
  return IsNull(column) ? std::nullopt : std::optional(Text(column));
}

}  // namespace erp::mysql
