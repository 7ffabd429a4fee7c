// Accounts, failed sign-ins and signing keys on the real database.
#include "auth/issuer_keys.h"
#include "auth/token_verifier.h"
#include "common/sha256.h"
#include "contract/employee_fixture.h"
#include "employee/domain/identity/one_time_code.h"

namespace erp::employee {
namespace {

const std::string kKey(64, '7');
constexpr const char* kIssuer = "https://erp.test/api/auth";

class Identity : public EmployeeStore {
 protected:
  LocalAccount Add(EmployeeId person, const std::string& name) {
    return accounts_.Add(person, name, "subject-" + name, "hash", clock_.Now()).value();
  }
  SigningKeys Keys(const std::string& key = kKey) {
    return {pool_, auth::Sealer::OfHex(key), clock_, {.issuer = kIssuer, .audience = "erp"}};
  }
};

TEST_F(Identity, AnAccountIsFoundByItsNameAndByItsSubject) {
  const auto id = Hire();
  const auto added = Add(id, "Kim.Minsu");
  const auto by_name = accounts_.FindByName("kim.MINSU");
  ASSERT_TRUE(by_name);
  EXPECT_EQ(by_name->account.id, added.account.id);
  EXPECT_EQ(by_name->account.employee, id);
  EXPECT_EQ(by_name->username, "Kim.Minsu");
  EXPECT_EQ(by_name->password_hash, "hash");
  EXPECT_FALSE(by_name->locked);
  EXPECT_TRUE(by_name->active);
  const auto by_subject = accounts_.Find(kLocalIssuer, "subject-Kim.Minsu");
  ASSERT_TRUE(by_subject);
  EXPECT_EQ(by_subject->employee, id);
  EXPECT_FALSE(accounts_.Find("https://other.test", "subject-Kim.Minsu"));
  EXPECT_FALSE(accounts_.Find(kLocalIssuer, "SUBJECT-Kim.Minsu"));
  EXPECT_FALSE(accounts_.FindByName("kim"));
}

TEST_F(Identity, ANameIsOfOneAccountAlsoWhenManyWantItAtOnce) {
  const auto id = Hire();
  std::atomic<int> added = 0;
  InParallel([&](int thread) {
    const auto account = accounts_.Add(id, thread % 2 == 0 ? "kim" : "KIM",
                                       "s" + std::to_string(thread), "hash", clock_.Now());
    if (account) {
      ++added;
    } else {
      EXPECT_EQ(account.error().slug, "account-exists");
    }
  });
  EXPECT_EQ(added, 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM accounts"), 1);
}

TEST_F(Identity, NobodyWhoHasLeftGetsOrKeepsAnAccount) {
  const auto id = Hire();
  Add(id, "kim");
  ASSERT_TRUE(Leave(id));
  EXPECT_FALSE(accounts_.Find(kLocalIssuer, "subject-kim"));
  EXPECT_FALSE(accounts_.FindByName("kim")->active);
  EXPECT_EQ(accounts_.Add(id, "kim2", "s2", "hash", clock_.Now()).error().slug,
            "employee-inactive");
  EXPECT_EQ(accounts_.Add(EmployeeId(99), "x", "s3", "hash", clock_.Now()).error().slug,
            "employee-not-found");
}

TEST_F(Identity, ALockedAccountIsBehindNoToken) {
  const auto id = Hire();
  Add(id, "kim");
  EXPECT_TRUE(accounts_.SetLocked("KIM", true, clock_.Now()));
  EXPECT_TRUE(accounts_.SetLocked("kim", true, clock_.Now())) << "again";
  EXPECT_FALSE(accounts_.Find(kLocalIssuer, "subject-kim"));
  EXPECT_TRUE(accounts_.FindByName("kim")->locked);
  EXPECT_TRUE(accounts_.SetLocked("kim", false, clock_.Now()));
  EXPECT_TRUE(accounts_.Find(kLocalIssuer, "subject-kim"));
  EXPECT_TRUE(accounts_.SetPassword("kim", "other", "", clock_.Now()));
  EXPECT_EQ(accounts_.FindByName("kim")->password_hash, "other");
  EXPECT_FALSE(accounts_.SetPassword("lee", "other", "", clock_.Now()));
  EXPECT_FALSE(accounts_.SetLocked("lee", true, clock_.Now()));
}

TEST_F(Identity, RolesAreThoseOfThePersonAndHrOfItsDepartments) {
  const auto id = Hire(Somebody("박인사", "인사팀"));
  Add(id, "park");
  ASSERT_TRUE(app_.keep_posts.SetRoles(id, {"manager"}, Viewer{.unbounded = true}).ok());
  HumanResources human_resources(organisation_.ports().posts, {"인사팀"});
  FindPrincipal find({accounts_, clients_, refresh_tokens_, employees_, human_resources}, kIssuer);
  const auto known = find.Run(kIssuer, "subject-park", "");
  ASSERT_TRUE(known);
  EXPECT_EQ(known->employee, id);
  EXPECT_THAT(known->roles, testing::ElementsAre("manager", "hr"));
  EXPECT_FALSE(find.Run("https://other.test", "subject-park", ""));
}

TEST_F(Identity, OfManyGuessesAtOnceOnlyAsManyBeginAsTheThrottleAllows) {
  const Instant at(std::chrono::seconds(1'800'000'000));
  std::atomic<int> began = 0;
  InParallel([&](int) {
    for (int i = 0; i < 3; ++i) began += failures_.Begin("kim@10.0.0.1", "10.0.0.1", at) ? 1 : 0;
  });
  EXPECT_EQ(began, 5) << "4 failures are free, and the next one has to wait";
  EXPECT_EQ(Count("SELECT MAX(count) FROM sign_in_failures"), 5);
  EXPECT_TRUE(failures_.Begin("lee@10.0.0.1", "10.0.0.1", at)) << "another name";
  EXPECT_FALSE(failures_.Begin("kim@10.0.0.1", "10.0.0.1", at));
  EXPECT_TRUE(failures_.Begin("kim@10.0.0.1", "10.0.0.1", at + std::chrono::seconds(1)));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM sign_in_failures WHERE who LIKE '%10.0%'"), 0);
}

TEST_F(Identity, FromAnAddressThatHasFailedThirtyTimesOneTryIsLookedAtInTenSeconds) {
  const Instant at(std::chrono::seconds(1'800'000'000));
  const auto begin = [&](const std::string& name, Instant when) {
    return failures_.Begin(name + "@10.0.0.1", "10.0.0.1", when);
  };
  for (int i = 0; i < 29; ++i) failures_.Failed(begin(std::to_string(i), at).value());
  const auto last = begin("29", at);
  EXPECT_TRUE(begin("somebody else", at)) << "many sign in at once behind one address";
  failures_.Failed(last.value());
  EXPECT_FALSE(begin("x", at));
  std::atomic<int> began = 0;
  InParallel([&](int thread) {
    began += begin("y" + std::to_string(thread), at + std::chrono::seconds(10)) ? 1 : 0;
  });
  EXPECT_EQ(began, 1);
  EXPECT_TRUE(failures_.Begin("x@10.0.0.2", "10.0.0.2", at));
  EXPECT_TRUE(failures_.Begin("client c@", "", at));
}

TEST_F(Identity, FailuresAreCountedWhoeverFailsAtOnceAndForgottenAfterAnHour) {
  const Instant at(std::chrono::seconds(1'800'000'000));
  InParallel([&](int thread) {
    failures_.Failed({std::to_string(thread), "10.0.0.1", at});
    failures_.Failed({std::to_string(thread), "", at});
  });
  EXPECT_EQ(Count("SELECT MAX(count) FROM sign_in_failures"), kThreads);
  const auto right = failures_.Begin("kim@10.0.0.1", "10.0.0.1", at);
  failures_.Succeeded(right.value());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM sign_in_failures"), 1) << "the name is forgotten";
  EXPECT_EQ(Count("SELECT MAX(count) FROM sign_in_failures"), kThreads) << "the address is not";
  failures_.Failed({"x", "10.0.0.1", at + std::chrono::minutes(60)});
  EXPECT_EQ(Count("SELECT MAX(count) FROM sign_in_failures"), 1) << "what failed an hour ago";
  failures_.Failed({"x", "10.0.0.9", at + std::chrono::minutes(121)});
  EXPECT_EQ(Count("SELECT COUNT(*) FROM sign_in_failures"), 1) << "old rows go";
}

TEST_F(Identity, AClientIsFoundByItsIdAndActsAsAServiceOrAsAPerson) {
  const auto person = Hire();
  ASSERT_TRUE(clients_.Add({.id = "req", .service = "approval-request"}, "h1", clock_.Now()).ok());
  ASSERT_TRUE(clients_.Add({.id = "erp.sync", .employee = person}, "h2", clock_.Now()).ok());
  const auto service = clients_.Find("req");
  ASSERT_TRUE(service);
  EXPECT_EQ(service->client.service, "approval-request");
  EXPECT_EQ(service->client.employee, std::nullopt);
  EXPECT_EQ(service->secret_hash.substr(0, 2), "h1");
  EXPECT_FALSE(service->locked);
  EXPECT_TRUE(service->active);
  EXPECT_EQ(clients_.Find("erp.sync")->client.employee, person);
  EXPECT_EQ(clients_.Find("erp.sync")->client.service, "");
  EXPECT_FALSE(clients_.Find("REQ"));
  EXPECT_EQ(clients_.Add({.id = "req", .service = "gateway"}, "h3", clock_.Now()).error().slug,
            "client-exists");
  EXPECT_EQ(clients_.Add({.id = "x", .employee = EmployeeId(99)}, "h", clock_.Now()).error().slug,
            "employee-not-found");
  ASSERT_TRUE(Leave(person));
  EXPECT_FALSE(clients_.Find("erp.sync")->active);
  EXPECT_EQ(clients_.Add({.id = "x", .employee = person}, "h", clock_.Now()).error().slug,
            "employee-inactive");
  const auto all = clients_.All();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].client.id, "erp.sync");
  EXPECT_TRUE(clients_.SetLocked("req", true, clock_.Now()));
  EXPECT_TRUE(clients_.Find("req")->locked);
  EXPECT_TRUE(clients_.SetLocked("req", false, clock_.Now()));
  EXPECT_FALSE(clients_.Find("req")->locked);
  EXPECT_FALSE(clients_.SetLocked("nobody", true, clock_.Now()));
  EXPECT_TRUE(clients_.Remove("req"));
  EXPECT_FALSE(clients_.Remove("req"));
  EXPECT_FALSE(clients_.Find("req"));
}

TEST_F(Identity, ClientsAreKeptAgainAndAgainAlsoByReplicasThatStartTogether) {
  ASSERT_TRUE(clients_.Add({.id = "b", .employee = Hire()}, "old", clock_.Now()).ok());
  ASSERT_TRUE(clients_.SetLocked("b", true, clock_.Now()));
  InParallel([&](int thread) {
    std::vector<ClientBook::Wanted> wanted = {{"a", "gateway", std::string(64, 'a')},
                                              {"b", "employee", std::string(64, 'b')},
                                              {"c", "notification", std::string(64, 'c')}};
    if (thread % 2 == 1) std::reverse(wanted.begin(), wanted.end());
    clients_.Keep(wanted, clock_.Now());
  });
  const auto all = clients_.All();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[1].client.service, "employee");
  EXPECT_EQ(all[1].client.employee, std::nullopt);
  EXPECT_EQ(all[1].secret_hash, std::string(64, 'b'));
  EXPECT_TRUE(all[1].locked) << "an administrator has locked it";
  const auto later = clock_.Now() + std::chrono::hours(1);
  clients_.Keep({{"a", "gateway", std::string(64, 'a')}}, later);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM clients WHERE changed_at = created_at AND client_id = 'a'"),
            1)
      << "nothing has changed";
  clients_.Keep({{"a", "gateway", std::string(64, 'd')}}, later);
  EXPECT_EQ(clients_.Find("a")->secret_hash, std::string(64, 'd'));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM clients WHERE changed_at > created_at AND client_id = 'a'"),
            1);
}

TEST_F(Identity, TokensAreVerifiedByTheKeysThatArePublished) {
  auto keys = Keys();
  const auto token =
      keys.Write({.subject = "s1", .client = "first-party", .id = "t1", .issued = clock_.Now()});
  metrics::Registry registry;
  auth::IssuerKeys published(
      {.issuer = kIssuer, .keys_url = "keys"},
      [&](const std::string&) { return keys.PublishedKeys(); }, registry);
  const auth::TokenVerifier verifier({{&published, {"erp"}}}, clock_, registry);
  const auto verified = verifier.Verify(token);
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->subject, "s1");
  EXPECT_EQ(verified->client, "first-party");
  EXPECT_EQ(verified->id, "t1");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM signing_keys"), 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM signing_keys WHERE sealed LIKE '%PRIVATE%'"), 0);
}

TEST_F(Identity, ReplicasThatStartAtOnceBelieveEachOthersTokens) {
  std::mutex mutex;
  std::vector<std::string> tokens;
  InParallel([&](int) {
    auto keys = Keys();
    auto token = keys.Write({.subject = "s1", .client = "c", .id = "t", .issued = clock_.Now()});
    const std::lock_guard lock(mutex);
    tokens.push_back(std::move(token));
  });
  auto later = Keys();
  metrics::Registry registry;
  auth::IssuerKeys published(
      {.issuer = kIssuer, .keys_url = "keys"},
      [&](const std::string&) { return later.PublishedKeys(); }, registry);
  const auth::TokenVerifier verifier({{&published, {"erp"}}}, clock_, registry);
  for (const auto& token : tokens) EXPECT_TRUE(verifier.Verify(token));
}

TEST_F(Identity, ARefreshTokenIsUsedOnceAndAThiefEndsItsFamily) {
  const auto added = Add(Hire(), "kim");
  const Instant at(std::chrono::seconds(1'800'000'000));
  const auto later = [&](int seconds) { return at + std::chrono::seconds(seconds); };
  const auto first = refresh_tokens_.Begin(added.account.id, at).token;
  const auto other = refresh_tokens_.Begin(added.account.id, at).token;
  const auto second = refresh_tokens_.Use(first, "", later(10));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->account.employee, added.account.employee);
  EXPECT_EQ(second->account.subject, "subject-kim");
  EXPECT_NE(second->next, first);
  const auto third = refresh_tokens_.Use(second->next, "", later(20));
  ASSERT_TRUE(third);
  EXPECT_FALSE(refresh_tokens_.Use(first, "", later(20))) << "again, 10 seconds after";
  EXPECT_FALSE(refresh_tokens_.Use(third->next, "", later(21))) << "all of the family";
  EXPECT_TRUE(refresh_tokens_.Use(other, "", later(21))) << "another sign-in";
  EXPECT_EQ(
      Count("SELECT COUNT(*) FROM refresh_families WHERE stolen = 1 AND ended_at IS NOT NULL"), 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM refresh_tokens WHERE LENGTH(hash) <> 64"), 0);
  EXPECT_FALSE(refresh_tokens_.Use("nobody's", "", at));
}

TEST_F(Identity, TwoTabsThatRefreshTogetherBothGoOn) {
  const auto added = Add(Hire(), "kim");
  const Instant at(std::chrono::seconds(1'800'000'000));
  const auto first = refresh_tokens_.Begin(added.account.id, at).token;
  std::mutex mutex;
  std::vector<std::string> next;
  InParallel([&](int) {
    const auto used = refresh_tokens_.Use(first, "", at);
    const std::lock_guard lock(mutex);
    if (used) next.push_back(used->next);
  });
  ASSERT_EQ(next.size(), static_cast<std::size_t>(kThreads));
  for (const auto& token : next) {
    EXPECT_TRUE(refresh_tokens_.Use(token, "", at + std::chrono::minutes(1)));
  }
}

TEST_F(Identity, SigningOutANewPasswordALockAndLeavingEndRefreshTokens) {
  const auto id = Hire();
  const auto added = Add(id, "kim");
  const Instant at(std::chrono::seconds(1'800'000'000));
  const auto begin = [&] { return refresh_tokens_.Begin(added.account.id, at).token; };
  const auto goes_on = [&](const std::string& token) {
    return refresh_tokens_.Use(token, "", at).has_value();
  };
  const auto signed_out = begin();
  refresh_tokens_.End(signed_out, at);
  refresh_tokens_.End(signed_out, at);
  refresh_tokens_.End("nobody's", at);
  EXPECT_FALSE(goes_on(signed_out));
  const auto before = begin();
  ASSERT_TRUE(accounts_.SetPassword("kim", "other", "", at));
  EXPECT_FALSE(goes_on(before));
  const auto kept = begin();
  ASSERT_TRUE(accounts_.SetLocked("kim", true, at));
  EXPECT_FALSE(goes_on(kept));
  ASSERT_TRUE(accounts_.SetLocked("kim", false, at));
  EXPECT_FALSE(goes_on(kept)) << "unlocking brings nothing back";
  const auto last = begin();
  ASSERT_TRUE(Leave(id));
  EXPECT_FALSE(goes_on(last));
}

TEST_F(Identity, ASignInThatHasEndedGoesOnNoMore) {
  const auto added = Add(Hire(), "kim");
  const Instant at(std::chrono::seconds(1'800'000'000));
  const auto [token, session] = refresh_tokens_.Begin(added.account.id, at);
  const auto other = refresh_tokens_.Begin(added.account.id, at);
  EXPECT_TRUE(refresh_tokens_.GoesOn(session));
  const auto used = refresh_tokens_.Use(token, "", at);
  EXPECT_EQ(used->session, session);
  refresh_tokens_.End(used->next, at);
  EXPECT_FALSE(refresh_tokens_.GoesOn(session));
  EXPECT_TRUE(refresh_tokens_.GoesOn(other.session));
  for (const auto* nobodys : {"", "0", "99999", "x", "1 OR 1=1"}) {
    EXPECT_FALSE(refresh_tokens_.GoesOn(nobodys)) << nobodys;
  }
}

TEST_F(Identity, ANewPasswordEndsEverySignInButTheOneThatIsKept) {
  const auto added = Add(Hire(), "kim");
  const Instant at(std::chrono::seconds(1'800'000'000));
  const auto kept = refresh_tokens_.Begin(added.account.id, at).token;
  const auto other = refresh_tokens_.Begin(added.account.id, at).token;
  ASSERT_TRUE(accounts_.SetPassword("KIM", "next", kept, at));
  EXPECT_TRUE(refresh_tokens_.Use(kept, "", at));
  EXPECT_FALSE(refresh_tokens_.Use(other, "", at));
  ASSERT_TRUE(accounts_.SetPassword("kim", "next", "nobody's", at));
  EXPECT_FALSE(refresh_tokens_.Use(kept, "", at));
}

TEST_F(Identity, AOneTimeCodeCountsOnceAndConfirmsItsKey) {
  const auto account = Add(Hire(), "kim").account.id;
  const Instant at(std::chrono::seconds(1'800'000'000));
  EXPECT_FALSE(totp_.Use(account, "123456", at)) << "without a key";
  (void)totp_.Begin(account, at).value();
  const auto key = totp_.Begin(account, at).value();
  EXPECT_EQ(key.size(), kTotpKeyBytes);
  EXPECT_FALSE(totp_.IsActive(account));
  const auto code = TotpCode(key, TotpStep(at));
  std::atomic<int> used = 0;
  InParallel([&](int) { used += totp_.Use(account, code, at) ? 1 : 0; });
  EXPECT_EQ(used, 1);
  EXPECT_TRUE(totp_.IsActive(account));
  EXPECT_FALSE(totp_.Use(account, TotpCode(key, TotpStep(at) - 1), at)) << "one before it";
  EXPECT_TRUE(totp_.Use(account, TotpCode(key, TotpStep(at) + 1), at));
  EXPECT_EQ(totp_.Begin(account, at).error().slug, "totp-active");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM totp WHERE LENGTH(sealed) > 60"), 1);
  totp_.Remove(account);
  totp_.Remove(account);
  EXPECT_FALSE(totp_.IsActive(account));
  const auto next = totp_.Begin(account, at).value();
  ASSERT_TRUE(totp_.Use(account, TotpCode(next, TotpStep(at)), at));
  EXPECT_TRUE(accounts_.RemoveCodes("kim"));
  EXPECT_FALSE(totp_.IsActive(account));
  EXPECT_TRUE(accounts_.RemoveCodes("kim")) << "a repeat";
  EXPECT_FALSE(accounts_.RemoveCodes("nobody"));
  MysqlTotp none(pool_, std::nullopt);
  EXPECT_THROW((void)none.Begin(account, at), Unavailable);
}

TEST_F(Identity, AKeyByHandIsPublishedAtOnceAndSignsLaterOrReplacesTheOthers) {
  auto keys = Keys();
  const auto write = [&] {
    return auth::ParseJwt(
               keys.Write({.subject = "s", .client = "c", .id = "t", .issued = clock_.Now()}))
        ->key;
  };
  const auto first = write();
  const auto from = keys.Rotate(false);
  EXPECT_GT(from, clock_.Now() + std::chrono::minutes(119));
  EXPECT_EQ(write(), first) << "still";
  EXPECT_EQ(Count("SELECT COUNT(*) FROM signing_keys"), 2);
  EXPECT_EQ(Count("SELECT COUNT(DISTINCT signs_until) FROM signing_keys"), 2);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM signing_keys a JOIN signing_keys b ON a.signs_until = "
                  "b.signs_from"),
            1)
      << "one ends where the other begins";
  keys.Rotate(true);
  EXPECT_NE(write(), first);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM signing_keys"), 1);
  auto none = Keys("");
  EXPECT_THROW((void)none.Rotate(false), Unavailable);
}

TEST_F(Identity, OldFamiliesAreForgotten) {
  const auto added = Add(Hire(), "kim");
  const Instant at(std::chrono::seconds(1'800'000'000));
  (void)refresh_tokens_.Begin(added.account.id, at);
  (void)refresh_tokens_.Begin(added.account.id, at + std::chrono::hours(91 * 24));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM refresh_families"), 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM refresh_tokens"), 1);
}

TEST_F(Identity, KeysThatWereSealedOtherwiseAreNotReadAndWithoutASealerNothingIsIssued) {
  auto keys = Keys();
  (void)keys.PublishedKeys();
  auto other = Keys(std::string(64, '8'));
  EXPECT_THROW((void)other.PublishedKeys(), std::runtime_error);
  auto none = Keys("");
  EXPECT_THROW((void)none.PublishedKeys(), Unavailable);
}

}  // namespace
}  // namespace erp::employee
