// BSON documents: written with Document and Array, read with View. Nothing of libbson shows, and
// client JSON never becomes BSON by itself: every member is written by name, so that no operator
// can be smuggled into a query.
//
//   const Document filter{{"_id", id}, {"ver", 3}};
//   const Document update{{"$set", Document{{"state", "approved"}}}, {"$inc", Document{{"n", 1}}}};
//
// Plain values, not thread-safe. Reading throws Malformed when a member is not what the caller
// says it is: the store holds what this code did not write.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/clock.h"

struct _bson_t;  // NOLINT: reserved, but it is the name behind libbson's bson_t

namespace erp::mongo {

class Array;
class Document;

class Malformed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A 32-bit integer, where the driver insists on one; everything else is written with 64.
struct Int32 {
  std::int32_t value;
};

// What can stand behind a name. Refers to texts and documents without copying them, so it is
// only ever a temporary argument.
class Value {
 public:
  Value(std::nullptr_t) : held_(nullptr) {}  // NOLINT: implicit by intent
  Value(bool value) : held_(value) {}        // NOLINT
  Value(std::integral auto value) : held_(static_cast<std::int64_t>(value)) {}  // NOLINT
  Value(Int32 value) : held_(value) {}                                          // NOLINT
  Value(double value) : held_(value) {}                                         // NOLINT
  Value(std::string_view value) : held_(value) {}                               // NOLINT
  Value(const std::string& value) : held_(std::string_view(value)) {}           // NOLINT
  Value(const char* value) : held_(std::string_view(value)) {}                  // NOLINT
  Value(Instant value) : held_(value) {}                                        // NOLINT
  Value(const Document& value) : held_(&value) {}                               // NOLINT
  Value(const Array& value) : held_(&value) {}                                  // NOLINT

 private:
  friend void Append(_bson_t* bson, std::string_view name, const Value& value);
  std::variant<std::nullptr_t,
               bool,
               std::int64_t,
               Int32,
               double,
               std::string_view,
               Instant,
               const Document*,
               const Array*>
      held_;
};

class View;

namespace internal {
struct BsonDeleter {
  void operator()(_bson_t* bson) const;
};
using BsonPtr = std::unique_ptr<_bson_t, BsonDeleter>;
}  // namespace internal

class Document {
 public:
  struct Member {
    std::string_view name;
    Value value;
  };

  Document();
  Document(std::initializer_list<Member> members);
  // Takes the libbson document over; for this library only.
  explicit Document(internal::BsonPtr bson);
  ~Document() = default;
  Document(Document&&) noexcept = default;
  Document& operator=(Document&&) noexcept = default;
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  Document& Add(std::string_view name, const Value& value);

  // Valid as long as the document lives and is not added to.
  [[nodiscard]] View view() const;
  // Relaxed extended JSON, for logs and tests.
  [[nodiscard]] std::string DebugText() const;
  [[nodiscard]] const _bson_t* raw() const { return bson_.get(); }

 private:
  internal::BsonPtr bson_;
};

class Array {
 public:
  Array();
  Array(std::initializer_list<Value> elements);

  Array& Add(const Value& element);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const _bson_t* raw() const { return document_.raw(); }

 private:
  Document document_;
  std::size_t size_ = 0;
};

struct Element;

// One document or array inside bytes that somebody else owns.
class View {
 public:
  View() = default;
  View(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  // The member, or nothing; null counts as a member.
  [[nodiscard]] std::optional<Element> Find(std::string_view name) const;
  [[nodiscard]] const std::uint8_t* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  // All members or elements in their order.
  [[nodiscard]] std::vector<Element> Elements() const;

  // Each throws Malformed when the member is absent or of another kind.
  [[nodiscard]] std::int64_t Integer(std::string_view name) const;
  [[nodiscard]] bool Boolean(std::string_view name) const;
  [[nodiscard]] std::string Text(std::string_view name) const;
  [[nodiscard]] Instant Time(std::string_view name) const;
  [[nodiscard]] View Object(std::string_view name) const;
  [[nodiscard]] std::vector<Element> List(std::string_view name) const;
  // Any kind of value, as relaxed extended JSON.
  [[nodiscard]] std::string Json(std::string_view name) const;

  // Nothing when the member is absent or null.
  [[nodiscard]] std::optional<std::int64_t> OptionalInteger(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> OptionalText(std::string_view name) const;
  [[nodiscard]] std::optional<Instant> OptionalTime(std::string_view name) const;

 private:
  [[nodiscard]] Element Need(std::string_view name) const;

  const std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

struct OtherKind {};  // a BSON type that this product never writes

// A name with its value; texts and documents refer into the bytes of the View it came from.
struct Element {
  std::string_view name;
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string_view, Instant, OtherKind>
      scalar = nullptr;
  std::optional<View> nested = std::nullopt;  // of a document or an array
  bool is_array = false;

  [[nodiscard]] std::int64_t Integer() const;
  [[nodiscard]] std::string Text() const;
  [[nodiscard]] View Object() const;
};

}  // namespace erp::mongo
