// Refusals of another service, passed on.
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "http/passed_on.h"

namespace erp::http {
namespace {

TEST(PassedOn, KeepsStatusCodeAndExtras) {
  const auto error = PassedOn({409,
                               R"({"type":"t","title":"Conflict","status":409,"detail":"decided",)"
                               R"("code":"already-decided","traceId":"x","decidedBy":"7","n":2})",
                               "application/problem+json"},
                              "x");
  EXPECT_EQ(error.code, ErrorCode::kConflict);
  EXPECT_EQ(error.slug, "already-decided");
  EXPECT_EQ(error.message, "decided");
  const std::vector<std::pair<std::string, ErrorExtra>> extras = {{"decidedBy", "7"}, {"n", 2}};
  EXPECT_EQ(error.extras, extras);
}

TEST(PassedOn, TurnsAFaultIntoUnavailableWithItsTimeout) {
  try {
    PassedOn({503, "", "text/plain", {{"Retry-After", "7"}}}, "x");
    FAIL() << "a 503 is not a refusal";
  } catch (const Unavailable& unavailable) {
    EXPECT_EQ(unavailable.retry_after(), std::chrono::seconds(7));
  }
  EXPECT_THROW(PassedOn({500, "{}"}, "x"), Unavailable);
  EXPECT_EQ(PassedOn({404, "not json"}, "x").slug, "refused");
}

TEST(PassedOn, KeepsTheReasonOfA503AndOfNoOtherFault) {
  const auto slug_of = [](int status, const std::string& body) -> std::string {
    try {
      PassedOn({status, body, "application/problem+json"}, "x");
    } catch (const Unavailable& unavailable) {
      return unavailable.slug();
    }
    return "nothing thrown";
  };
  EXPECT_EQ(slug_of(503, R"({"code":"rebuilding"})"), "rebuilding");
  EXPECT_EQ(slug_of(503, R"({"code":"outbox-full"})"), "outbox-full");
  EXPECT_EQ(slug_of(503, R"({"code":7})"), "unavailable");
  EXPECT_EQ(slug_of(503, "[]"), "unavailable");
  EXPECT_EQ(slug_of(500, R"({"code":"internal"})"), "unavailable");
}

TEST(PassedOn, NamesTheMistakesOfA400) {
  const auto error =
      PassedOn({400, R"({"code":"invalid-body","errors":[{"pointer":"/a","detail":"b"},7]})"}, "x");
  ASSERT_EQ(error.fields.size(), 1U);
  EXPECT_EQ(error.fields[0].pointer, "/a");
  EXPECT_EQ(error.fields[0].detail, "b");
}

TEST(HeaderOf, FindsAHeaderHoweverItIsWritten) {
  const Response response{200, "", "text/plain", {{"Retry-After", "7"}, {"X", "1"}}};
  EXPECT_EQ(HeaderOf(response, "retry-after"), "7");
  EXPECT_EQ(HeaderOf(response, "retry"), "");
}

}  // namespace
}  // namespace erp::http
