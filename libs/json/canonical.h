// An object of a stranger as it is stored, hashed and compared: the same text for everything that
// means the same, within bounds. Include it in .cpp files only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/error.h"
#include "json/json.h"

namespace erp::json {

// Inclusive.
struct ObjectBounds {
  int depth = 8;                    // objects and arrays inside each other, the outermost counts
  std::size_t values = 500;         // members and elements, at every depth
  std::size_t bytes = 16UL * 1024;  // of the canonical text
  std::size_t text = 4000;          // code points of a string
  std::size_t name = 64;            // code points of a name
};

// Exact in every reader of JSON.
inline constexpr std::int64_t kMaxNumber = (std::int64_t{1} << 53) - 1;

struct Canonical {
  std::string text;                  // not to be used when there are mistakes
  std::vector<FieldError> mistakes;  // with pointers that begin with the one that was given
};

// Compact, names in the order of their bytes; strings and names cleaned (common/unicode.h) and in
// NFC; numbers within +-kMaxNumber, a whole one without fraction or exponent however it came (1.0,
// 1e0), others as short as they are still the same; without outermost members that are null, which
// means absent. Making the text canonical again changes nothing. Thread-safe.
Canonical CanonicalObject(const Value& value,
                          const std::string& pointer,
                          const ObjectBounds& bounds = {});

// "/a~1b" for the member "a/b" (RFC 6901).
std::string PointerTo(const std::string& pointer, const std::string& name);

}  // namespace erp::json
