#include "json/object_reader.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "json/canonical.h"

namespace erp::json {
namespace {

Message WholeNumberRule(std::int64_t least, std::int64_t most) {
  if (most == INT64_MAX) return {"must be a whole number at least {}", least};
  return {"must be a whole number from {} to {}", least, most};
}

}  // namespace

ObjectReader::ObjectReader(const Value& value, std::string pointer, UnknownMembers unknown)
    : value_(value),
      pointer_(std::move(pointer)),
      unknown_(unknown),
      is_object_(value.is_object()) {
  if (!is_object_) mistakes_.push_back({pointer_, "must be an object"});
}

const Value* ObjectReader::Find(std::string_view name, bool required) {
  if (!is_object_) return nullptr;
  known_.emplace(name);
  const auto found = value_.find(std::string(name));
  if (found == value_.end() || found->is_null()) {
    if (required) Mistake(name, "is required");
    return nullptr;
  }
  return &*found;
}

std::optional<std::string> ObjectReader::Text(std::string_view name, TextLimits limits) {
  if (Find(name, true) == nullptr) return std::nullopt;
  return OptionalText(name, limits);
}

std::optional<std::string> ObjectReader::OptionalText(std::string_view name, TextLimits limits) {
  const Value* member = Find(name, false);
  if (member == nullptr) return std::nullopt;
  if (!member->is_string()) {
    Mistake(name, "must be a string");
    return std::nullopt;
  }
  const auto& text = member->get_ref<const std::string&>();
  auto checked = unknown_ == UnknownMembers::kRefuse ? unicode::Clean(text, limits)
                                                     : unicode::Unchanged(text, limits);
  if (!checked.mistake) return std::move(checked.text);
  Mistake(name, *std::move(checked.mistake));
  return std::nullopt;
}

std::optional<std::string> ObjectReader::OptionalTextOf(std::string_view name,
                                                        std::string_view old_name,
                                                        TextLimits limits) {
  auto text = OptionalText(name, limits);
  auto other = OptionalText(old_name, limits);
  if (text && other && *text != *other) {
    Mistake(old_name, Message("must be equal to {} when both are given", std::string(name)));
  }
  return text ? std::move(text) : std::move(other);
}

std::optional<std::int64_t> ObjectReader::Integer(std::string_view name,
                                                  std::int64_t least,
                                                  std::int64_t most) {
  if (Find(name, true) == nullptr) return std::nullopt;
  return OptionalInteger(name, least, most);
}

std::optional<std::int64_t> ObjectReader::OptionalInteger(std::string_view name,
                                                          std::int64_t least,
                                                          std::int64_t most) {
  const Value* member = Find(name, false);
  if (member == nullptr) return std::nullopt;
  const bool fits = member->is_number_integer() &&
                    !(member->is_number_unsigned() &&
                      member->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX));
  if (!fits || member->get<std::int64_t>() < least || member->get<std::int64_t>() > most) {
    Mistake(name, WholeNumberRule(least, most));
    return std::nullopt;
  }
  return member->get<std::int64_t>();
}

std::optional<bool> ObjectReader::OptionalBoolean(std::string_view name) {
  const Value* member = Find(name, false);
  if (member == nullptr) return std::nullopt;
  if (!member->is_boolean()) {
    Mistake(name, "must be true or false");
    return std::nullopt;
  }
  return member->get<bool>();
}

std::optional<double> ObjectReader::Number(std::string_view name) {
  const Value* member = Find(name, true);
  if (member == nullptr) return std::nullopt;
  if (!member->is_number() || !std::isfinite(member->get<double>())) {
    Mistake(name, "must be a number");
    return std::nullopt;
  }
  return member->get<double>();
}

std::optional<std::string> ObjectReader::OptionalObject(std::string_view name) {
  const Value* member = Find(name, false);
  if (member == nullptr) return std::nullopt;
  auto canonical = CanonicalObject(*member, PointerTo(pointer_, std::string(name)));
  if (canonical.mistakes.empty()) return std::move(canonical.text);
  for (auto& mistake : canonical.mistakes) mistakes_.push_back(std::move(mistake));
  return std::nullopt;
}

std::optional<std::string> ObjectReader::Word(std::string_view name,
                                              const std::vector<std::string>& allowed) {
  if (Find(name, true) == nullptr) return std::nullopt;
  return OptionalWord(name, allowed);
}

std::optional<std::string> ObjectReader::OptionalWord(std::string_view name,
                                                      const std::vector<std::string>& allowed) {
  const Value* member = Find(name, false);
  if (member == nullptr) return std::nullopt;
  if (member->is_string()) {
    const auto& word = member->get_ref<const std::string&>();
    if (std::find(allowed.begin(), allowed.end(), word) != allowed.end()) return word;
  }
  Mistake(name, Message("must be one of {}", Message::List(allowed)));
  return std::nullopt;
}

const Value* ObjectReader::Array(std::string_view name, std::size_t least, std::size_t most) {
  const Value* member = Find(name, true);
  if (member == nullptr) return nullptr;
  if (!member->is_array() || member->size() < least || member->size() > most) {
    Mistake(name, Message("must be an array of {} to {} elements", least, most));
    return nullptr;
  }
  return member;
}

const Value* ObjectReader::Any(std::string_view name) { return Find(name, false); }

void ObjectReader::Mistake(std::string_view name, Message detail) {
  mistakes_.push_back({pointer_ + "/" + std::string(name), std::move(detail)});
}

void ObjectReader::Absorb(ObjectReader& nested) {
  nested.NoteUnknown();
  for (auto& mistake : nested.mistakes_) mistakes_.push_back(std::move(mistake));
  nested.mistakes_.clear();
}

void ObjectReader::NoteUnknown() {
  if (!is_object_ || unknown_ == UnknownMembers::kIgnore) return;
  for (const auto& member : value_.items()) {
    if (known_.insert(member.key()).second) Mistake(member.key().substr(0, 64), "is not known");
  }
}

std::optional<Error> ObjectReader::Finish() {
  NoteUnknown();
  if (mistakes_.empty()) return std::nullopt;
  return Error{ErrorCode::kInvalid, "invalid-body", "The body has mistakes; see errors.",
               mistakes_};
}

}  // namespace erp::json
