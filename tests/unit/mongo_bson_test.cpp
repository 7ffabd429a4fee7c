#include <gtest/gtest.h>

#include "mongo/bson.h"
#include "mongo/pool.h"

namespace erp::mongo {
namespace {

TEST(Bson, ReadsBackWhatItWrote) {
  const Instant time{std::chrono::milliseconds(1763687000123)};
  const Document document{{"id", std::int64_t{9007199254740993}},
                          {"small", 7},
                          {"yes", true},
                          {"half", 0.5},
                          {"text", "한글"},
                          {"time", time},
                          {"nothing", nullptr},
                          {"inner", Document{{"a", 1}}},
                          {"list", Array{1, "two", Document{{"three", 3}}}}};
  const View view = document.view();
  EXPECT_EQ(view.Integer("id"), 9007199254740993);
  EXPECT_EQ(view.Integer("small"), 7);
  EXPECT_TRUE(view.Boolean("yes"));
  EXPECT_EQ(view.Text("text"), "한글");
  EXPECT_EQ(view.Time("time"), time);
  EXPECT_EQ(view.Object("inner").Integer("a"), 1);
  const auto list = view.List("list");
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0].Integer(), 1);
  EXPECT_EQ(list[1].Text(), "two");
  EXPECT_EQ(list[2].Object().Integer("three"), 3);
  EXPECT_EQ(view.Elements().size(), 9U);
}

TEST(Bson, OptionalMembersMayBeAbsentOrNullButNotOfAnotherKind) {
  const Document document{{"nothing", nullptr}, {"text", "x"}, {"n", 1}};
  const View view = document.view();
  EXPECT_EQ(view.OptionalInteger("absent"), std::nullopt);
  EXPECT_EQ(view.OptionalInteger("nothing"), std::nullopt);
  EXPECT_EQ(view.OptionalInteger("n"), 1);
  EXPECT_EQ(view.OptionalText("text"), "x");
  EXPECT_EQ(view.OptionalTime("absent"), std::nullopt);
  EXPECT_THROW(static_cast<void>(view.OptionalInteger("text")), Malformed);
}

TEST(Bson, AMemberThatIsMissingOrOfAnotherKindIsMalformed) {
  const Document document{{"n", 1}, {"inner", Document{}}, {"list", Array{}}};
  const View view = document.view();
  EXPECT_THROW(static_cast<void>(view.Integer("absent")), Malformed);
  EXPECT_THROW(static_cast<void>(view.Text("n")), Malformed);
  EXPECT_THROW(static_cast<void>(view.Time("n")), Malformed);
  EXPECT_THROW(static_cast<void>(view.Object("list")), Malformed);
  EXPECT_THROW(static_cast<void>(view.List("inner")), Malformed);
  EXPECT_THROW(static_cast<void>(view.Integer("inner")), Malformed);
}

TEST(Bson, NumbersOfOtherKindsAreReadWhenTheyAreWhole) {
  const Document document{{"whole", 2.0}, {"half", 2.5}};
  EXPECT_EQ(document.view().Integer("whole"), 2);
  EXPECT_THROW(static_cast<void>(document.view().Integer("half")), Malformed);
}

TEST(Bson, AddAppendsAndKeepsTheOrder) {
  Document document{{"a", 1}};
  document.Add("b", 2).Add("c", "x");
  const auto elements = document.view().Elements();
  ASSERT_EQ(elements.size(), 3U);
  EXPECT_EQ(elements[1].name, "b");
  EXPECT_EQ(document.DebugText(), R"({ "a" : 1, "b" : 2, "c" : "x" })");
}

TEST(Bson, AnEmptyViewHasNothing) {
  const View view;
  EXPECT_FALSE(view.Find("a"));
  EXPECT_TRUE(view.Elements().empty());
}

TEST(MongoUri, AcceptsAReplicaSet) {
  EXPECT_EQ(CheckUri("mongodb://127.0.0.1:27017/?replicaSet=rs0"), std::nullopt);
}

TEST(MongoUri, RefusesWhatIsNoUriOrNotDurable) {
  EXPECT_TRUE(CheckUri(""));
  EXPECT_TRUE(CheckUri("http://127.0.0.1"));
  EXPECT_TRUE(CheckUri("mongodb://127.0.0.1:27017/?journal=false"));
  EXPECT_TRUE(CheckUri("mongodb://127.0.0.1:27017/?w=0"));
  EXPECT_EQ(CheckUri("mongodb://127.0.0.1:27017/?tls=true"), std::nullopt);
  EXPECT_EQ(CheckUri("mongodb://127.0.0.1:27017/?tls=true&tlsInsecure=false"), std::nullopt);
  for (const char* option :
       {"tlsInsecure", "tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames"}) {
    const auto wrong =
        CheckUri(std::string("mongodb://127.0.0.1:27017/?tls=true&") + option + "=true");
    EXPECT_EQ(wrong, std::string(option) + " would believe any server");
  }
}

}  // namespace
}  // namespace erp::mongo
