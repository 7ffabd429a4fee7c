// What is written down about a request: who asked, and what was refused.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "http/internal/answerer.h"
#include "http/reply.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace erp::http {
namespace {

using auth::Access;
using auth::Caller;

// "person 7" is that person's token; nobody has the role that is asked for.
class People final : public auth::ActorSource {
 public:
  Result<Caller> Determine(const Access& access,
                           std::string_view authorization,
                           std::optional<EmployeeId> /*claimed*/) const override {
    if (access.kind() == Access::Kind::kAnyone) return Caller{};
    if (authorization.empty()) {
      return Error{ErrorCode::kUnauthenticated, "token-missing", "A token is needed."};
    }
    if (access.kind() == Access::Kind::kRole) {
      return Error{ErrorCode::kForbidden, "role-missing", "Not this person."};
    }
    if (away) throw Unavailable("employee is away");
    return Caller{.person = EmployeeId(7)};
  }

  bool away = false;
};

class AnswererTest : public testing::Test {
 protected:
  Router Routes() {
    Router router(people_);
    const auto add = [&](const char* path, Access access, Response response) {
      router.Add({.method = "GET", .pattern = path, .access = std::move(access)},
                 [response](const Call&) { return response; });
    };
    add("/open", Access::Anyone(), Json("{}"));
    add("/own", Access::Employee(), Json("{}"));
    add("/hidden", Access::Employee(), ProblemStatus(404, "document-not-found", "No."));
    add("/theirs", Access::Employee(), ProblemStatus(403, "not-permitted", "No."));
    add("/operators", Access::Role(auth::kOperator), Json("{}"));
    return router;
  }

  // What is written to the log by a request with this token.
  std::string Ask(const std::string& path, const std::string& token) {
    Request request;
    request.method = "GET";
    request.path = path;
    if (!token.empty()) request.headers["authorization"] = token;
    request.headers["x-real-ip"] = "192.0.2.1";
    testing::internal::CaptureStdout();
    Answerer answerer("test", true, Routes(), registry_);
    answerer.Answer(request, answerer.router().Find("GET", path), nullptr);
    log::Flush();
    return testing::internal::GetCapturedStdout();
  }
  double Refused(const char* code) {
    return registry_
        .GetCounter("http_refusals_total", "Requests refused for who asked, by why.",
                    {{"server", "test"}, {"code", code}})
        .Value();
  }

  void SetUp() override { log::SetLevel(log::Level::kInfo); }

  People people_;
  metrics::Registry registry_;
};

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(AnswererTest, TheAccessLogSaysWhoAskedAndWhatWasRefused) {
  const auto own = Ask("/own", "person 7");
  EXPECT_TRUE(Has(own, R"("person":7,"status":200,"code":"")")) << own;
  const auto hidden = Ask("/hidden", "person 7");
  EXPECT_TRUE(Has(hidden, R"("person":7,"status":404,"code":"document-not-found")")) << hidden;
  EXPECT_FALSE(Has(hidden, "was refused")) << "for want of a right or of the thing: it is not said";
  EXPECT_TRUE(Has(Ask("/open", ""), R"("person":0,"status":200)"));
}

TEST_F(AnswererTest, ARefusalIsALineOfWhoWhatAndWhyAndIsCounted) {
  const auto theirs = Ask("/theirs", "person 7");
  EXPECT_TRUE(Has(theirs, R"("level":"warn")")) << theirs;
  EXPECT_TRUE(Has(theirs,
                  R"("msg":"a request was refused","person":7,"service":"","address":"192.0.2.1",)"
                  R"("method":"GET","path":"/theirs","code":"not-permitted")"))
      << theirs;
  EXPECT_EQ(Refused("not-permitted"), 1);
  const auto missing = Ask("/own", "");
  EXPECT_FALSE(Has(missing, R"("level":"warn")")) << missing;
  EXPECT_TRUE(Has(missing, R"("msg":"a request was refused","person":0)")) << missing;
  EXPECT_EQ(Refused("token-missing"), 1);
  Ask("/own", "person 7");
  EXPECT_EQ(Refused(""), 0);
}

TEST_F(AnswererTest, WhoHasNotTheRoleIsNamedAllTheSame) {
  EXPECT_TRUE(Has(Ask("/operators", "person 7"), R"("person":7,"service":"")"));
  people_.away = true;
  const auto unknown = Ask("/operators", "person 7");
  EXPECT_TRUE(Has(unknown, R"("person":0,"status":403,"code":"role-missing")")) << unknown;
  EXPECT_EQ(Refused("role-missing"), 2);
}

TEST_F(AnswererTest, ManyRefusalsAreFewLines) {
  Answerer answerer("test", false, Routes(), registry_);
  testing::internal::CaptureStdout();
  for (int i = 0; i < 1000; ++i) {
    Request request;
    request.path = "/own";
    answerer.Answer(request, answerer.router().Find("GET", "/own"), nullptr);
  }
  log::Flush();
  const auto out = testing::internal::GetCapturedStdout();
  EXPECT_LT(std::count(out.begin(), out.end(), '\n'), 900) << "a period lets one line through";
  EXPECT_GT(out.size(), 0U);
  EXPECT_EQ(Refused("token-missing"), 1000);
}

}  // namespace
}  // namespace erp::http
