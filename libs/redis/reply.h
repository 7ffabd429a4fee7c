// A Redis answer as a plain value (RESP2).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace erp::redis {

struct Reply {
  enum class Kind { kNil, kText, kInteger, kArray, kStatus, kError };
  Kind kind = Kind::kNil;
  std::string text;  // kText, kStatus, kError; binary-safe
  std::int64_t integer = 0;
  std::vector<Reply> elements;

  [[nodiscard]] bool IsNil() const { return kind == Kind::kNil; }
  // The text, or the integer printed. An error answer is thrown as Lease::Run throws it, so that
  // one among the answers of a pipeline means the same; any other kind is std::runtime_error: a
  // script that answers something else than agreed is a bug.
  [[nodiscard]] std::string AsText() const;
  [[nodiscard]] std::int64_t AsInteger() const;  // also from decimal text
  [[nodiscard]] const std::vector<Reply>& AsArray() const&;
  [[nodiscard]] std::vector<Reply> AsArray() &&;  // safe in `for (… : pool.Run(…).AsArray())`
};

}  // namespace erp::redis
