// Statuses, lengths and fields of HTTP at their limits: the last that is taken, the first that is
// not.
#include <algorithm>
#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/internal/wire.h"
#include "http/internal/workers.h"
#include "http/language.h"
#include "http/message.h"
#include "http/reply.h"
#include "http/router.h"
#include "json/json.h"
#include "support/stand_in.h"

namespace erp::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(StatusOfAnError, IsTheOneOfItsCode) {
  const std::vector<std::pair<ErrorCode, int>> table = {{ErrorCode::kInvalid, 400},
                                                        {ErrorCode::kUnauthenticated, 401},
                                                        {ErrorCode::kForbidden, 403},
                                                        {ErrorCode::kNotFound, 404},
                                                        {ErrorCode::kMethodNotAllowed, 405},
                                                        {ErrorCode::kConflict, 409},
                                                        {ErrorCode::kPreconditionFailed, 412},
                                                        {ErrorCode::kTooLarge, 413},
                                                        {ErrorCode::kUnsupportedMediaType, 415},
                                                        {ErrorCode::kKeyReused, 422},
                                                        {ErrorCode::kTooMany, 429}};
  for (const auto& [code, status] : table) {
    EXPECT_EQ(StatusOf(code), status);
    const auto response = Problem({code, "c", "m"});
    EXPECT_EQ(response.status, status);
    const bool says_more = code == ErrorCode::kTooMany || code == ErrorCode::kUnauthenticated;
    EXPECT_EQ(response.headers.empty(), !says_more) << "Retry-After, WWW-Authenticate";
  }
}

TEST(TitleOfAStatus, IsTheOneOfItsRegistration) {
  const std::vector<std::pair<int, std::string>> table = {{400, "Bad Request"},
                                                          {401, "Unauthorized"},
                                                          {403, "Forbidden"},
                                                          {404, "Not Found"},
                                                          {405, "Method Not Allowed"},
                                                          {408, "Request Timeout"},
                                                          {409, "Conflict"},
                                                          {412, "Precondition Failed"},
                                                          {413, "Content Too Large"},
                                                          {414, "URI Too Long"},
                                                          {415, "Unsupported Media Type"},
                                                          {417, "Expectation Failed"},
                                                          {422, "Unprocessable Content"},
                                                          {426, "Upgrade Required"},
                                                          {429, "Too Many Requests"},
                                                          {431, "Request Header Fields Too Large"},
                                                          {503, "Service Unavailable"},
                                                          {500, "Internal Server Error"},
                                                          {599, "Internal Server Error"}};
  const LanguageScope english(Language::kEnglish);
  for (const auto& [status, title] : table) {
    const auto body = *json::Parse(ProblemStatus(status, "c", "m").body);
    EXPECT_EQ(body["title"], title) << status;
    EXPECT_EQ(body["status"], status);
  }
}

