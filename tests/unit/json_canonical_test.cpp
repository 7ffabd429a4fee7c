#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "json/canonical.h"

namespace erp::json {
namespace {

using Pointers = std::vector<std::string>;

std::string Text(const std::string& text) {
  const auto canonical = CanonicalObject(Parse(text).value(), "/fields");
  EXPECT_TRUE(canonical.mistakes.empty()) << text << canonical.mistakes.front().detail;
  return canonical.text;
}

Pointers Places(const Value& value, const ObjectBounds& bounds = {}) {
  Pointers places;
  for (const auto& mistake : CanonicalObject(value, "/fields", bounds).mistakes) {
    places.push_back(mistake.pointer);
  }
  return places;
}

TEST(CanonicalObject, WhatMeansTheSameIsTheSameText) {
  EXPECT_EQ(Text(R"({ "b" : [ 1, {"y":true,"x":null} ] , "a" : "x" })"),
            R"({"a":"x","b":[1,{"x":null,"y":true}]})");
  EXPECT_EQ(Text("{}"), "{}");
  EXPECT_EQ(Text(R"({"a":null,"b":{"c":null}})"), R"({"b":{"c":null}})")
      << "an outermost null is an absent member";
  EXPECT_EQ(Text("{\"\u1112\u1161\u11ab\":\"\u1100\u1161\"}"), "{\"한\":\"가\"}");
  EXPECT_EQ(Text(R"({"a":"1\r\n2"})"), R"({"a":"1\n2"})");
}

TEST(CanonicalObject, ANumberIsWrittenInOneWay) {
  EXPECT_EQ(Text(R"({"a":1.0,"b":1e2,"c":-0.0,"d":1.50,"e":0.1,"f":9007199254740991,"g":1E-2})"),
            R"({"a":1,"b":100,"c":0,"d":1.5,"e":0.1,"f":9007199254740991,"g":0.01})");
  for (const auto* number : {"9007199254740992", "-9007199254740992", "18446744073709551615",
                             "-9223372036854775808", "1e300", "9007199254740993.0"}) {
    EXPECT_EQ(Places(Parse(std::string("{\"a\":[") + number + "]}").value()),
              Pointers{"/fields/a/0"})
        << number;
  }
}

TEST(CanonicalObject, MakingItCanonicalAgainChangesNothing) {
  for (const auto* text : {R"({"b":1.250,"a":[1e3,"é",{"z":1,"y":2}]})", R"({"x":1e-7})",
                           R"({"x":123456789.125})", R"({"x":5e-324})"}) {
    const auto once = Text(text);
    EXPECT_EQ(Text(once), once);
  }
}

TEST(CanonicalObject, OnlyAnObjectIsOne) {
  for (const auto& other : {Value(1), Value("x"), Value(nullptr), Value::array(), Value(true)}) {
    EXPECT_EQ(Places(other), Pointers{"/fields"}) << other;
  }
}

TEST(CanonicalObject, NamesAndTextsAreCleanEverywhere) {
  EXPECT_EQ(Places({{"a", {{"b", "x\u0001"}}}}), Pointers{"/fields/a/b"});
  EXPECT_EQ(Places({{"a", std::string("x\0y", 3)}}), Pointers{"/fields/a"});
  EXPECT_EQ(Places({{"a", {{"x\ny", 1}}}}), Pointers{"/fields/a"});
  EXPECT_EQ(Places({{"", 1}}), Pointers{"/fields"});
  EXPECT_EQ(Places({{"\u200b", 1}}), Pointers{"/fields"});
  EXPECT_EQ(Places({{"a/b~c", "\u202e"}}), Pointers{"/fields/a~1b~0c"});
  EXPECT_EQ(Places({{"\u1100\u1161", 1}, {"가", 2}}), Pointers{"/fields/가"})
      << "two names that are the same name";
}

// Arrays inside each other.
Value Nested(int levels) {
  Value value = 1;
  for (int i = 0; i < levels; ++i) value = Value::array({value});
  return value;
}

TEST(CanonicalObject, EveryBoundIsInclusive) {
  const ObjectBounds bounds{.depth = 4, .values = 5, .bytes = 40, .text = 3, .name = 2};
  EXPECT_EQ(Places({{"a", Nested(3)}}, bounds), Pointers{});
  EXPECT_EQ(Places({{"a", Nested(4)}}, bounds), Pointers{"/fields/a/0/0/0"});
  EXPECT_EQ(Places({{"a", {1, 2, 3, 4}}}, bounds), Pointers{});
  EXPECT_EQ(Places({{"a", {1, 2, 3, 4, 5}}}, bounds), Pointers{"/fields/a"});
  EXPECT_EQ(Places({{"a", "한글이"}}, bounds), Pointers{});
  EXPECT_EQ(Places({{"a", "한글이다"}}, bounds), Pointers{"/fields/a"});
  EXPECT_EQ(Places({{"ab", 1}}, bounds), Pointers{});
  EXPECT_EQ(Places({{"abc", 1}}, bounds), Pointers{"/fields"});
  const Value forty{{"a", "한글"}, {"b", "한글"}, {"c", "한"}, {"d", 1234}};
  EXPECT_EQ(Places(forty, {.bytes = Dump(forty).size()}), Pointers{});
  EXPECT_EQ(Places(forty, {.bytes = Dump(forty).size() - 1}), Pointers{"/fields"});
}

TEST(CanonicalObject, TheBoundsOfDocumentsAreTheOnesThatTheirContractStates) {
  const ObjectBounds bounds;
  EXPECT_EQ(bounds.depth, 8);
  EXPECT_EQ(bounds.values, 500U);
  EXPECT_EQ(bounds.bytes, 16384U);
  EXPECT_EQ(bounds.text, 4000U);
  EXPECT_EQ(bounds.name, 64U);
  EXPECT_EQ(kMaxNumber, 9007199254740991);
}

TEST(CanonicalObject, OfTooManyValuesOnlyOneMistakeIsMade) {
  Value many = Value::object();
  for (int i = 0; i < 2000; ++i) many["m" + std::to_string(i)] = Nested(2);
  EXPECT_EQ(Places(many).size(), 1U);
}

}  // namespace
}  // namespace erp::json
