// What a route declares is what is asked for, in one order.
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "http/internal/admit.h"
#include "http/router.h"
#include "support/stand_in.h"

namespace erp::http {
namespace {

using auth::Access;

// A declaration without who may call is no declaration.
template <typename Declared>
concept WithoutAccess = requires {
  Declared{.method = "GET", .pattern = "/things"};
};
static_assert(!WithoutAccess<Route>);

// Remembers what it was asked, and refuses on demand.
class Asked final : public auth::ActorSource {
 public:
  Result<auth::Caller> Determine(const Access& access,
                                 std::string_view authorization,
                                 std::optional<EmployeeId> claimed) const override {
    questions.push_back(access.Text() + " " + std::string(authorization) + " " +
                        (claimed ? claimed->str() : "nobody"));
    if (refuses) return Error{ErrorCode::kForbidden, "forbidden", "Not you."};
    return auth::Caller{.person = claimed};
  }

  mutable std::vector<std::string> questions;
  bool refuses = false;
};

class AdmitTest : public testing::Test {
 protected:
  static Route Things(Access access) {
    return {.method = "PUT",
            .pattern = "/things/{id}",
            .access = std::move(access),
            .query = {"color"},
            .idempotent = true,
            .versioned = true,
            .body = Body::kJson};
  }
  std::string CodeOf(const Route& route) const {
    const auto call = Admit(route, actors_, request_);
    return call ? "admitted" : call.error().slug;
  }
  // Who the request says acts, as a route with this claim is asked.
  std::string AskedWith(const auth::Claim& claim) {
    actors_.questions.clear();
    const auto call = Admit(Things(Access::Actor(claim)), actors_, request_);
    return actors_.questions.empty() ? call.error().slug : actors_.questions.at(0);
  }
  std::string RefusedWith(const auth::Claim& claim) { return CodeOf(Things(Access::Actor(claim))); }

  void SetUp() override {
    request_.method = "PUT";
    request_.path = "/things/7";
    request_.params = {{"id", "7"}};
  }

