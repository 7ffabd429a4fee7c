#include "mongo/bson.h"

#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include <bson/bson.h>

namespace erp::mongo {
namespace {

[[noreturn]] void Fail(std::string_view name, std::string_view what) {
  throw Malformed("stored document: \"" + std::string(name) + "\" " + std::string(what));
}

void Check(bool appended, std::string_view name) {
  // Only a document beyond 2 GB or a name with NUL gets here.
  if (!appended) throw std::length_error("cannot append \"" + std::string(name) + "\" to BSON");
}

Element Decode(const bson_iter_t& iter) {
  Element element;
  element.name = std::string_view(bson_iter_key(&iter), bson_iter_key_len(&iter));
  std::uint32_t length = 0;
  const std::uint8_t* bytes = nullptr;
  switch (bson_iter_type(&iter)) {
    case BSON_TYPE_NULL:
      break;
    case BSON_TYPE_BOOL:
      element.scalar = bson_iter_bool(&iter);
      break;
    case BSON_TYPE_INT32:
      element.scalar = static_cast<std::int64_t>(bson_iter_int32(&iter));
      break;
    case BSON_TYPE_INT64:
      element.scalar = static_cast<std::int64_t>(bson_iter_int64(&iter));
      break;
    case BSON_TYPE_DOUBLE:
      element.scalar = bson_iter_double(&iter);
      break;
    case BSON_TYPE_UTF8: {
      const char* text = bson_iter_utf8(&iter, &length);
      element.scalar = std::string_view(text, length);
      break;
    }
    case BSON_TYPE_DATE_TIME:
      element.scalar = Instant(std::chrono::milliseconds(bson_iter_date_time(&iter)));
      break;
    case BSON_TYPE_DOCUMENT:
      bson_iter_document(&iter, &length, &bytes);
      element.nested = View(bytes, length);
      break;
    case BSON_TYPE_ARRAY:
      bson_iter_array(&iter, &length, &bytes);
      element.nested = View(bytes, length);
      element.is_array = true;
      break;
    default:
      element.scalar = OtherKind{};
      break;
  }
  return element;
}

// The server's answers carry counts as any numeric type.
std::optional<std::int64_t> AsInteger(const Element& element) {
  if (const auto* whole = std::get_if<std::int64_t>(&element.scalar)) return *whole;
  if (const auto* number = std::get_if<double>(&element.scalar)) {
    if (std::trunc(*number) == *number && std::abs(*number) < 9007199254740992.0) {
      return static_cast<std::int64_t>(*number);
    }
  }
  return std::nullopt;
}

// Nothing when a text in it is no UTF-8.
std::optional<std::string> RelaxedJson(const bson_t& bson) {
  const std::unique_ptr<char, decltype(&bson_free)> text(
      bson_as_relaxed_extended_json(&bson, nullptr), &bson_free);
  if (text == nullptr) return std::nullopt;
  return std::string(text.get());
}

}  // namespace

void Append(bson_t* bson, std::string_view name, const Value& value) {
  const auto length = static_cast<int>(name.size());
  const char* key = name.data();
  struct Visitor {
    bson_t* bson;
    const char* key;
    int length;
    bool operator()(std::nullptr_t) const { return bson_append_null(bson, key, length); }
    bool operator()(bool v) const { return bson_append_bool(bson, key, length, v); }
    bool operator()(std::int64_t v) const { return bson_append_int64(bson, key, length, v); }
    bool operator()(Int32 v) const { return bson_append_int32(bson, key, length, v.value); }
    bool operator()(double v) const { return bson_append_double(bson, key, length, v); }
    bool operator()(std::string_view v) const {
      return bson_append_utf8(bson, key, length, v.data() == nullptr ? "" : v.data(),
                              static_cast<int>(v.size()));
    }
    bool operator()(Instant v) const {
      return bson_append_date_time(bson, key, length, v.time_since_epoch().count());
    }
    bool operator()(const Document* v) const {
      return bson_append_document(bson, key, length, v->raw());
    }
    bool operator()(const Array* v) const { return bson_append_array(bson, key, length, v->raw()); }
  };
  Check(std::visit(Visitor{bson, key, length}, value.held_), name);
}

void internal::BsonDeleter::operator()(_bson_t* bson) const { bson_destroy(bson); }

Document::Document() : bson_(bson_new()) {}

Document::Document(std::initializer_list<Member> members) : Document() {
  for (const auto& member : members) Append(bson_.get(), member.name, member.value);
}

Document::Document(internal::BsonPtr bson) : bson_(std::move(bson)) {}

Document& Document::Add(std::string_view name, const Value& value) {
  Append(bson_.get(), name, value);
  return *this;
}

View Document::view() const { return {bson_get_data(bson_.get()), bson_->len}; }

std::string Document::DebugText() const { return RelaxedJson(*bson_).value_or("(not printable)"); }

Array::Array() = default;

Array::Array(std::initializer_list<Value> elements) {
  for (const auto& element : elements) Add(element);
}

Array& Array::Add(const Value& element) {
  document_.Add(std::to_string(size_), element);
  ++size_;
  return *this;
}

std::optional<Element> View::Find(std::string_view name) const {
  bson_iter_t iter;
  if (data_ == nullptr || !bson_iter_init_from_data(&iter, data_, size_)) return std::nullopt;
  if (!bson_iter_find_w_len(&iter, name.data(), static_cast<int>(name.size()))) {
    return std::nullopt;
  }
  return Decode(iter);
}

std::vector<Element> View::Elements() const {
  std::vector<Element> elements;
  bson_iter_t iter;
  if (data_ == nullptr || !bson_iter_init_from_data(&iter, data_, size_)) return elements;
  while (bson_iter_next(&iter)) elements.push_back(Decode(iter));
  return elements;
}

Element View::Need(std::string_view name) const {
  const auto element = Find(name);
  if (!element) Fail(name, "is missing");
  return *element;
}

std::int64_t View::Integer(std::string_view name) const { return Need(name).Integer(); }

bool View::Boolean(std::string_view name) const {
  const Element element = Need(name);
  const auto* value = std::get_if<bool>(&element.scalar);
  if (value == nullptr || element.nested) Fail(name, "is not true or false");
  return *value;
}

std::string View::Text(std::string_view name) const { return Need(name).Text(); }

Instant View::Time(std::string_view name) const {
  const Element element = Need(name);
  const auto* value = std::get_if<Instant>(&element.scalar);
  if (value == nullptr) Fail(name, "is not a date");
  return *value;
}

View View::Object(std::string_view name) const { return Need(name).Object(); }

std::vector<Element> View::List(std::string_view name) const {
  const Element element = Need(name);
  if (!element.nested || !element.is_array) Fail(name, "is not an array");
  return element.nested->Elements();
}

std::string View::Json(std::string_view name) const {
  bson_iter_t iter;
  if (data_ == nullptr || !bson_iter_init_from_data(&iter, data_, size_) ||
      !bson_iter_find_w_len(&iter, name.data(), static_cast<int>(name.size()))) {
    Fail(name, "is missing");
  }
  const internal::BsonPtr copy(bson_new());
  Check(bson_append_value(copy.get(), "v", 1, bson_iter_value(&iter)), name);
  const auto whole = RelaxedJson(*copy);  // { "v" : <value> }
  if (!whole) return "\"(not printable)\"";
  const auto start = whole->find(':') + 2;
  return whole->substr(start, whole->rfind('}') - 1 - start);
}

namespace {

bool IsNull(const Element& element) {
  return std::holds_alternative<std::nullptr_t>(element.scalar) && !element.nested;
}

}  // namespace

std::optional<std::int64_t> View::OptionalInteger(std::string_view name) const {
  const auto element = Find(name);
  if (!element || IsNull(*element)) return std::nullopt;
  return element->Integer();
}

std::optional<std::string> View::OptionalText(std::string_view name) const {
  const auto element = Find(name);
  if (!element || IsNull(*element)) return std::nullopt;
  return element->Text();
}

std::optional<Instant> View::OptionalTime(std::string_view name) const {
  const auto element = Find(name);
  if (!element || IsNull(*element)) return std::nullopt;
  return Time(name);
}

std::int64_t Element::Integer() const {
  const auto value = nested ? std::nullopt : AsInteger(*this);
  if (!value) Fail(name, "is not a whole number");
  return *value;
}

std::string Element::Text() const {
  const auto* value = std::get_if<std::string_view>(&scalar);
  if (value == nullptr) Fail(name, "is not a text");
  return std::string(*value);
}

View Element::Object() const {
  if (!nested || is_array) Fail(name, "is not a document");
  return *nested;
}

}  // namespace erp::mongo