TEST(RetryAfter, IsAtLeastASecond) {
  const auto after = [](int ms) {
    return ProblemUnavailable(Unavailable("x", std::chrono::milliseconds(ms))).headers.at(0).second;
  };
  EXPECT_EQ(after(0), "1");
  EXPECT_EQ(after(1000), "1");
  EXPECT_EQ(after(1001), "2");
  EXPECT_EQ(after(30'000), "30");
}

TEST(Replies, HaveTheStatusAndTheBodyThatWereGiven) {
  EXPECT_EQ(NoContent().status, 204);
  EXPECT_EQ(Json("{}").status, 200);
  EXPECT_EQ(Json("{}", 202).status, 202);
  const auto created = Created("{}", "approvals/17");
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.body, "{}");
  EXPECT_EQ(created.headers.at(0),
            (std::pair<std::string, std::string>("Location", "approvals/17")));
  EXPECT_EQ(ProblemInternal().status, 500);
}

TEST(Query, ANameThatIsNotKnownIsRepeatedUpToSixtyFourBytes) {
  Request request;
  request.query = {{std::string(100, 'x'), "1"}};
  const auto refused = OnlyQuery(request, {"limit"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).pointer, std::string(64, 'x'));
  request.query = {{"sort", "1"}};
  EXPECT_EQ(OnlyQuery(request, {"limit"}).error().fields.at(0).pointer, "sort");
}

TEST(PageLimits, AreOneAndTwoHundredAndACursorHasTwoHundredBytes) {
  const auto read = [](const std::string& name, const std::string& value) {
    Request request;
    request.query = {{name, value}};
    return ReadPage(request);
  };
  EXPECT_EQ(read("limit", "1")->limit, 1);
  EXPECT_EQ(read("limit", "200")->limit, 200);
  EXPECT_FALSE(read("limit", "201"));
  EXPECT_FALSE(read("limit", "0"));
  EXPECT_EQ(read("cursor", std::string(200, 'c'))->cursor, std::string(200, 'c'));
  EXPECT_FALSE(read("cursor", std::string(201, 'c')));
  EXPECT_FALSE(read("cursor", ""));
}

TEST(NextLinks, EncodeEverythingButUnreservedCharacters) {
  Request request;
  request.query = {{"q", "AZaz09-._~@[`{/:% "}, {"cursor", "old"}};
  EXPECT_EQ(NextLink(request, "n").second,
            "<?q=AZaz09-._~%40%5B%60%7B%2F%3A%25%20&cursor=n>; rel=\"next\"");
}

TEST(HeaderLimits, AKeyIsOfVisibleAsciiFromFirstToLast) {
  const auto taken = [](const std::string& key) {
    Request request;
    request.headers["idempotency-key"] = key;
    return IdempotencyKey(request).ok();
  };
  EXPECT_TRUE(taken("!"));
  EXPECT_TRUE(taken("~"));
  EXPECT_FALSE(taken(" "));
  EXPECT_FALSE(taken("\x7f"));
  EXPECT_TRUE(taken(std::string(200, 'k')));
  EXPECT_FALSE(taken(std::string(201, 'k')));
}

TEST(HeaderLimits, AVersionMayBeZeroAndHasItsQuotes) {
  const auto read = [](const std::string& tag) {
    Request request;
    request.headers["if-match"] = tag;
    return IfMatch(request);
  };
  EXPECT_EQ(read("\"0\"").value(), 0);
  EXPECT_EQ(read("\"9\"").value(), 9);
  for (const char* wrong : {"\"", "\"1", "1\"", "\"1 \"", "\"1x\"", "\"99999999999999999999\""}) {
    EXPECT_FALSE(read(wrong)) << wrong;
  }
}

TEST(NegotiatedLanguage, OfTwoTimesTheSameTheFirstPlaceCounts) {
  EXPECT_EQ(Negotiate("en;q=0.7, ko;q=0.7, en;q=0.7"), Language::kEnglish);
  EXPECT_EQ(Negotiate("en;q=0.5, ko;q=0.7, en;q=0.7"), Language::kKorean);
  EXPECT_EQ(Negotiate("*;q=0.9, en;q=0.9"), Language::kKorean);
}

std::string Printed(const Response& response, bool keep = true, bool head_only = false) {
  return Print(response, keep, head_only);
}

TEST(PrintedAnswer, HasItsLineItsLengthAndItsBody) {
  const Response response{200, "{\"a\":1}"};
  const auto text = Printed(response);
  EXPECT_THAT(text, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nContent-Length: 7\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nContent-Type: application/json"));
  EXPECT_THAT(text, HasSubstr("\r\nVary: Accept-Language\r\n"));
  EXPECT_THAT(text, EndsWith("\r\n\r\n{\"a\":1}"));
  EXPECT_THAT(text, Not(HasSubstr("Connection:")));
  EXPECT_THAT(Printed(response, false), HasSubstr("\r\nConnection: close\r\n"));
}

TEST(PrintedAnswer, ToHeadHasTheSameFieldsAndNoBody) {
  const Response response{200, "{\"a\":1}"};
  const auto text = Printed(response, true, true);
  EXPECT_THAT(text, HasSubstr("\r\nContent-Length: 7\r\n"));
  EXPECT_THAT(text, EndsWith("\r\n\r\n"));
}

TEST(PrintedAnswer, WithoutContentHasNeitherLengthNorType) {
  for (const int status : {204, 304}) {
    const auto text = Printed({status, "ignored", "text/plain"});
    EXPECT_THAT(text, Not(HasSubstr("Content-Length"))) << status;
    EXPECT_THAT(text, Not(HasSubstr("Content-Type"))) << status;
    EXPECT_THAT(text, EndsWith("\r\n\r\n")) << status;
  }
  EXPECT_THAT(Printed({205, "x", "text/plain"}), EndsWith("\r\n\r\nx"));
}

TEST(PrintedAnswer, AFieldWithAControlCharacterIsLeftOut) {
  Response response{200, "x"};
  response.headers = {{"X-Good", "a b"}, {"X-Bad", "a\r\nX-Evil: 1"}, {"X-\n", "1"}};
  const auto text = Printed(response);
  EXPECT_THAT(text, HasSubstr("\r\nX-Good: a b\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("X-Bad")));
  EXPECT_THAT(text, Not(HasSubstr("X-Evil")));
}

TEST(Router, ARootIsFoundByItsSlash) {
  Router router(test::Believing());
  test::Serve(router, "GET", "/", [](const Request&) { return Response(); });
  EXPECT_NE(router.Find("GET", "/").entry, nullptr);
  EXPECT_EQ(router.Find("GET", "").entry, nullptr);
}

TEST(Workers, AThreadThatHasDoneItsJobWaitsForTheNext) {
  Workers workers(1, 1, std::chrono::hours(1));
  std::atomic<int> most{0};
  for (int i = 0; i < 50; ++i) {
    std::atomic<bool> done{false};
    ASSERT_TRUE(workers.Submit([&] {
      thread_local int jobs = 0;
      most = std::max(most.load(), ++jobs);
      done = true;
      done.notify_one();
    }));
    done.wait(false);
  }
  EXPECT_EQ(most, 50);
}

}  // namespace
}  // namespace erp::http
