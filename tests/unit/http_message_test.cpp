#include <gtest/gtest.h>

#include "http/internal/framing.h"
#include "http/message.h"
#include "http/reply.h"
#include "http/router.h"
#include "json/json.h"
#include "support/stand_in.h"

namespace erp::http {
namespace {

std::function<Response(const Request&)> Named(std::string name) {
  return [name](const Request&) { return Json(name); };
}

TEST(Router, ALiteralWinsOverAParameterWhateverTheOrder) {
  for (const bool literal_first : {true, false}) {
    Router router(test::Believing());
    if (literal_first) test::Serve(router, "GET", "/employees/team", Named("team"));
    test::Serve(router, "GET", "/employees/{id}", Named("one"));
    if (!literal_first) test::Serve(router, "GET", "/employees/team", Named("team"));
    EXPECT_EQ(router.Find("GET", "/employees/team").entry->route.pattern, "/employees/team");
    const auto match = router.Find("GET", "/employees/17");
    EXPECT_EQ(match.entry->route.pattern, "/employees/{id}");
    EXPECT_EQ(match.params.at("id"), "17");
  }
}

TEST(Router, OneSlashAtTheEndNamesTheSame) {
  Router router(test::Believing());
  const auto handle = [](const Request&) { return Response(); };
  test::Serve(router, "GET", "/things", handle);
  test::Serve(router, "GET", "/things/{id}", handle);
  EXPECT_EQ(router.Find("GET", "/things/").entry, router.Find("GET", "/things").entry);
  EXPECT_EQ(router.Find("GET", "/things/7/").params.at("id"), "7");
  EXPECT_EQ(router.Find("POST", "/things/").allowed, std::vector<std::string>{"GET"});
  for (const auto* none : {"/things//", "//things", "/things/7//", "/", "//"}) {
    EXPECT_EQ(router.Find("GET", none).entry, nullptr) << none;
  }
}

TEST(IdempotencyKey, IsTheClientsOrTheGatewaysAndNeverEmpty) {
  Request request;
  EXPECT_FALSE(IdempotencyKey(request).value());
  request.headers["gateway-idempotency-key"] = "gw-1";
  EXPECT_EQ(IdempotencyKey(request).value(), "gw-1");
  request.headers["idempotency-key"] = "mine";
  EXPECT_EQ(IdempotencyKey(request).value(), "mine");
  request.headers["idempotency-key"] = "";
  EXPECT_FALSE(IdempotencyKey(request).ok());
}

TEST(Router, TheWrongMethodLearnsWhichOnesThereAre) {
  Router router(test::Believing());
  test::Serve(router, "GET", "/approvals/{id}", Named("read"));
  test::Serve(router, "PUT", "/approvals/{id}/approve", Named("approve"));
  test::Serve(router, "POST", "/approvals", Named("create"));
  EXPECT_EQ(router.Find("DELETE", "/approvals/1").allowed, std::vector<std::string>{"GET"});
  EXPECT_EQ(router.Find("DELETE", "/approvals").allowed, std::vector<std::string>{"POST"});
  EXPECT_EQ(router.Find("HEAD", "/approvals/1").entry->route.pattern, "/approvals/{id}");
  for (const auto* path :
       {"/", "/approvals//", "/approvals/1//", "/approvals//approve", "/x", ""}) {
    const auto match = router.Find("GET", path);
    EXPECT_EQ(match.entry, nullptr) << path;
    EXPECT_TRUE(match.allowed.empty()) << path;
  }
}

TEST(Page, LimitsOutsideOneToTwoHundredAreRefused) {
  Request request;
  EXPECT_EQ(ReadPage(request)->limit, 200);
  for (const auto* limit : {"0", "-1", "201", "1e2", "x", ""}) {
    request.query = {{"limit", limit}};
    EXPECT_FALSE(ReadPage(request)) << limit;
  }
  request.query = {{"limit", "5"}, {"cursor", "abc"}};
  EXPECT_EQ(ReadPage(request)->limit, 5);
  EXPECT_EQ(ReadPage(request)->cursor, "abc");
}

TEST(Page, NextLinkIsRelativeAndKeepsTheOtherParameters) {
  Request request;
  request.query = {{"department", "개발팀"}, {"limit", "5"}, {"cursor", "old"}};
  EXPECT_EQ(NextLink(request, "a=b&c").second,
            "<?department=%EA%B0%9C%EB%B0%9C%ED%8C%80&limit=5&cursor=a%3Db%26c>; rel=\"next\"");
}

TEST(Query, UnknownAndRepeatedParametersAreNamed) {
  Request request;
  request.query = {{"limit", "1"}, {"limit", "2"}, {"sort", "x"}};
  const auto wrong = OnlyQuery(request, {"limit"});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().fields.size(), 3U);
}

TEST(Query, TextIsComparedInTheFormInWhichItIsStored) {
  const unicode::TextLimits limits{.max = 10, .single_line = true, .trimmed = true};
  const auto read = [&](const std::string& value) {
    Request request;
    request.query = {{"department", value}};
    return QueryText(request, "department", limits);
  };
  EXPECT_EQ(read("\u1100\u1162\u1107\u1161\u11AF").value(), "개발");
  for (const auto* nothing : {"", " ", "\u200B\u3000"}) {
    EXPECT_EQ(read(nothing).value(), std::nullopt) << nothing;
  }
  for (const auto* wrong : {"a\nb", "\u202Ea", "elevenchars"}) {
    const auto refused = read(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().slug, "invalid-query");
    EXPECT_EQ(refused.error().fields.at(0).pointer, "department");
  }
}

TEST(IdempotencyKey, IsVisibleAsciiOfBoundedLength) {
  Request request;
  EXPECT_EQ(IdempotencyKey(request).value(), std::nullopt);
  request.headers["idempotency-key"] = "k-1";
  EXPECT_EQ(IdempotencyKey(request).value(), "k-1");
  for (const std::string& key : {std::string(), std::string(201, 'k'), std::string("a b"),
                                 std::string("k\xC3\xA9"), std::string("k\x01")}) {
    request.headers["idempotency-key"] = key;
    EXPECT_FALSE(IdempotencyKey(request)) << key;
  }
}

TEST(IfMatch, IsOneQuotedVersionOrAStar) {
  Request request;
  EXPECT_EQ(IfMatch(request).value(), std::nullopt);
  request.headers["if-match"] = "\"12\"";
  EXPECT_EQ(IfMatch(request).value(), 12);
  request.headers["if-match"] = "*";
  EXPECT_EQ(IfMatch(request).value(), std::nullopt);
  for (const auto* tag : {"12", "\"\"", "\"x\"", "W/\"1\"", "\"1\", \"2\"", "\"-1\""}) {
    request.headers["if-match"] = tag;
    EXPECT_FALSE(IfMatch(request)) << tag;
  }
}

TEST(Problem, CarriesCodeFieldsAndExtras) {
  const Error error{ErrorCode::kConflict,
                    "already-decided",
                    "Somebody was faster.",
                    {{"/status", "is late"}},
                    {{"decidedBy", "7"}}};
  const auto response = Problem(error);
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(response.content_type, "application/problem+json");
  const auto body = *json::Parse(response.body);
  EXPECT_EQ(body["code"], "already-decided");
  EXPECT_EQ(body["status"], 409);
  EXPECT_EQ(body["decidedBy"], "7");
  EXPECT_EQ(body["errors"][0]["pointer"], "/status");
}

TEST(Problem, ExtrasCannotOverwriteStandardMembers) {
  const auto response = Problem({ErrorCode::kConflict, "c", "m", {}, {{"status", "200"}}});
  EXPECT_EQ((*json::Parse(response.body))["status"], 409);
}

TEST(Problem, WhoMustSignInIsAskedForATokenAndLearnsWhetherOneCame) {
  const auto challenge = [](const char* code) {
    const auto response = Problem({ErrorCode::kUnauthenticated, code, "m"});
    EXPECT_EQ(response.headers.at(0).first, "WWW-Authenticate");
    return response.headers.at(0).second;
  };
  const std::string invalid = R"(Bearer realm="erp", error="invalid_token")";
  EXPECT_EQ(challenge("token-missing"), R"(Bearer realm="erp")");
  EXPECT_EQ(challenge("token-invalid"), invalid);
  EXPECT_EQ(challenge("token-expired"), invalid);
}

TEST(Problem, UnavailableAsksToComeBackInWholeSeconds) {
  const auto response = ProblemUnavailable(Unavailable("x", std::chrono::milliseconds(1200)));
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.headers[0], (std::pair<std::string, std::string>("Retry-After", "2")));
}

TEST(CleanText, OnlyValidUtf8WithoutNulPasses) {
  EXPECT_TRUE(IsCleanText("연차 🏖 abc"));
  for (const std::string& text :
       {std::string("a\0b", 3), std::string("\xC3\x28"), std::string("\xED\xA0\x80"),
        std::string("\xC0\x80"), std::string("\xF5\x80\x80\x80"), std::string("\xE0\x80\x80"),
        std::string("\xE2\x82")}) {
    EXPECT_FALSE(IsCleanText(text));
  }
}

TEST(JsonMediaType, AcceptsOnlyJsonInUtf8) {
  EXPECT_TRUE(IsJson("application/json"));
  EXPECT_TRUE(IsJson("Application/JSON; charset=\"UTF-8\""));
  EXPECT_FALSE(IsJson("text/plain"));
  EXPECT_FALSE(IsJson("application/json; charset=latin1"));
  EXPECT_FALSE(IsJson(""));
}

}  // namespace
}  // namespace erp::http
