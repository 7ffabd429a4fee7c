// Reads typed members from a JSON object and collects every mistake, so that a client learns
// of all of them at once. Include it in .cpp files only.
//
//   json::ObjectReader reader(body);
//   const auto title = reader.Text("title", {.min = 1, .max = 200});
//   const auto person = reader.Id<EmployeeId>("requesterId");
//   if (auto wrong = reader.Finish()) return *wrong;     // 400 with all mistakes
//   Use(*title, *person);                                // now all are present
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/error.h"
#include "common/id.h"
#include "common/unicode.h"
#include "json/json.h"

namespace erp::json {

using TextLimits = unicode::TextLimits;

enum class UnknownMembers {
  // Requests: a member that nobody reads is a mistake of the client, and texts are cleaned
  // (common/unicode.h): what is stored is in normal form C and within all limits.
  kRefuse,
  // Events and answers of our own services: newer producers may add members, and texts stay as
  // they are, so that what was written under older rules is still read. Of the limits only the
  // length counts; text never contains NUL.
  kIgnore,
};

class ObjectReader {
 public:
  // `value` must outlive the reader. `pointer` is where it stands ("" = the whole body).
  explicit ObjectReader(const Value& value,
                        std::string pointer = "",
                        UnknownMembers unknown = UnknownMembers::kRefuse);

  // Each returns the member, or records a mistake and returns nothing. The Optional forms
  // also return nothing, without a mistake, when the member is absent or null.
  std::optional<std::string> Text(std::string_view name, TextLimits limits = {});
  std::optional<std::string> OptionalText(std::string_view name, TextLimits limits = {});
  // The same text under either of two names; both given and different is a mistake.
  std::optional<std::string> OptionalTextOf(std::string_view name,
                                            std::string_view old_name,
                                            TextLimits limits = {});
  std::optional<std::int64_t> Integer(std::string_view name, std::int64_t least, std::int64_t most);
  std::optional<std::int64_t> OptionalInteger(std::string_view name,
                                              std::int64_t least,
                                              std::int64_t most);
  std::optional<bool> OptionalBoolean(std::string_view name);
  // A finite JSON number; the caller checks its range.
  std::optional<double> Number(std::string_view name);
  // The canonical text of an object (json/canonical.h).
  std::optional<std::string> OptionalObject(std::string_view name);
  // One of `allowed`.
  std::optional<std::string> Word(std::string_view name, const std::vector<std::string>& allowed);
  std::optional<std::string> OptionalWord(std::string_view name,
                                          const std::vector<std::string>& allowed);

  template <typename IdType>
  std::optional<IdType> Id(std::string_view name) {
    const auto value = Integer(name, 1, INT64_MAX);
    return value ? std::optional<IdType>(IdType(*value)) : std::nullopt;
  }
  template <typename IdType>
  std::optional<IdType> OptionalId(std::string_view name) {
    const auto value = OptionalInteger(name, 1, INT64_MAX);
    return value ? std::optional<IdType>(IdType(*value)) : std::nullopt;
  }

  // The array member, or a mistake (also when its length is out of the limits).
  const Value* Array(std::string_view name, std::size_t least, std::size_t most);
  // The member as it is, null when absent; marks it as known.
  const Value* Any(std::string_view name);

  // Records a mistake about a member, for rules that the reader does not know.
  void Mistake(std::string_view name, Message detail);
  // Takes over the mistakes of a reader of a nested object, unknown members included.
  void Absorb(ObjectReader& nested);

  // All mistakes as one Error with slug "invalid-body", or nothing.
  std::optional<Error> Finish();

 private:
  const Value* Find(std::string_view name, bool required);
  void NoteUnknown();

  const Value& value_;
  std::string pointer_;
  UnknownMembers unknown_;
  bool is_object_;
  std::set<std::string, std::less<>> known_;
  std::vector<FieldError> mistakes_;
};

}  // namespace erp::json
