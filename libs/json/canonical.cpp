#include "json/canonical.h"

#include <cmath>
#include <utility>

#include "common/unicode.h"

namespace erp::json {
namespace {

class Canonizer {
 public:
  explicit Canonizer(const ObjectBounds& bounds) : bounds_(bounds) {}

  Value Of(const Value& value, const std::string& pointer, int depth) {
    if (value.is_object() || value.is_array()) {
      if (depth > bounds_.depth) {
        mistakes_.push_back({pointer, Message("is nested deeper than {} levels", bounds_.depth)});
        return nullptr;
      }
      return value.is_object() ? Object(value, pointer, depth) : Array(value, pointer, depth);
    }
    if (value.is_string()) return Text(value, pointer, {.max = bounds_.text});
    if (value.is_number()) return Number(value, pointer);
    return value;
  }

  std::vector<FieldError> mistakes_;

 private:
  // Counts one more; false when they are too many, which ends the walk.
  bool Takes(const std::string& pointer) {
    if (++count_ <= bounds_.values) return true;
    if (count_ == bounds_.values + 1) {
      mistakes_.push_back({pointer, Message("has more than {} values", bounds_.values)});
    }
    return false;
  }

  Value Object(const Value& value, const std::string& pointer, int depth) {
    Value object = Value::object();
    for (const auto& [name, member] : value.items()) {
      if (depth == 1 && member.is_null()) continue;
      if (!Takes(pointer)) break;
      auto cleaned = unicode::Clean(
          name, {.min = 1, .max = bounds_.name, .single_line = true, .not_blank = true});
      if (cleaned.mistake) {
        mistakes_.push_back({pointer, Message("has a name that {}", *std::move(cleaned.mistake))});
        continue;
      }
      const std::string place = PointerTo(pointer, cleaned.text);
      if (object.contains(cleaned.text)) {
        mistakes_.push_back({place, "occurs more than once"});
        continue;
      }
      object[cleaned.text] = Of(member, place, depth + 1);
    }
    return object;
  }

  Value Array(const Value& value, const std::string& pointer, int depth) {
    Value array = Value::array();
    for (std::size_t i = 0; i < value.size() && Takes(pointer); ++i) {
      array.push_back(Of(value[i], pointer + "/" + std::to_string(i), depth + 1));
    }
    return array;
  }

  Value Text(const Value& value, const std::string& pointer, const unicode::TextLimits& limits) {
    auto cleaned = unicode::Clean(value.get_ref<const std::string&>(), limits);
    if (!cleaned.mistake) return std::move(cleaned.text);
    mistakes_.push_back({pointer, *std::move(cleaned.mistake)});
    return nullptr;
  }

  Value Number(const Value& value, const std::string& pointer) {
    // Beyond the bound a whole number may become another one as a double, but stays beyond it.
    const double number = value.get<double>();
    if (!(std::abs(number) <= static_cast<double>(kMaxNumber))) {
      mistakes_.push_back(
          {pointer, Message("must be a number from {} to {}", -kMaxNumber, kMaxNumber)});
      return nullptr;
    }
    if (number == std::floor(number)) return static_cast<std::int64_t>(number);
    return number;
  }

  const ObjectBounds& bounds_;
  std::size_t count_ = 0;
};

}  // namespace

std::string PointerTo(const std::string& pointer, const std::string& name) {
  std::string place = pointer + "/";
  for (const char c : name) {
    if (c == '~') {
      place += "~0";
    } else if (c == '/') {
      place += "~1";
    } else {
      place += c;
    }
  }
  return place;
}

Canonical CanonicalObject(const Value& value,
                          const std::string& pointer,
                          const ObjectBounds& bounds) {
  if (!value.is_object()) return {"", {{pointer, "must be an object"}}};
  Canonizer canonizer(bounds);
  Canonical canonical{Dump(canonizer.Of(value, pointer, 1)), std::move(canonizer.mistakes_)};
  if (canonical.mistakes.empty() && canonical.text.size() > bounds.bytes) {
    canonical.mistakes.push_back({pointer, Message("has more than {} bytes", bounds.bytes)});
  }
  return canonical;
}

}  // namespace erp::json
