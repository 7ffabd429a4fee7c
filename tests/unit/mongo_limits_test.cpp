// Which errors of MongoDB are whose fault, code by code, and values as they are printed.
#include <cstdint>
#include <cstring>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

#include <gtest/gtest.h>
#include <mongoc/mongoc.h>

#include "common/error.h"
#include "mongo/bson.h"
#include "mongo/internal/fault.h"

namespace erp::mongo {
namespace {

bson_error_t Error(std::uint32_t domain, std::uint32_t code, std::string_view text = "text") {
  bson_error_t error{};
  error.domain = domain;
  error.code = code;
  std::memcpy(error.message, text.data(), text.size());
  return error;
}

TEST(MongoCodes, OnlyTheseAreTransient) {
  const std::set<std::uint32_t> transient = {
      6,    7,     11,    13,    18,    24,    33,    39,    43,    46,   50,  63,  64,
      79,   89,    91,    94,    95,    100,   112,   133,   134,   136,  146, 150, 175,
      189,  202,   211,   216,   237,   262,   264,   314,   317,   365,  384, 462, 8000,
      9001, 10058, 10107, 11600, 11601, 11602, 13388, 13435, 13436, 14031};
  for (std::uint32_t code = 0; code < 20'000; ++code) {
    ASSERT_EQ(IsTransientCode(code), transient.contains(code)) << code;
  }
}

TEST(MongoDuplicate, NamesTheIndexThatRefused) {
  const auto index = [](std::uint32_t code, std::string_view text) {
    const auto duplicate = AsDuplicate(Error(MONGOC_ERROR_SERVER, code, text));
    return duplicate ? duplicate->index : "no duplicate";
  };
  EXPECT_EQ(index(11000, "E11000 duplicate key error collection: a.b index: by_key dup key: {x}"),
            "by_key");
  EXPECT_EQ(index(11000, "index: last"), "last");
  EXPECT_EQ(index(11000, "something else"), "");
  EXPECT_EQ(index(11001, "index: by_key dup"), "no duplicate");
}

TEST(MongoErrors, OfTheWayThereAreTransientWhateverTheirCode) {
  for (const auto domain : {MONGOC_ERROR_CLIENT, MONGOC_ERROR_STREAM, MONGOC_ERROR_SERVER_SELECTION,
                            MONGOC_ERROR_WRITE_CONCERN, MONGOC_ERROR_POOL, MONGOC_ERROR_PROTOCOL}) {
    EXPECT_TRUE(IsTransient(Error(domain, 2), nullptr)) << domain;
  }
  EXPECT_FALSE(IsTransient(Error(MONGOC_ERROR_SERVER, 2), nullptr));
  EXPECT_TRUE(IsTransient(Error(MONGOC_ERROR_SERVER, 50), nullptr));
}

TEST(MongoErrors, AreTransientWhenTheServerLabelsThemSo) {
  for (const char* label : {"RetryableWriteError", "TransientTransactionError", "Other"}) {
    bson_t* reply = BCON_NEW("errorLabels", "[", BCON_UTF8(label), "]");
    EXPECT_EQ(IsTransient(Error(MONGOC_ERROR_SERVER, 2), reply), std::string(label) != "Other")
        << label;
    bson_destroy(reply);
  }
}

TEST(MongoErrors, AreThrownAsWhatTheyAreAndSayWhatWasDone) {
  EXPECT_THROW(Throw("find", Error(MONGOC_ERROR_SERVER, 50), nullptr), Unavailable);
  try {
    Throw("find", Error(MONGOC_ERROR_SERVER, 2, "bad value"), nullptr);
    FAIL() << "nothing was thrown";
  } catch (const Unavailable&) {
    FAIL() << "a mistake in a command does not pass";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()).substr(0, 22), "mongo find: bad value ");
  }
}

TEST(BsonNumbers, AreWholeWithinTheLimitsOfADouble) {
  const Document document{{"most", 9007199254740991.0},
                          {"least", -9007199254740991.0},
                          {"more", 9007199254740992.0},
                          {"less", -9007199254740992.0},
                          {"endless", std::numeric_limits<double>::infinity()},
                          {"small", Int32{-7}}};
  const View view = document.view();
  EXPECT_EQ(view.Integer("most"), 9007199254740991);
  EXPECT_EQ(view.Integer("least"), -9007199254740991);
  EXPECT_THROW(static_cast<void>(view.Integer("more")), Malformed);
  EXPECT_THROW(static_cast<void>(view.Integer("less")), Malformed);
  EXPECT_THROW(static_cast<void>(view.Integer("endless")), Malformed);
  EXPECT_EQ(view.Integer("small"), -7);
}

