#include "redis/reply.h"

#include <charconv>
#include <stdexcept>
#include <utility>

#include "redis/internal/fault.h"

namespace erp::redis {
namespace {

[[noreturn]] void Unexpected(const char* wanted, const Reply& reply) {
  if (reply.kind == Reply::Kind::kError) ThrowServerError(reply.text);
  static constexpr const char* kNames[] = {"nil", "text", "integer", "array", "status", "error"};
  throw std::runtime_error(std::string("redis answered ") + kNames[static_cast<int>(reply.kind)] +
                           " where " + wanted + " was expected");
}

}  // namespace

std::string Reply::AsText() const {
  if (kind == Kind::kText || kind == Kind::kStatus) return text;
  if (kind == Kind::kInteger) return std::to_string(integer);
  Unexpected("text", *this);
}

std::int64_t Reply::AsInteger() const {
  if (kind == Kind::kInteger) return integer;
  if (kind == Kind::kText || kind == Kind::kStatus) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (!text.empty() && error == std::errc() && stopped == end) return value;
  }
  Unexpected("an integer", *this);
}

const std::vector<Reply>& Reply::AsArray() const& {
  if (kind != Kind::kArray) Unexpected("an array", *this);
  return elements;
}

std::vector<Reply> Reply::AsArray() && {
  if (kind != Kind::kArray) Unexpected("an array", *this);
  return std::move(elements);
}

}  // namespace erp::redis
