// Who acts by an access token, and how long what is known of an account is believed.
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "auth/account_cache.h"
#include "auth/token_actors.h"
#include "auth_tokens.h"
#include "common/error.h"

namespace erp::auth {
namespace {

constexpr const char* kIssuer = "https://issuer.test";

class SetAccounts final : public Accounts {
 public:
  std::optional<Principal> Find(const std::string& issuer,
                                const std::string& subject,
                                const std::string& session) override {
    ++asked;
    if (session == "ended") return Principal{.signed_out = true};
    if (meanwhile) meanwhile();
    if (away) throw Unavailable("nobody answers");
    const auto found = all.find({issuer, subject});
    return found == all.end() ? std::nullopt : std::optional(found->second);
  }
  std::map<std::pair<std::string, std::string>, Principal> all;
  std::function<void()> meanwhile;
  int asked = 0;
  bool away = false;
};

class TokenActors : public testing::Test {
 protected:
  TokenActors() {
    accounts_.all[{kIssuer, "account-7"}] = {.employee = EmployeeId(7), .roles = {"hr", "manager"}};
    accounts_.all[{kIssuer, "approval-request"}] = {.service = "approval-request"};
  }
  std::string TokenOf(const std::string& subject) {
    auto claims = TestClaims();
    claims["sub"] = subject;
    return "Bearer " + Signed(TestHeader(), claims);
  }
  // "7", "nobody", or why not.
  std::string Acts(const Access& access,
                   const std::string& authorization,
                   std::optional<EmployeeId> claimed = std::nullopt) {
    const auto acts = actors_->Determine(access, authorization, claimed);
    if (!acts) return acts.error().slug;
    return acts->person ? acts->person->str() : "nobody";
  }
  std::string Person() { return TokenOf("account-7"); }
  std::string Service() { return TokenOf("approval-request"); }

