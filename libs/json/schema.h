// A JSON Schema, of which a closed part of draft 7 is taken, and what it says of a value. Whether a
// value fits is valijson's matter; what is said about one that does not is ours, in the words that
// every other mistake of a body has. Include it in .cpp files only.
//
// Taken: an object of `properties`, closed by "additionalProperties": false, `required`; arrays of
// `items`; the bounds of strings, numbers and arrays; `enum`; "format": "date"; `description`, and
// as `label` what people read in Korean and in English. Every schema has one `type`. Anything else
// is refused rather than ignored, so that a misspelt rule is noticed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/error.h"
#include "common/result.h"
#include "json/json.h"

namespace erp::json {

class Schema {
 public:
  // Refuses with slug "invalid-schema" and the place of every mistake. `pointer` is where the
  // definition stands.
  static Result<Schema> Compile(const Value& definition, const std::string& pointer = "");

  // What is wrong with the value, with pointers that begin with `pointer`; empty when it fits. Each
  // place is named once. Numbers must be canonical (json/canonical.h). Thread-safe; linear but for
  // `uniqueItems`.
  [[nodiscard]] std::vector<FieldError> Check(const Value& value,
                                              const std::string& pointer = "") const;

  [[nodiscard]] const Value& definition() const;

 private:
  struct Compiled;
  explicit Schema(std::shared_ptr<const Compiled> compiled);

  std::shared_ptr<const Compiled> compiled_;
};

// The mistakes of a definition, in English: they are read where a daemon starts.
Result<void> CheckDefinition(const Value& definition, const std::string& pointer);

}  // namespace erp::json
