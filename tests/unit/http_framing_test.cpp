// How a request is framed: what is refused before its body is read, and where the edge lies.
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/internal/framing.h"

namespace erp::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr std::size_t kMaxBody = 1000;

Head Make(const std::string& method, Headers fields = {}) {
  fields.emplace_back("Host", "approval");
  return {.method = method, .target = "/things", .fields = std::move(fields)};
}

int StatusOf(const Head& head) {
  const auto refusal = RefuseFraming(head, kMaxBody);
  return refusal ? refusal->status : 0;
}

std::string Why(const Head& head) {
  const auto refusal = RefuseFraming(head, kMaxBody);
  return refusal ? refusal->detail.English() : "";
}

TEST(DoubtfulLines, ACleanHeadHasNone) {
  const std::string head = "GET /a b HTTP/1.1\r\nHost: x\r\nX-Tab:\ta\tb\r\n\r\n";
  EXPECT_FALSE(HasDoubtfulLines(head));
  // However much of it has come, and whatever lies in the buffer behind that.
  for (std::size_t size = 0; size <= head.size(); ++size) {
    EXPECT_FALSE(HasDoubtfulLines(std::string_view(head).substr(0, size))) << size;
    EXPECT_FALSE(HasDoubtfulLines(head.substr(0, size))) << size;
  }
}

TEST(DoubtfulLines, AHeadThatIsCutBehindACarriageReturnIsNotYetDoubtful) {
  const std::string buffer = "GET / HTTP/1.1\rX";
  EXPECT_FALSE(HasDoubtfulLines(std::string_view(buffer).substr(0, buffer.size() - 1)));
  EXPECT_TRUE(HasDoubtfulLines(buffer)) << "once the next byte has come";
}

TEST(DoubtfulLines, EveryKindIsSeenWhereverItStands) {
  for (const std::string& head :
       {std::string("\nGET"), std::string("GET / HTTP/1.1\nHost: x\r\n"), std::string("a\rb"),
        std::string("a\r\rb"), std::string("a\0b", 3), std::string("a\r\n b"),
        std::string("a\r\n\tb"), std::string("a\r\n\n")}) {
    EXPECT_TRUE(HasDoubtfulLines(head)) << testing::PrintToString(head);
  }
  EXPECT_FALSE(HasDoubtfulLines(" a")) << "nothing stands before it that it could continue";
}

TEST(DoubtfulLines, WhatWasLookedAtIsNotLookedAtAgainButStillStandsBeforeTheRest) {
  const std::string broken = "a\nb\r\nc";
  EXPECT_TRUE(HasDoubtfulLines(broken, 1));
  EXPECT_FALSE(HasDoubtfulLines(broken, 2)) << "the bare line feed lies before";
  EXPECT_FALSE(HasDoubtfulLines("a\r\nb", 2)) << "the carriage return before it counts";
  EXPECT_TRUE(HasDoubtfulLines("a\r\n b", 3)) << "and so does the line feed";
}

TEST(Framing, HeaderNamesAreFoundInAnyCaseAndListedInOrder) {
  Head head;
  head.fields = {{"X-One", "a"}, {"x-one-more", "no"}, {"x-ONE", "b"}};
  EXPECT_THAT(head.Values("x-one"), ElementsAre("a", "b"));
  EXPECT_EQ(head.List("x-one"), "a,b");
  EXPECT_THAT(head.Values("x-two"), IsEmpty());
  EXPECT_EQ(head.List("x-two"), "");
}

TEST(Framing, AHundredFieldsAreTakenAndNotOneMore) {
  auto head = Make("GET", Headers(99, {"X-Field", "a"}));
  EXPECT_EQ(StatusOf(head), 0);
  head.fields.emplace_back("X-Field", "a");
  EXPECT_EQ(StatusOf(head), 431);
}

TEST(Framing, AnAddressOf8KiBIsTakenAndNotOneByteMore) {
  auto head = Make("GET");
  head.target = std::string(8192, '/');
  EXPECT_EQ(StatusOf(head), 0);
  head.target += '/';
  EXPECT_EQ(StatusOf(head), 414);
}

