// What HMGET has answered, by the names that were asked for.
#pragma once

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "redis/reply.h"

namespace erp::approval_processing {

// Thread-safe, constant. Asked for a name that was not asked for, or for a missing value where
// one must be, it throws std::exception.
class NamedValues {
 public:
  // Throws std::runtime_error when it is not one value for each name. Both must outlive it.
  NamedValues(const std::vector<std::string>& names, const std::vector<redis::Reply>& values)
      : names_(names), values_(values) {
    if (values_.size() != names_.size()) throw std::runtime_error("a hash has other fields");
  }

  [[nodiscard]] bool Has(std::string_view name) const { return !Value(name).IsNil(); }
  [[nodiscard]] std::string Text(std::string_view name) const { return Value(name).AsText(); }
  [[nodiscard]] std::int64_t Number(std::string_view name) const { return Value(name).AsInteger(); }
  // 0 where there is none.
  [[nodiscard]] std::int64_t Count(std::string_view name) const {
    return Has(name) ? Number(name) : 0;
  }

 private:
  [[nodiscard]] const redis::Reply& Value(std::string_view name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    return values_.at(static_cast<std::size_t>(found - names_.begin()));
  }

  const std::vector<std::string>& names_;
  const std::vector<redis::Reply>& values_;
};

}  // namespace erp::approval_processing
