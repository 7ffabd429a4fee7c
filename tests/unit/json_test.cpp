#include "json/json.h"

#include <gtest/gtest.h>

#include "json/object_reader.h"

namespace erp::json {
namespace {

TEST(StrictJson, WhatALenientParserWouldTakeIsRefused) {
  const std::string deep_array = std::string(33, '[') + std::string(33, ']');
  for (const std::string& text :
       {std::string(""), std::string("{"), std::string("{}x"), std::string("{\"a\":1,\"a\":2}"),
        std::string("\xEF\xBB\xBF{}"), std::string("{\"a\":\"\xC3\x28\"}"),
        std::string("{\"a\":\"\\ud800\"}"), std::string("{\"a\":NaN}"), std::string("[1,]"),
        std::string("{\"a\":01}"), deep_array, std::string(200, '['),
        std::string("{\"a\":1}\0", 8)}) {
    const auto parsed = Parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().slug, "malformed-json");
  }
}

TEST(StrictJson, TheSameKeyInDifferentObjectsIsFine) {
  EXPECT_TRUE(Parse(R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})"));
  EXPECT_TRUE(Parse(std::string(32, '[') + std::string(32, ']')));
}

TEST(StrictJson, KoreanTextComesBackByteForByte) {
  const std::string text = R"({"title":"연차 신청 🏖"})";
  EXPECT_EQ(Dump(*Parse(text)), text);
}

TEST(ObjectReader, ReadsEveryKindOfMember) {
  const auto body =
      *Parse(R"({"title":"안녕","id":7,"days":0.5,"status":"approved","steps":[1],"x":null})");
  ObjectReader reader(body);
  EXPECT_EQ(reader.Text("title", {.min = 1, .max = 2}), "안녕");
  EXPECT_EQ(reader.Id<EmployeeId>("id"), EmployeeId(7));
  EXPECT_EQ(reader.Number("days"), 0.5);
  EXPECT_EQ(reader.Word("status", {"approved", "rejected"}), "approved");
  ASSERT_NE(reader.Array("steps", 1, 20), nullptr);
  EXPECT_FALSE(reader.OptionalText("x"));
  EXPECT_FALSE(reader.Finish());
}

TEST(ObjectReader, EveryMistakeIsNamedOnce) {
  const auto body = *Parse(
      R"({"title":"","id":0,"big":9223372036854775808,"days":"1","status":"maybe","steps":[],)"
      R"("name":7,"extra":1})");
  ObjectReader reader(body);
  EXPECT_FALSE(reader.Text("title", {.min = 1}));
  EXPECT_FALSE(reader.Id<EmployeeId>("id"));
  EXPECT_FALSE(reader.Id<EmployeeId>("big"));
  EXPECT_FALSE(reader.Number("days"));
  EXPECT_FALSE(reader.Word("status", {"approved", "rejected"}));
  EXPECT_EQ(reader.Array("steps", 1, 20), nullptr);
  EXPECT_FALSE(reader.Text("name"));
  EXPECT_FALSE(reader.Text("missing"));
  const auto wrong = reader.Finish();
  ASSERT_TRUE(wrong);
  std::vector<std::string> pointers;
  for (const auto& field : wrong->fields) pointers.push_back(field.pointer);
  EXPECT_EQ(pointers, (std::vector<std::string>{"/title", "/id", "/big", "/days", "/status",
                                                "/steps", "/name", "/missing", "/extra"}));
}

TEST(ObjectReader, WhatIsOptionalMayBeAbsentOrNullAndWhatIsRequiredMayNot) {
  for (const char* text : {"{}", R"({"m":null})"}) {
    const auto body = *Parse(text);
    ObjectReader optional(body);
    EXPECT_FALSE(optional.OptionalText("m")) << text;
    EXPECT_FALSE(optional.OptionalInteger("m", 1, 9)) << text;
    EXPECT_FALSE(optional.OptionalBoolean("m")) << text;
    EXPECT_FALSE(optional.OptionalWord("m", {"a"})) << text;
    EXPECT_FALSE(optional.OptionalTextOf("m", "old")) << text;
    EXPECT_EQ(optional.Any("m"), nullptr) << text;
    EXPECT_FALSE(optional.Finish()) << text;
    ObjectReader required(body);
    EXPECT_FALSE(required.Text("m")) << text;
    EXPECT_FALSE(required.Integer("m", 1, 9)) << text;
    EXPECT_FALSE(required.Number("m")) << text;
    EXPECT_FALSE(required.Word("m", {"a"})) << text;
    EXPECT_EQ(required.Array("m", 0, 9), nullptr) << text;
    EXPECT_EQ(required.Finish()->fields.size(), 5U) << text;
  }
}

TEST(ObjectReader, WhatIsOptionalIsReadAndJudgedWhenItIsThere) {
  const auto body = *Parse(R"({"t":"a","n":9,"yes":true,"no":false,"w":"a"})");
  ObjectReader reader(body);
  EXPECT_EQ(reader.OptionalText("t"), "a");
  EXPECT_EQ(reader.OptionalInteger("n", 9, 9), 9);
  EXPECT_EQ(reader.OptionalBoolean("yes"), true);
  EXPECT_EQ(reader.OptionalBoolean("no"), false);
  EXPECT_EQ(reader.OptionalWord("w", {"a"}), "a");
  EXPECT_FALSE(reader.Finish());
  const auto wrong_body = *Parse(R"({"t":1,"n":10,"yes":1,"no":"false","w":"b"})");
  ObjectReader wrong(wrong_body);
  EXPECT_FALSE(wrong.OptionalText("t"));
  EXPECT_FALSE(wrong.OptionalInteger("n", 1, 9));
  EXPECT_FALSE(wrong.OptionalBoolean("yes"));
  EXPECT_FALSE(wrong.OptionalBoolean("no"));
  EXPECT_FALSE(wrong.OptionalWord("w", {"a"}));
  EXPECT_EQ(wrong.Finish()->fields.size(), 5U);
}

TEST(ObjectReader, TheOldNameOfAMemberMayStandForTheNewOneButNotContradictIt) {
  const auto read = [](const char* text) {
    const auto body = *Parse(text);
    ObjectReader reader(body);
    auto value = reader.OptionalTextOf("new", "old");
    if (reader.Finish()) return std::string("refused");
    return value.value_or("nothing");
  };
  EXPECT_EQ(read(R"({"new":"a"})"), "a");
  EXPECT_EQ(read(R"({"old":"b"})"), "b");
  EXPECT_EQ(read(R"({"new":"a","old":"a"})"), "a");
  EXPECT_EQ(read(R"({"new":"a","old":"b"})"), "refused");
}

TEST(ObjectReader, BoundsAreWithinWhatIsTaken) {
  const auto body = *Parse(R"({"least":-3,"most":9223372036854775807,"none":[],"two":[1,2]})");
  ObjectReader reader(body);
  EXPECT_EQ(reader.Integer("least", -3, 5), -3);
  EXPECT_EQ(reader.Integer("most", 1, INT64_MAX), INT64_MAX);
  EXPECT_NE(reader.Array("none", 0, 2), nullptr);
  EXPECT_NE(reader.Array("two", 0, 2), nullptr);
  EXPECT_FALSE(reader.Finish());
  ObjectReader beyond(body);
  EXPECT_FALSE(beyond.Integer("least", -2, 5));
  EXPECT_FALSE(beyond.Integer("most", 1, INT64_MAX - 1));
  EXPECT_EQ(beyond.Array("none", 1, 2), nullptr);
  EXPECT_EQ(beyond.Array("two", 0, 1), nullptr);
  EXPECT_EQ(beyond.Finish()->fields.size(), 4U);
}

TEST(ObjectReader, NumbersThatOnlyLookWholeAreRefused) {
  for (const auto* text : {R"({"n":1.0})", R"({"n":true})", R"({"n":"1"})", R"({"n":1e3})",
                           R"({"n":18446744073709551615})", R"({"n":-1})"}) {
    const auto body = *Parse(text);
    ObjectReader reader(body);
    EXPECT_FALSE(reader.Integer("n", 1, 1000)) << text;
  }
}

TEST(ObjectReader, NulInsideTextIsRefused) {
  const auto body = *Parse(R"({"t":"a\u0000b"})");
  ObjectReader reader(body);
  EXPECT_FALSE(reader.Text("t"));
}

TEST(ObjectReader, TextOfRequestsIsCleaned) {
  const auto body = *Parse(R"({"t":"\u1100\u1161","l":"a\nb","b":"\u200b","c":"a\r\nb"})");
  ObjectReader reader(body);
  EXPECT_EQ(reader.Text("t", {.max = 1}), "가");
  EXPECT_FALSE(reader.Text("l", {.single_line = true}));
  EXPECT_FALSE(reader.Text("b", {.not_blank = true}));
  EXPECT_EQ(reader.Text("c"), "a\nb");
  EXPECT_EQ(reader.Finish()->fields.size(), 2U);
}

TEST(ObjectReader, TextOfEventsStaysAsItWasWritten) {
  const auto body = *Parse(R"({"t":"\u1100\u1161\u202e\r"})");
  ObjectReader reader(body, "", UnknownMembers::kIgnore);
  EXPECT_EQ(reader.Text("t", {.single_line = true, .not_blank = true}), "\u1100\u1161\u202e\r");
  EXPECT_FALSE(reader.Finish());
}

TEST(ObjectReader, EventsMayCarryMembersOfTheFuture) {
  const auto body = *Parse(R"({"n":1,"later":{"deep":true}})");
  ObjectReader reader(body, "", UnknownMembers::kIgnore);
  EXPECT_EQ(reader.Integer("n", 1, 9), 1);
  EXPECT_FALSE(reader.Finish());
}

TEST(ObjectReader, ABodyThatIsNoObjectIsOneMistake) {
  const auto body = *Parse("[1]");
  ObjectReader reader(body);
  EXPECT_FALSE(reader.Text("title"));
  const auto wrong = reader.Finish();
  ASSERT_TRUE(wrong);
  EXPECT_EQ(wrong->fields.size(), 1U);
}

TEST(ObjectReader, MistakesOfNestedObjectsKeepTheirPlace) {
  const auto body = *Parse(R"({"steps":[{"step":1,"approverId":2},{"step":"x","who":3}]})");
  ObjectReader reader(body);
  const auto* steps = reader.Array("steps", 1, 20);
  for (std::size_t i = 0; i < steps->size(); ++i) {
    ObjectReader step((*steps)[i], "/steps/" + std::to_string(i));
    (void)step.Integer("step", 1, 20);
    (void)step.Id<EmployeeId>("approverId");
    reader.Absorb(step);
  }
  const auto wrong = reader.Finish();
  ASSERT_TRUE(wrong);
  ASSERT_EQ(wrong->fields.size(), 3U);
  EXPECT_EQ(wrong->fields[0].pointer, "/steps/1/step");
  EXPECT_EQ(wrong->fields[2].pointer, "/steps/1/who");
}

}  // namespace
}  // namespace erp::json