TEST(Framing, ThereIsOneHostAndOnlyHttp10MayLeaveItOut) {
  Head head = Make("GET");
  EXPECT_EQ(StatusOf(head), 0);
  head.fields.emplace_back("host", "approval");
  EXPECT_EQ(StatusOf(head), 400) << "not even the same one twice";
  head.fields.clear();
  EXPECT_EQ(StatusOf(head), 400);
  head.http_1_1 = false;
  EXPECT_EQ(StatusOf(head), 0);
}

TEST(Framing, AHostIsTheNameOfOne) {
  const auto refused = [](const char* host) {
    Head head = Make("GET");
    head.fields = {{"Host", host}};
    return RefuseFraming(head, 100).has_value();
  };
  for (const char* host : {"x", "x:80", "[::1]:80", "example.org", "127.0.0.1", "", "a_b-c.d"}) {
    EXPECT_FALSE(refused(host)) << host;
  }
  for (const char* host : {"x/internal", "x?a", "x#a", "me@x", "x\\y", "x, y", "x y", "x\ty"}) {
    EXPECT_TRUE(refused(host)) << host;
  }
}

TEST(Framing, WhatSomebodyOnTheWayMayHaveCountedDifferentlyOccursOnce) {
  for (const char* name : {"Content-Type", "Authorization", "Idempotency-Key",
                           "Gateway-Idempotency-Key", "If-Match"}) {
    EXPECT_EQ(StatusOf(Make("POST", {{name, "a"}})), 0) << name;
    EXPECT_EQ(StatusOf(Make("POST", {{name, "a"}, {name, "a"}})), 400) << name;
  }
  EXPECT_EQ(StatusOf(Make("POST", {{"Accept", "a"}, {"Accept", "b"}})), 0);
}