TEST(BsonKinds, EachIsReadAsItself) {
  const Document document{{"no", false},         {"half", 0.5}, {"empty", std::string_view()},
                          {"inner", Document{}}, {"n", 1},      {"nothing", nullptr}};
  const View view = document.view();
  EXPECT_FALSE(view.Boolean("no"));
  EXPECT_EQ(view.Text("empty"), "");
  EXPECT_EQ(std::get<double>(view.Find("half")->scalar), 0.5);
  EXPECT_THROW(static_cast<void>(view.Boolean("n")), Malformed);
  EXPECT_THROW(static_cast<void>(view.Boolean("inner")), Malformed);
  EXPECT_THROW(static_cast<void>(view.List("n")), Malformed);
  EXPECT_THROW(static_cast<void>(view.Object("n")), Malformed);
  EXPECT_EQ(view.OptionalText("nothing"), std::nullopt);
  EXPECT_EQ(view.OptionalTime("nothing"), std::nullopt);
  EXPECT_THROW(static_cast<void>(view.OptionalInteger("inner")), Malformed);
  EXPECT_THROW(static_cast<void>(view.OptionalText("inner")), Malformed);
  EXPECT_THROW(static_cast<void>(view.OptionalTime("inner")), Malformed);
}

TEST(BsonKinds, AnOptionalTimeIsReadWhenItIsThere) {
  const Instant time{std::chrono::milliseconds(7)};
  EXPECT_EQ((Document{{"at", time}}.view().OptionalTime("at")), time);
}

TEST(BsonKinds, AKindThatIsNeverWrittenIsNotNull) {
  bson_t* raw = bson_new();
  bson_oid_t id;
  bson_oid_init_from_string(&id, "0123456789abcdef01234567");
  BSON_APPEND_OID(raw, "id", &id);
  const View view(bson_get_data(raw), raw->len);
  EXPECT_THROW(static_cast<void>(view.OptionalText("id")), Malformed);
  EXPECT_THROW(static_cast<void>(view.OptionalInteger("id")), Malformed);
  bson_destroy(raw);
}

TEST(BsonBytes, ThatAreNoDocumentHaveNoMembers) {
  const std::uint8_t bytes[] = {3, 0, 0};
  const View view(bytes, sizeof bytes);
  EXPECT_FALSE(view.Find("a"));
  EXPECT_TRUE(view.Elements().empty());
  EXPECT_THROW(static_cast<void>(view.Json("a")), Malformed);
  EXPECT_THROW(static_cast<void>(View().Json("a")), Malformed);
}

TEST(BsonBytes, ANameWithNulIsRefused) {
  Document document;
  EXPECT_THROW(document.Add(std::string_view("a\0b", 3), 1), std::length_error);
}

TEST(BsonJson, SaysSoWhereATextIsNoUtf8) {
  const Document document{{"text", "\xff"}};
  EXPECT_EQ(document.DebugText(), "(not printable)");
  EXPECT_EQ(document.view().Json("text"), "\"(not printable)\"");
}

TEST(BsonJson, IsTheValueAloneAsRelaxedJson) {
  const Document document{{"number", 7},
                          {"text", "a: {b}"},
                          {"inner", Document{{"a", 1}}},
                          {"list", Array{1, "two"}},
                          {"nothing", nullptr}};
  const View view = document.view();
  EXPECT_EQ(view.Json("number"), "7");
  EXPECT_EQ(view.Json("text"), "\"a: {b}\"");
  EXPECT_EQ(view.Json("inner"), "{ \"a\" : 1 }");
  EXPECT_EQ(view.Json("list"), "[ 1, \"two\" ]");
  EXPECT_EQ(view.Json("nothing"), "null");
  EXPECT_ANY_THROW(view.Json("missing"));
}

}  // namespace
}  // namespace erp::mongo
