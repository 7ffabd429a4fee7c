#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "json/schema.h"

namespace erp::json {
namespace {

using Said = std::map<std::string, std::string>;

Value Closed(const Value& properties, const Value& required = Value::array()) {
  return {{"type", "object"},
          {"additionalProperties", false},
          {"properties", properties},
          {"required", required}};
}

// Of a form with one field "x" of this rule.
Said Of(const Value& rule, const Value& x) {
  const auto schema = Schema::Compile(Closed({{"x", rule}}));
  EXPECT_TRUE(schema) << rule;
  Said said;
  for (const auto& mistake : schema->Check({{"x", x}}, "/fields")) {
    said[mistake.pointer] = mistake.detail.English();
  }
  return said;
}

Said At(const std::string& pointer, const std::string& what) { return {{pointer, what}}; }
Said AtX(const std::string& what) { return At("/fields/x", what); }

TEST(Schema, EveryRuleTakesWhatFitsAndSaysWhatDoesNot) {
  struct Row {
    Value rule;
    std::vector<Value> fits;
    Value wrong;
    std::string said;
  };
  const std::vector<Row> rows{
      {{{"type", "string"}}, {"", "x"}, 1, "must be a string"},
      {{{"type", "boolean"}}, {true, false}, 1, "must be true or false"},
      {{{"type", "integer"}}, {0, -5}, 1.5, "must be a whole number"},
      {{{"type", "number"}}, {0, 1.5}, "1", "must be a number"},
      {{{"type", "array"}, {"items", {{"type", "integer"}}}},
       {Value::array(), {1, 2}},
       Value::object(),
       "must be an array"},
      {Closed({{"y", {{"type", "integer"}}}}),
       {Value::object(), {{"y", 1}}},
       1,
       "must be an object"},
      {{{"type", "string"}, {"enum", Value::array({"a", "b"})}},
       {"a", "b"},
       "c",
       "must be one of a, b"},
      {{{"type", "string"}, {"minLength", 2}},
       {"ab", "한글"},
       "한",
       "must have from 2 to 4000 characters"},
      {{{"type", "string"}, {"maxLength", 2}},
       {"", "한글"},
       "한글이",
       "must have from 0 to 2 characters"},
      {{{"type", "integer"}, {"minimum", 1}}, {1, 2}, 0, "must be at least 1"},
      {{{"type", "integer"}, {"maximum", 5}}, {5, -2}, 6, "must be at most 5"},
      {{{"type", "number"}, {"exclusiveMinimum", 0}}, {0.1}, 0, "must be more than 0"},
      {{{"type", "number"}, {"exclusiveMaximum", 1.5}}, {1.4}, 1.5, "must be less than 1.5"},
      {{{"type", "number"}, {"multipleOf", 0.125}}, {0.375, 2}, 0.1, "must be a multiple of 0.125"},
      {{{"type", "integer"}, {"multipleOf", 10}}, {20, 0}, 15, "must be a multiple of 10"},
      {{{"type", "array"}, {"items", {{"type", "integer"}}}, {"minItems", 1}},
       {{1}},
       Value::array(),
       "must be an array of 1 to 500 elements"},
      {{{"type", "array"}, {"items", {{"type", "integer"}}}, {"maxItems", 2}},
       {{1, 2}, Value::array()},
       {1, 2, 3},
       "must be an array of 0 to 2 elements"},
      {{{"type", "array"}, {"items", {{"type", "integer"}}}, {"uniqueItems", true}},
       {{1, 2}},
       {1, 2, 1},
       "must not have the same element twice"}};
  for (const auto& [rule, fits, wrong, said] : rows) {
    for (const auto& value : fits) EXPECT_EQ(Of(rule, value), Said()) << rule << value;
    EXPECT_EQ(Of(rule, wrong), AtX(said)) << rule << wrong;
  }
}

TEST(Schema, ADateIsADayThatThereIs) {
  const Value rule{{"type", "string"}, {"format", "date"}};
  for (const auto* date : {"2026-12-31", "2028-02-29", "0001-01-01", "9999-12-31"}) {
    EXPECT_EQ(Of(rule, date), Said()) << date;
  }
  for (const auto* other :
       {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-1", "20261231",
        "0000-01-01", "2026-12-31T00:00:00Z", " 2026-12-31", "2026/12-31", "2026-12/31",
        "2026/12/31", "2026-12-3x", "12026-12-31", "2026-12-00", "+026-12-31", "２０２６-12-31"}) {
    EXPECT_EQ(Of(rule, other), AtX("must be a date such as 2026-12-31")) << other;
  }
  for (const auto& other : {Value(20261231), Value(true), Value::array(), Value::object()}) {
    EXPECT_EQ(Of(rule, other), AtX("must be a string")) << other;
  }
}

TEST(Schema, NamesTheInnermostPlaceAndNothingAroundIt) {
  const Value line = Closed({{"what", {{"type", "string"}, {"minLength", 1}}},
                             {"won", {{"type", "integer"}, {"minimum", 1}}}},
                            Value::array({"what", "won"}));
  const Value rule{{"type", "array"}, {"items", line}};
  EXPECT_EQ(Of(rule, {{{"what", ""}, {"won", 0}}, {{"what", "a"}, {"won", 5}}, {{"won", "x"}}}),
            (Said{{"/fields/x/0/what", "must have from 1 to 4000 characters"},
                  {"/fields/x/0/won", "must be at least 1"},
                  {"/fields/x/2/what", "is required"},
                  {"/fields/x/2/won", "must be a whole number"}}));
  EXPECT_EQ(Of(rule, {{{"what", "a"}, {"won", 1}, {"a/b", 1}}}),
            At("/fields/x/0/a~1b", "is not known"));
}

TEST(Schema, MembersThatNobodyKnowsAreNamedWhateverTheyAreCalled) {
  const Value rule = Closed({{"y", {{"type", "integer"}}}});
  for (const auto* name : {"z", "Expected number less than", "'type' constraint", "[y]", "<root>",
                           "한글", "items", "properties"}) {
    EXPECT_EQ(Of(rule, {{name, 1}}), At(std::string("/fields/x/").append(name), "is not known"))
        << name;
  }
}

TEST(Schema, AFieldMayBeNamedLikeARule) {
  const auto schema = Schema::Compile(
      Closed({{"items", {{"type", "integer"}}}, {"type", {{"type", "string"}, {"maxLength", 1}}}},
             Value::array({"items"})));
  ASSERT_TRUE(schema);
  EXPECT_TRUE(schema->Check({{"items", 1}, {"type", "a"}}).empty());
  Said said;
  for (const auto& mistake : schema->Check({{"type", "ab"}})) {
    said[mistake.pointer] = mistake.detail.English();
  }
  EXPECT_EQ(said, (Said{{"/items", "is required"}, {"/type", "must have from 0 to 1 characters"}}));
}

TEST(Schema, WhatIsNotARuleHereIsRefusedWhereItStands) {
  const auto place = [](const Value& rule) -> std::string {
    const auto schema = Schema::Compile(Closed({{"x", rule}}), "/schema");
    if (schema) return "taken";
    EXPECT_EQ(schema.error().slug, "invalid-schema");
    return schema.error().fields.size() == 1 ? schema.error().fields[0].pointer : "several";
  };
  const std::string x = "/schema/properties/x";
  EXPECT_EQ(place({{"type", "string"}, {"maxLenght", 5}}), x + "/maxLenght");
  EXPECT_EQ(place({{"type", "string"}, {"minimum", 5}}), x + "/minimum");
  EXPECT_EQ(place({{"type", "string"}, {"pattern", "a"}}), x + "/pattern");
  EXPECT_EQ(place({{"type", "string"}, {"format", "email"}}), x + "/format");
  EXPECT_EQ(place({{"type", "string"}, {"maxLength", -1}}), x + "/maxLength");
  EXPECT_EQ(place({{"type", "string"}, {"maxLength", "5"}}), x + "/maxLength");
  EXPECT_EQ(place({{"type", "string"}, {"enum", Value::array()}}), x + "/enum");
  EXPECT_EQ(place({{"type", "string"}, {"label", "기한"}}), x + "/label");
  EXPECT_EQ(place({{"type", "string"}, {"label", {{"ko", "기한"}}}}), x + "/label");
  EXPECT_EQ(place({{"type", "string"}, {"label", {{"ko", "기한"}, {"en", 1}}}}), x + "/label");
  EXPECT_EQ(place({{"type", "string"}, {"label", {{"ko", "a"}, {"en", "b"}, {"fr", "c"}}}}),
            x + "/label");
  EXPECT_EQ(place({{"type", "string"}, {"label", {{"ko", "기한"}, {"en", "Due"}}}}), "taken");
  EXPECT_EQ(place({{"type", "string"}, {"minLength", 0}, {"maxLength", 0}}), "taken");
  EXPECT_EQ(place({{"type", "integer"}, {"minimum", "1"}}), x + "/minimum");
  EXPECT_EQ(place({{"type", "number"}, {"multipleOf", 0}}), x + "/multipleOf");
  EXPECT_EQ(place({{"type", "text"}}), x + "/type");
  EXPECT_EQ(place({{"type", Value::array({"string", "null"})}}), x + "/type");
  EXPECT_EQ(place({{"$ref", "#/a"}}), x + "/type");
  EXPECT_EQ(place({{"type", "array"}}), x);
  EXPECT_EQ(place({{"type", "array"}, {"items", {{"type", "x"}}}}), x + "/items/type");
  EXPECT_EQ(place({{"type", "array"}, {"items", {{"type", "integer"}}}, {"uniqueItems", 1}}),
            x + "/uniqueItems");
  EXPECT_EQ(place({{"type", "object"}, {"properties", Value::object()}}),
            x + "/additionalProperties");
  EXPECT_EQ(place(Closed({{"y", {{"type", "string"}}}}, Value::array({"z"}))), x + "/required");
  EXPECT_EQ(place(Closed({{"y", true}})), x + "/properties/y");
  EXPECT_EQ(place(1), x);
}

}  // namespace
}  // namespace erp::json