  Asked actors_;
  Request request_;
};

TEST_F(AdmitTest, RefusesInOneOrder) {
  actors_.refuses = true;
  request_.params = {{"id", "x"}};
  request_.query = {{"colour", "red"}};
  request_.headers = {{"if-match", "7"}, {"idempotency-key", ""}};
  request_.body = "{}";
  auto route = Things(Access::Employee());
  route.body = Body::kNone;
  EXPECT_EQ(CodeOf(route), "forbidden");
  actors_.refuses = false;
  EXPECT_EQ(CodeOf(route), "invalid-query");
  request_.query.clear();
  EXPECT_EQ(CodeOf(route), "not-found");
  request_.params = {{"id", "7"}};
  EXPECT_EQ(Admit(route, actors_, request_).error().fields.at(0).pointer, "If-Match");
  request_.headers["if-match"] = "\"7\"";
  EXPECT_EQ(Admit(route, actors_, request_).error().fields.at(0).pointer, "Idempotency-Key");
  request_.headers["idempotency-key"] = "k";
  EXPECT_EQ(CodeOf(route), "malformed-request");
  request_.body.clear();
  EXPECT_EQ(CodeOf(route), "admitted");
}

TEST_F(AdmitTest, HandsOverWhatItRead) {
  request_.query = {{"color", "red"}};
  request_.headers = {
      {"if-match", "\"7\""}, {"idempotency-key", "k"}, {"authorization", "Bearer t"}};
  const auto call = Admit(Things(Access::Role("hr")), actors_, request_);
  ASSERT_TRUE(call);
  EXPECT_EQ(call->id<RequestId>("id"), RequestId(7));
  EXPECT_EQ(call->query("color"), "red");
  EXPECT_EQ(call->key, "k");
  EXPECT_EQ(call->version, 7);
  EXPECT_EQ(call->caller.person, std::nullopt);
  EXPECT_THROW((void)call->actor(), std::logic_error);
  EXPECT_EQ(actors_.questions, std::vector<std::string>{"role:hr Bearer t nobody"});
}

TEST_F(AdmitTest, HeadersThatARouteDoesNotTakeAreNotRead) {
  request_.headers = {{"if-match", "7"}, {"idempotency-key", ""}};
  const auto call =
      Admit({.method = "DELETE", .pattern = "/things/{id}", .access = Access::Employee()}, actors_,
            request_);
  ASSERT_TRUE(call);
  EXPECT_EQ(call->version, std::nullopt);
  EXPECT_EQ(call->key, std::nullopt);
}

TEST_F(AdmitTest, OnlyAListTakesAPage) {
  request_.query = {{"limit", "5"}, {"cursor", "c"}};
  Route route{.method = "GET", .pattern = "/things/{id}", .access = Access::Anyone()};
  EXPECT_EQ(CodeOf(route), "invalid-query");
  route.list = true;
  const auto call = Admit(route, actors_, request_);
  ASSERT_TRUE(call);
  EXPECT_EQ(call->page.limit, 5);
  EXPECT_EQ(call->page.cursor, "c");
  request_.query = {{"limit", "201"}};
  EXPECT_EQ(CodeOf(route), "invalid-query");
}

TEST_F(AdmitTest, ARouteMayIgnoreParametersThatItDoesNotKnowButNoneTwice) {
  request_.query = {{"color", "red"}, {"else", "x"}};
  Route route{
      .method = "GET", .pattern = "/things/{id}", .access = Access::Anyone(), .query = {"color"}};
  EXPECT_EQ(CodeOf(route), "invalid-query");
  route.ignores_query = true;
  EXPECT_EQ(CodeOf(route), "admitted");
  request_.query.emplace("else", "y");
  EXPECT_EQ(CodeOf(route), "invalid-query");
}

TEST_F(AdmitTest, ATextOfThePatternNeedNotBeAnId) {
  request_.params = {{"id", "a-b"}};
  Route route{.method = "GET", .pattern = "/things/{id}", .access = Access::Anyone()};
  EXPECT_EQ(CodeOf(route), "not-found");
  route.texts = {"id"};
  EXPECT_EQ(CodeOf(route), "admitted");
}

TEST_F(AdmitTest, TheActorIsWhoTheDeclaredPlaceNames) {
  request_.query = {{"color", "red"}, {"by", "5"}};
  request_.body = R"({"by":6,"x":1})";
  EXPECT_EQ(AskedWith(auth::NamedInPath("id")), "actor  7");
  EXPECT_EQ(AskedWith(auth::NamedInQuery("by")), "actor  5");
  EXPECT_EQ(AskedWith(auth::MaybeNamedInQuery("by")), "actor  5");
  EXPECT_EQ(AskedWith(auth::NamedInBody("by")), "actor  6");
  EXPECT_EQ(RefusedWith(auth::NamedInBodyOrQuery("by")), "invalid-query") << "they differ";
  request_.query = {};
  EXPECT_EQ(AskedWith(auth::NamedInBodyOrQuery("by")), "actor  6");
  EXPECT_EQ(RefusedWith(auth::NamedInQuery("by")), "invalid-query");
  EXPECT_EQ(AskedWith(auth::MaybeNamedInQuery("by")), "actor  nobody");
  request_.query = {{"by", "-1"}};
  EXPECT_EQ(RefusedWith(auth::MaybeNamedInQuery("by")), "invalid-query");
  request_.params = {{"id", "me"}};
  EXPECT_EQ(RefusedWith(auth::NamedInPath("id")), "not-found");
}

// Only who has a right to the route learns what is wrong with their request.
TEST_F(AdmitTest, WhatCannotBeReadIsRefusedAfterWhoHasNoRight) {
  request_.query = {{"actor", "nobody"}};
  request_.headers = {{"authorization", "Bearer x"}};
  const auto route = Things(Access::Actor(auth::NamedInQuery("actor")));
  EXPECT_EQ(CodeOf(route), "invalid-query");
  EXPECT_EQ(actors_.questions, std::vector<std::string>{"employee Bearer x nobody"});
  actors_.refuses = true;
  EXPECT_EQ(CodeOf(route), "forbidden");
}

TEST_F(AdmitTest, WhatABodyCannotSayIsRefusedAfterWhoHasNotTheRole) {
  request_.body = "{}";
  const auto route = Things(Access::Role("hr", auth::NamedInBody("actorId")));
  EXPECT_EQ(CodeOf(route), "admitted");
  EXPECT_EQ(actors_.questions, std::vector<std::string>{"role:hr  nobody"});
  actors_.refuses = true;
  EXPECT_EQ(CodeOf(route), "forbidden");
}

TEST_F(AdmitTest, ABodyThatNamesNobodyIsLeftToWhoReadsIt) {
  for (const std::string body : {"", "{", "[]", "{}", R"({"by":"6"})", R"({"by":0})"}) {
    request_.body = body;
    EXPECT_EQ(AskedWith(auth::NamedInBody("by")), "employee  nobody") << body;
    const auto call = Admit(Things(Access::Actor(auth::NamedInBody("by"))), actors_, request_);
    ASSERT_TRUE(call);
    EXPECT_THROW((void)call->actor(), std::logic_error);
    actors_.refuses = true;
    EXPECT_EQ(CodeOf(Things(Access::Actor(auth::NamedInBody("by")))), "forbidden") << body;
    actors_.refuses = false;
  }
  request_.body = "{}";
  EXPECT_EQ(AskedWith(auth::NamedInBodyOrQuery("by")), "actor  nobody");
  request_.body = "{";
  EXPECT_EQ(AskedWith(auth::NamedInBodyOrQuery("by")), "employee  nobody");
  actors_.questions.clear();
  ASSERT_TRUE(Admit(Things(Access::Service({"a"}, auth::NamedInBody("by"))), actors_, request_));
  EXPECT_EQ(actors_.questions, std::vector<std::string>{"service:a  nobody"});
}

TEST(Router, RefusesADeclarationThatContradictsItself) {
  const auto refused = [](Route route) {
    Router router(test::Believing());
    try {
      router.Add(std::move(route), [](const Call&) { return Response(); });
    } catch (const std::invalid_argument&) {
      return true;
    }
    return false;
  };
  const Route right{.method = "GET", .pattern = "/things/{id}", .access = Access::Anyone()};
  EXPECT_FALSE(refused(right));
  const auto with = [&right](auto change) {
    Route route = right;
    change(route);
    return route;
  };
  EXPECT_TRUE(refused(with([](Route& route) { route.pattern = "things"; })));
  EXPECT_TRUE(refused(with([](Route& route) { route.texts = {"name"}; })));
  EXPECT_TRUE(refused(with([](Route& route) { route.body = Body::kJson; })));
  EXPECT_TRUE(refused(with([](Route& route) {
    route.method = "POST";
    route.body = Body::kForm;
    route.access = Access::Actor(auth::NamedInBody("userId"));
  })));
  EXPECT_TRUE(refused(with([](Route& route) { route.idempotent = true; })));
  EXPECT_TRUE(refused(with([](Route& route) { route.versioned = true; })));
  EXPECT_TRUE(refused(
      with([](Route& route) { route.access = Access::Actor(auth::NamedInPath("userId")); })));
  EXPECT_TRUE(refused(with([](Route& route) {
    route.method = "DELETE";
    route.access = Access::Actor(auth::NamedInBody("userId"));
  })));
}

TEST(Router, RefusesADeclarationOfStreamsThatContradictsItself) {
  const Route right{.method = "PUT",
                    .pattern = "/files/{id}",
                    .access = Access::Anyone(),
                    .body = Body::kStreamed,
                    .upload = {.media_types = {"*/*"}, .max_bytes = 1}};
  const auto refused = [&right](auto change) {
    Route route = right;
    change(route);
    Router router(test::Believing());
    try {
      router.Add(std::move(route), [](const Call&) { return Response(); });
    } catch (const std::invalid_argument&) {
      return true;
    }
    return false;
  };
  EXPECT_FALSE(refused([](Route&) {}));
  EXPECT_FALSE(refused([](Route& route) { route.streams_answer = true; }));
  EXPECT_TRUE(refused([](Route& route) { route.upload.media_types.clear(); }));
  EXPECT_TRUE(refused([](Route& route) { route.upload.max_bytes = 0; }));
  EXPECT_TRUE(refused([](Route& route) { route.method = "GET"; }));
  EXPECT_TRUE(refused([](Route& route) { route.answer_bytes = 1; }));
  EXPECT_TRUE(
      refused([](Route& route) { route.access = Access::Actor(auth::NamedInBody("userId")); }));
  EXPECT_TRUE(refused(
      [](Route& route) { route.access = Access::Actor(auth::NamedInBodyOrQuery("userId")); }));
  EXPECT_TRUE(refused([](Route& route) { route.body = Body::kJson; }));
  EXPECT_TRUE(refused([](Route& route) {
    route.body = Body::kNone;
    route.upload.max_bytes = 0;
  }));
  EXPECT_TRUE(refused([](Route& route) {
    route.body = Body::kNone;
    route.upload = {};
    route.streams_answer = true;
    route.answer_bytes = 1;
  }));
}

}  // namespace
}  // namespace erp::http
