// Which definitions are taken: what schema.h lists, and nothing else.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "json/canonical.h"
#include "json/schema.h"

namespace erp::json {
namespace {

const std::set<std::string, std::less<>>& CommonKeywords() {
  static const std::set<std::string, std::less<>> kWords{"type", "label", "description", "enum"};
  return kWords;
}

const std::map<std::string, std::set<std::string, std::less<>>, std::less<>>& Keywords() {
  static const std::set<std::string, std::less<>> kOfNumbers{
      "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"};
  static const std::map<std::string, std::set<std::string, std::less<>>, std::less<>> kWords{
      {"object", {"properties", "required", "additionalProperties"}},
      {"array", {"items", "minItems", "maxItems", "uniqueItems"}},
      {"string", {"minLength", "maxLength", "format"}},
      {"integer", kOfNumbers},
      {"number", kOfNumbers},
      {"boolean", {}}};
  return kWords;
}

class Reading {
 public:
  std::vector<FieldError> mistakes;

  void Any(const Value& schema, const std::string& pointer) {
    if (!schema.is_object()) return Wrong(pointer, "must be an object");
    const auto type = schema.find("type");
    const auto words = type == schema.end() || !type->is_string()
                           ? Keywords().end()
                           : Keywords().find(type->get_ref<const std::string&>());
    if (words == Keywords().end()) {
      return Wrong(pointer + "/type",
                   "must be one of object, array, string, integer, number, boolean");
    }
    for (const auto& [word, value] : schema.items()) {
      const std::string place = PointerTo(pointer, word);
      if (words->second.contains(word)) {
        Keyword(word, value, place);
      } else if (!CommonKeywords().contains(word)) {
        Wrong(place, "is not a rule that is taken here");
      } else if (word == "label") {
        Label(value, place);
      } else if (word == "enum" && (!value.is_array() || value.empty())) {
        Wrong(place, "must be an array of at least one value");
      }
    }
    if (words->first == "object") Closed(schema, pointer);
    if (words->first == "array" && !schema.contains("items")) Wrong(pointer, "has no items");
  }

 private:
  void Wrong(const std::string& pointer, const char* what) { mistakes.push_back({pointer, what}); }

  void Keyword(const std::string& word, const Value& value, const std::string& pointer) {
    if (word == "items") return Any(value, pointer);
    if (word == "properties") return Properties(value, pointer);
    if (word == "required" || word == "additionalProperties") return;  // Closed
    if (word == "format") {
      if (value != "date") Wrong(pointer, "must be date");
    } else if (word == "uniqueItems") {
      if (!value.is_boolean()) Wrong(pointer, "must be true or false");
    } else if (word.ends_with("Length") || word.ends_with("Items")) {
      if (!value.is_number_integer() || value < 0)
        Wrong(pointer, "must be a whole number of at least 0");
    } else if (!value.is_number() || (word == "multipleOf" && !(value.get<double>() > 0))) {
      Wrong(pointer, word == "multipleOf" ? "must be a number above 0" : "must be a number");
    }
  }

  void Label(const Value& label, const std::string& pointer) {
    const bool fits = label.is_object() && label.size() == 2 &&
                      label.value("ko", Value()).is_string() &&
                      label.value("en", Value()).is_string();
    if (!fits) Wrong(pointer, "must have the texts ko and en");
  }

  void Properties(const Value& properties, const std::string& pointer) {
    if (!properties.is_object()) return Wrong(pointer, "must be an object");
    for (const auto& [name, schema] : properties.items()) Any(schema, PointerTo(pointer, name));
  }

  void Closed(const Value& schema, const std::string& pointer) {
    if (!schema.contains("properties")) Wrong(pointer, "has no properties");
    if (schema.value("additionalProperties", Value()) != Value(false)) {
      Wrong(pointer + "/additionalProperties", "must be false");
    }
    if (!schema.contains("required")) return;
    const auto& required = schema["required"];
    const auto& properties = schema.value("properties", Value::object());
    const bool fits = required.is_array() &&
                      std::all_of(required.begin(), required.end(), [&](const Value& name) {
                        return name.is_string() && properties.is_object() &&
                               properties.contains(name.get_ref<const std::string&>());
                      });
    if (!fits) Wrong(pointer + "/required", "must be an array of names of properties");
  }
};

}  // namespace

Result<void> CheckDefinition(const Value& definition, const std::string& pointer) {
  Reading reading;
  reading.Any(definition, pointer);
  if (reading.mistakes.empty()) return {};
  return Error{ErrorCode::kInvalid, "invalid-schema", "The schema has mistakes; see errors.",
               std::move(reading.mistakes)};
}

}  // namespace erp::json