TEST(Framing, TheLengthIsGivenOnceEvenIfBothSayTheSame) {
  const std::string twice = "The length of the body is given more than once.";
  EXPECT_EQ(Why(Make("POST", {{"Content-Length", "5"}, {"content-length", "5"}})), twice);
  EXPECT_EQ(Why(Make("POST", {{"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}})), twice);
  EXPECT_EQ(Why(Make("POST", {{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}})),
            twice);
}

TEST(Framing, ALengthIsDigitsOnly) {
  for (const char* good : {"0", "5", "0005", "000000000000000005"}) {
    EXPECT_EQ(StatusOf(Make("POST", {{"Content-Length", good}})), 0) << good;
  }
  for (const char* wrong : {"", "+5", "-5", "5a", " 5", "5, 5", "0x5", "0000000000000000005"}) {
    EXPECT_EQ(StatusOf(Make("POST", {{"Content-Length", wrong}})), 400) << wrong;
  }
}

TEST(Framing, ABodyMayBeAsLongAsTheLimitAndNotOneByteMore) {
  EXPECT_EQ(StatusOf(Make("POST", {{"Content-Length", "1000"}})), 0);
  EXPECT_EQ(StatusOf(Make("POST", {{"Content-Length", "1001"}})), 413);
  EXPECT_EQ(StatusOf(Make("POST", {{"Content-Length", "999999999999999999"}})), 413);
}

TEST(Framing, TheOnlyCodingIsChunkedWithHttp11) {
  auto chunked = Make("POST", {{"Transfer-Encoding", "Chunked"}});
  EXPECT_EQ(StatusOf(chunked), 0);
  chunked.http_1_1 = false;
  EXPECT_EQ(StatusOf(chunked), 400);
  for (const char* other : {"gzip", "gzip, chunked", "identity", ""}) {
    EXPECT_EQ(StatusOf(Make("POST", {{"Transfer-Encoding", other}})), 400) << other;
  }
}

TEST(Framing, OnlyPostPutAndPatchHaveABody) {
  for (const char* method : {"POST", "PUT", "PATCH"}) {
    EXPECT_EQ(StatusOf(Make(method, {{"Content-Length", "1"}})), 0) << method;
    EXPECT_EQ(StatusOf(Make(method, {{"Transfer-Encoding", "chunked"}})), 0) << method;
  }
  for (const char* method : {"GET", "HEAD", "DELETE", "OPTIONS", "post"}) {
    EXPECT_EQ(StatusOf(Make(method, {{"Content-Length", "1"}})), 400) << method;
    EXPECT_EQ(StatusOf(Make(method, {{"Transfer-Encoding", "chunked"}})), 400) << method;
    EXPECT_EQ(StatusOf(Make(method, {{"Content-Length", "00"}})), 0) << method;
  }
}

TEST(Framing, EncodedBodiesAndUnknownExpectationsAreRefused) {
  EXPECT_EQ(StatusOf(Make("POST", {{"Content-Encoding", "gzip"}})), 415);
  EXPECT_EQ(StatusOf(Make("POST", {{"Content-Encoding", "identity"}})), 415);
  EXPECT_EQ(StatusOf(Make("POST", {{"Expect", "100-Continue"}})), 0);
  EXPECT_EQ(StatusOf(Make("POST", {{"Expect", "200-ok"}})), 417);
  EXPECT_EQ(StatusOf(Make("POST", {{"Expect", "100-continue"}, {"Expect", "200-ok"}})), 417);
}

TEST(Target, PathAndQueryAreDecoded) {
  const auto target = ParseTarget("/a%2Fb/%EA%B0%9c+c?name=%ea%b0%9C+a&limit=5&x=a=b");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a/b/개+c") << "a plus is a plus in a path";
  EXPECT_THAT(target->query,
              UnorderedElementsAre(Pair("name", "개 a"), Pair("limit", "5"), Pair("x", "a=b")));
}

TEST(Target, AQueryMayBeEmptyAndItsPartsToo) {
  for (const char* none : {"/a", "/a?", "/a?&", "/a?&&"}) {
    const auto target = ParseTarget(none);
    ASSERT_TRUE(target) << none;
    EXPECT_EQ(target->path, "/a") << none;
    EXPECT_THAT(target->query, IsEmpty()) << none;
  }
  EXPECT_THAT(ParseTarget("/?a&b=&=c&a=2")->query,
              UnorderedElementsAre(Pair("a", ""), Pair("b", ""), Pair("", "c"), Pair("a", "2")));
  EXPECT_THAT(ParseTarget("/?a=1?b")->query, ElementsAre(Pair("a", "1?b")));
}

TEST(Target, AnyEscapeOfTwoHexDigitsIsTakenAlsoAtTheVeryEnd) {
  EXPECT_EQ(ParseTarget("/%41")->path, "/A");
  EXPECT_EQ(ParseTarget("/%4a%4F")->path, "/JO");
  EXPECT_EQ(ParseTarget("/%09")->path, "/\t");
  for (const char* broken : {"/%", "/%4", "/%4g", "/%g4", "/%4G", "/%4:", "/%/4", "/%@4", "/%`4",
                             "/a?%", "/a?b=%4", "/a?b%=1"}) {
    EXPECT_FALSE(ParseTarget(broken)) << broken;
  }
}

TEST(Target, AnEscapeThatIsCutOffIsNotReadOnFromWhatLiesBehind) {
  const std::string_view buffer = "/%41?a=%41&";
  EXPECT_FALSE(ParseTarget(buffer.substr(0, 3)));
  EXPECT_FALSE(ParseTarget(buffer.substr(0, 9)));
  EXPECT_FALSE(IsCleanText(std::string_view("\xC3\xA9").substr(0, 1)));
}

TEST(Target, OnlyTheOriginFormOfCleanTextIsTaken) {
  for (const char* wrong : {"", "*", "a", "?a", "http://approval/a", "/a#b", "/a?b#c", "/%00",
                            "/%ff", "/?a=%00", "/?%c3=1"}) {
    EXPECT_FALSE(ParseTarget(wrong)) << wrong;
  }
}

TEST(CleanText, HoldsForTheFirstAndLastCodePointOfEveryLength) {
  for (const char* text :
       {"", "\x01", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "é", "©"}) {
    EXPECT_TRUE(IsCleanText(text)) << testing::PrintToString(text);
  }
  for (const char* text :
       {"\x80", "\xBF", "\xC1\xBF", "\xC2", "\xC2\x7F", "\xC2\xC0", "\xE0\x9F\xBF", "\xED\xA0\x80",
        "\xE1\x80", "\xE1\x80\x7F", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
        "\xF1\x80\x80", "\xF1\x80\x80\xC0"}) {
    EXPECT_FALSE(IsCleanText(text)) << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace erp::http