  metrics::Registry registry_;
  SetClock clock_;
  IssuerKeys keys_{{.issuer = kIssuer, .keys_url = "keys"},
                   [](const std::string&) { return TestKeySet(); },
                   registry_};
  TokenVerifier verifier_{{{&keys_, {"erp"}}}, clock_, registry_};
  SetAccounts accounts_;
  const std::unique_ptr<ActorSource> actors_ =
      MakeTokenActorSource(verifier_, accounts_, registry_);
};

TEST_F(TokenActors, ArePeopleOnRoutesOfPeople) {
  for (const auto& access : {Access::Employee(), Access::Actor({})}) {
    EXPECT_EQ(Acts(access, Person()), "7");
    EXPECT_EQ(Acts(access, Person(), EmployeeId(7)), "7");
    EXPECT_EQ(Acts(access, Person(), EmployeeId(8)), "other-person");
    EXPECT_EQ(Acts(access, ""), "token-missing");
    EXPECT_EQ(Acts(access, "", EmployeeId(7)), "token-missing");
    EXPECT_EQ(Acts(access, Service(), EmployeeId(7)), "people-only");
  }
}

TEST_F(TokenActors, AreCounted) {
  const auto counted = [&](const char* outcome) {
    return registry_
        .GetCounter("auth_questions_total", "Times it was asked who acts", {{"outcome", outcome}})
        .Value();
  };
  (void)Acts(Access::Employee(), Person());
  (void)Acts(Access::Employee(), "");
  (void)Acts(Access::Employee(), Person(), EmployeeId(8));
  EXPECT_EQ(counted("known"), 1);
  EXPECT_EQ(counted("refused"), 2);
}

TEST_F(TokenActors, NeedTheRoleThatARouteNames) {
  EXPECT_EQ(Acts(Access::Role("hr"), Person()), "7");
  EXPECT_EQ(Acts(Access::Role("hr"), Person(), EmployeeId(8)), "other-person");
  EXPECT_EQ(Acts(Access::Role("operator"), Person()), "role-missing");
  EXPECT_EQ(Acts(Access::Role(""), Person()), "role-missing");
  EXPECT_EQ(Acts(Access::Role("hr"), Service()), "people-only");
  accounts_.all[{kIssuer, "account-7"}].roles = {"admin"};
  EXPECT_EQ(Acts(Access::Role("operator"), Person()), "7") << "an administrator has every role";
  EXPECT_EQ(Acts(Access::Service({"notification", "approval-request"}), Person()), "service-only");
}

TEST_F(TokenActors, AreServicesOnRoutesOfServicesOnBehalfOfWhomTheyName) {
  EXPECT_EQ(Acts(Access::Service({"notification", "approval-request"}), Service()), "nobody");
  EXPECT_EQ(Acts(Access::Service({"notification", "approval-request"}), Service(), EmployeeId(9)),
            "9");
  EXPECT_EQ(Acts(Access::Service({"notification", "approval-request"}), Person()), "service-only");
  EXPECT_EQ(Acts(Access::Service({"notification", "approval-request"}), Person(), EmployeeId(7)),
            "service-only");
  EXPECT_EQ(Acts(Access::Service({"notification", "approval-request"}), ""), "token-missing");
}

TEST_F(TokenActors, AreOnlyTheServicesThatARouteNames) {
  EXPECT_EQ(Acts(Access::Service({"notification"}), Service()), "service-only");
  EXPECT_EQ(Acts(Access::Service({}), Service()), "service-only");
  EXPECT_EQ(Acts(Access::Service({""}), Service()), "service-only");
  EXPECT_EQ(Acts(Access::Service({""}), Person()), "service-only");
}

TEST_F(TokenActors, SayWithWhichRolesAndHowLong) {
  const auto person = actors_->Determine(Access::Employee(), Person(), std::nullopt).value();
  EXPECT_EQ(person.roles, (std::vector<std::string>{"hr", "manager"}));
  EXPECT_TRUE(person.Has("hr"));
  EXPECT_FALSE(person.Has("auditor"));
  EXPECT_FALSE(person.Has(""));
  EXPECT_TRUE(person.service.empty());
  EXPECT_EQ(person.expires, Instant(std::chrono::seconds(1'800'000'300)));
  const auto service =
      actors_->Determine(Access::Service({"approval-request"}), Service(), EmployeeId(9)).value();
  EXPECT_EQ(service.service, "approval-request");
  EXPECT_TRUE(service.Has("hr")) << "whom it acts for is its business";
}

TEST_F(TokenActors, AreNotAskedForWhereAnyoneMay) {
  EXPECT_EQ(Acts(Access::Anyone(), ""), "nobody");
  EXPECT_EQ(Acts(Access::Anyone(), "Bearer garbage"), "nobody");
  EXPECT_EQ(accounts_.asked, 0);
}

TEST_F(TokenActors, HaveAnAccountHere) {
  EXPECT_EQ(Acts(Access::Employee(), TokenOf("stranger")), "account-unknown");
  accounts_.all.clear();
  EXPECT_EQ(Acts(Access::Employee(), Person()), "account-unknown");
  accounts_.away = true;
  EXPECT_THROW((void)actors_->Determine(Access::Employee(), Person(), std::nullopt), Unavailable);
}

TEST_F(TokenActors, AreNamedByABearerTokenAlone) {
  const auto token = Person().substr(7);
  EXPECT_EQ(Acts(Access::Employee(), "bearer " + token), "7");
  EXPECT_EQ(Acts(Access::Employee(), "BEARER " + token), "7");
  EXPECT_EQ(Acts(Access::Employee(), "Bearer"), "token-missing");
  EXPECT_EQ(Acts(Access::Employee(), "Bearer "), "token-missing");
  EXPECT_EQ(Acts(Access::Employee(), "Basic " + token), "token-missing");
  EXPECT_EQ(Acts(Access::Employee(), token), "token-missing");
  EXPECT_EQ(Acts(Access::Employee(), "Bearer  " + token), "token-invalid");
  EXPECT_EQ(Acts(Access::Employee(), "Bearer " + token + " "), "token-invalid");
  EXPECT_EQ(Acts(Access::Employee(), "Bearer " + token + ", Bearer " + token), "token-invalid");
}

TEST_F(TokenActors, AreNobodyAfterSigningOut) {
  const auto of_session = [](const char* session) {
    auto claims = TestClaims();
    claims["sid"] = session;
    return "Bearer " + Signed(TestHeader(), claims);
  };
  EXPECT_EQ(Acts(Access::Employee(), of_session("goes on")), "7");
  EXPECT_EQ(Acts(Access::Employee(), of_session("ended")), "token-invalid");
  EXPECT_EQ(Acts(Access::Service({"approval-request"}), of_session("ended")), "token-invalid");
}

class KnownAccounts : public testing::Test {
 protected:
  KnownAccounts() { accounts_.all[{kIssuer, "a"}] = {.employee = EmployeeId(7)}; }
  AccountCache::Now Steady() {
    return [this] { return std::chrono::steady_clock::time_point(std::chrono::seconds(second_)); };
  }
  std::string Found(const std::string& subject) {
    const auto principal = cache_.Find(kIssuer, subject, "");
    return principal ? principal->employee->str() : "nobody";
  }

  std::int64_t second_ = 1'000'000;
  SetAccounts accounts_;
  AccountCache cache_{accounts_, {.most = 3}, Steady()};
};

TEST_F(KnownAccounts, AreKeptForEachSignIn) {
  EXPECT_EQ(Found("a"), "7");
  EXPECT_TRUE(cache_.Find(kIssuer, "a", "ended")->signed_out);
  EXPECT_EQ(Found("a"), "7");
  EXPECT_EQ(accounts_.asked, 2);
}

TEST_F(KnownAccounts, AreAskedForAgainAfterTwoAndAHalfSeconds) {
  EXPECT_EQ(Found("a"), "7");
  second_ += 2;
  EXPECT_EQ(Found("a"), "7");
  EXPECT_EQ(accounts_.asked, 1);
  accounts_.all.clear();
  second_ += 1;
  EXPECT_EQ(Found("a"), "nobody");
  EXPECT_EQ(Found("a"), "nobody");
  EXPECT_EQ(accounts_.asked, 2) << "that there is nobody is known too";
}

TEST_F(KnownAccounts, AreForgottenWhenTheirPersonChanges) {
  EXPECT_EQ(Found("a"), "7");
  cache_.Forget(EmployeeId(8));
  EXPECT_EQ(Found("a"), "7");
  EXPECT_EQ(accounts_.asked, 1);
  cache_.Forget(EmployeeId(7));
  EXPECT_EQ(Found("a"), "7");
  EXPECT_EQ(accounts_.asked, 2);
}

TEST_F(KnownAccounts, AnAnswerFromBeforeAChangeIsNotKept) {
  accounts_.meanwhile = [this] { cache_.Forget(EmployeeId(7)); };
  EXPECT_EQ(Found("a"), "7");
  accounts_.meanwhile = {};
  accounts_.all.clear();
  EXPECT_EQ(Found("a"), "nobody");
}

TEST_F(KnownAccounts, HoldWhileNobodyCanBeAskedAndNotForEver) {
  EXPECT_EQ(Found("a"), "7");
  accounts_.away = true;
  second_ += 899;
  EXPECT_EQ(Found("a"), "7");
  EXPECT_THROW((void)cache_.Find(kIssuer, "b", ""), Unavailable);
  second_ += 1;
  EXPECT_THROW((void)cache_.Find(kIssuer, "a", ""), Unavailable);
}

TEST_F(KnownAccounts, AreAFewOfWhichTheLeastUsedGo) {
  for (const auto* subject : {"a", "b", "c"}) (void)Found(subject);
  (void)Found("a");
  (void)Found("d");
  EXPECT_EQ(accounts_.asked, 4);
  (void)Found("a");
  (void)Found("c");
  (void)Found("d");
  EXPECT_EQ(accounts_.asked, 4);
  (void)Found("b");
  EXPECT_EQ(accounts_.asked, 5);
}

TEST_F(KnownAccounts, AreTheSameForThreadsThatAskAtOnce) {
  std::vector<std::jthread> callers;
  AccountCache cache(accounts_, {.max_age = std::chrono::hours(1)});
  (void)cache.Find(kIssuer, "a", "");
  for (int caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&] {
      for (int i = 0; i < 500; ++i) EXPECT_TRUE(cache.Find(kIssuer, "a", ""));
    });
  }
  callers.clear();
  EXPECT_EQ(accounts_.asked, 1);
}

}  // namespace
}  // namespace erp::auth
