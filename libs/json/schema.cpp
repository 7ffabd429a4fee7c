// The only source that includes valijson: 18,000 lines of templates.
#include "json/schema.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <string_view>
#include <utility>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

#include "json/canonical.h"

namespace erp::json {

struct Schema::Compiled {
  Value definition;
  valijson::Schema schema;
};

namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

// Dates are checked here: valijson takes 2026-02-29, and throws for what is not a string.
Value WithoutFormats(Value definition) {
  if (definition.is_object()) definition.erase("format");
  for (const char* nested : {"properties", "items"}) {
    if (!definition.is_object() || !definition.contains(nested)) continue;
    if (std::string_view(nested) == "items") {
      definition[nested] = WithoutFormats(definition[nested]);
      continue;
    }
    for (auto& [name, property] : definition[nested].items()) property = WithoutFormats(property);
  }
  return definition;
}

// "2026-12-31", a day that there is.
bool IsDate(std::string_view text) {
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = 0;
    for (const char c : text.substr(at, length)) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 1 || month < 1 || day < 1) return false;
  return std::chrono::year_month_day(std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

Message ListOf(const Value& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) {
    texts.push_back(value.is_string() ? value.get<std::string>() : Dump(value));
  }
  return Message::List(texts);
}

Message TypeRule(const std::string& type) {
  if (type == "object") return "must be an object";
  if (type == "array") return "must be an array";
  if (type == "string") return "must be a string";
  if (type == "integer") return "must be a whole number";
  if (type == "boolean") return "must be true or false";
  return "must be a number";
}

// How what valijson says begins, the longer of two first, and the rule that it means.
constexpr auto kRules = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"Value type not permitted", "type"},
    {"Failed to match against any enum", "enum"},
    {"String should be no", "length"},
    {"Array should contain no", "items"},
    {"Elements at indexes", "uniqueItems"},
    {"Expected number less than or equal to", "maximum"},
    {"Expected number less than", "exclusiveMaximum"},
    {"Expected number greater than or equal to", "minimum"},
    {"Expected number greater than", "exclusiveMinimum"},
    {"Value should be a multiple of", "multipleOf"},
});

Message SentenceOf(const std::string& rule, const Value& schema) {
  if (rule == "type") return TypeRule(schema["type"]);
  if (rule == "enum") return {"must be one of {}", ListOf(schema.value("enum", Value::array()))};
  if (rule == "length") {
    return {"must have from {} to {} characters", schema.value("minLength", std::size_t{0}),
            schema.value("maxLength", ObjectBounds().text)};
  }
  if (rule == "items") {
    return {"must be an array of {} to {} elements", schema.value("minItems", std::size_t{0}),
            schema.value("maxItems", ObjectBounds().values)};
  }
  if (rule == "uniqueItems") return "must not have the same element twice";
  const std::string bound = Dump(schema.value(rule, Value()));
  if (rule == "maximum") return {"must be at most {}", bound};
  if (rule == "exclusiveMaximum") return {"must be less than {}", bound};
  if (rule == "minimum") return {"must be at least {}", bound};
  if (rule == "exclusiveMinimum") return {"must be more than {}", bound};
  if (rule == "multipleOf") return {"must be a multiple of {}", bound};
  return "does not fit the form";
}

// The mistakes of one value, each place once.
class Mistakes {
 public:
  std::vector<FieldError> found;

  void Add(const std::string& pointer, Message what) {
    if (places_.insert(pointer).second) found.push_back({pointer, std::move(what)});
  }

 private:
  std::set<std::string> places_;
};

// What is said without valijson: dates, members that are missing, members that nobody knows.
void Walk(const Value& schema, const Value& value, const std::string& pointer, Mistakes& mistakes) {
  if (value.is_string() && schema.contains("format") &&
      !IsDate(value.get_ref<const std::string&>())) {
    mistakes.Add(pointer, "must be a date such as 2026-12-31");
  }
  if (value.is_array() && schema.contains("items")) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      Walk(schema["items"], value[i], pointer + "/" + std::to_string(i), mistakes);
    }
  }
  if (!value.is_object() || !schema.contains("properties")) return;
  const auto& properties = schema["properties"];
  for (const auto& [name, member] : value.items()) {
    const std::string place = PointerTo(pointer, name);
    const auto property = properties.find(name);
    if (property == properties.end()) {
      mistakes.Add(place, "is not known");
    } else {
      Walk(*property, member, place, mistakes);
    }
  }
  for (const auto& name : schema.value("required", Value::array())) {
    if (!value.contains(name.get_ref<const std::string&>())) {
      mistakes.Add(PointerTo(pointer, name), "is required");
    }
  }
}

// Where an error stands, and the rules there.
struct Place {
  std::string pointer;
  const Value* schema;
};

Place PlaceOf(const std::vector<std::string>& context, const Value& schema, std::string pointer) {
  Place place{std::move(pointer), &schema};
  for (std::size_t i = 1; i < context.size(); ++i) {
    const std::string name = context[i].substr(1, context[i].size() - 2);  // "[name]"
    place.pointer = PointerTo(place.pointer, name);
    if (place.schema->contains("items")) {
      place.schema = &(*place.schema)["items"];
    } else if (const auto properties = place.schema->find("properties");
               properties != place.schema->end() && properties->contains(name)) {
      place.schema = &(*properties)[name];
    }
  }
  return place;
}

}  // namespace

Schema::Schema(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

const Value& Schema::definition() const { return compiled_->definition; }

Result<Schema> Schema::Compile(const Value& definition, const std::string& pointer) {
  if (auto checked = CheckDefinition(definition, pointer); !checked) return checked.error();
  auto compiled = std::make_shared<Compiled>();
  compiled->definition = definition;
  const Value rules = WithoutFormats(definition);
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(Adapter(rules), compiled->schema);
  return Schema(std::move(compiled));
}

std::vector<FieldError> Schema::Check(const Value& value, const std::string& pointer) const {
  Mistakes mistakes;
  Walk(compiled_->definition, value, pointer, mistakes);
  valijson::Validator validator;
  valijson::ValidationResults results;
  const bool fits = validator.validate(compiled_->schema, Adapter(value), &results);
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    const auto place = PlaceOf(error.context, compiled_->definition, pointer);
    const auto* const rule = std::find_if(kRules.begin(), kRules.end(), [&](const auto& known) {
      return error.description.starts_with(known.first);
    });
    // What says only that something inside it does not fit.
    if (rule != kRules.end())
      mistakes.Add(place.pointer, SentenceOf(std::string(rule->second), *place.schema));
  }
  if (!fits && mistakes.found.empty()) mistakes.Add(pointer, "does not fit the form");
  return std::move(mistakes.found);
}

}  // namespace erp::json
