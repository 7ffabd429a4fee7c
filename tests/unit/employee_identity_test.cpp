// Accounts: which passwords are good enough, how fast somebody may try, when keys sign, and who
// gets a token.
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/api/identity/administrator_arguments.h"
#include "employee/api/identity/arguments.h"
#include "employee/api/identity/identity_json.h"
#include "employee/app/identity/change_password.h"
#include "employee/app/identity/find_principal.h"
#include "employee/app/identity/give_account.h"
#include "employee/app/identity/keep_accounts.h"
#include "employee/app/identity/keep_totp.h"
#include "employee/app/identity/make_administrator.h"
#include "employee/app/identity/sign_in.h"
#include "employee/domain/identity/account.h"
#include "employee/domain/identity/key_schedule.h"
#include "employee/domain/identity/password_rule.h"
#include "employee/domain/identity/refresh.h"
#include "employee/domain/identity/sign_in_throttle.h"
#include "employee_identity_fakes.h"
#include "employee_memory_ledger.h"
#include "unit/employee_mock_organisation.h"

namespace erp::employee {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Instant kNow{seconds(1'800'000'000)};

class StandingClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return now; }
  Instant now = kNow;
};

TEST(PasswordRule, WantsTwelveCharactersOfAnyKind) {
  EXPECT_TRUE(PasswordMistake("kp3!vW#9xQz", "kim"));
  EXPECT_FALSE(PasswordMistake("kp3!vW#9xQz2", "kim"));
  EXPECT_FALSE(PasswordMistake("좋은 하루 되세요 모두들", "kim"));
  EXPECT_TRUE(PasswordMistake("좋은하루되세요모두들요", "kim")) << "11 characters, not 33 bytes";
  EXPECT_FALSE(PasswordMistake("four words are enough", "kim"));
  std::string longest;
  for (std::size_t i = 0; i < kLongestPassword; ++i) longest += static_cast<char>('a' + i * 7 % 23);
  EXPECT_FALSE(PasswordMistake(longest, "kim"));
  EXPECT_TRUE(PasswordMistake(longest + "x", "kim"));
}

TEST(PasswordRule, RefusesWhatIsGuessedFirst) {
  for (const auto* known :
       {"password1234", "Password2026!", "PASSWORD!!!!", "qwertyuiop12", "1q2w3e4r5t6y",
        "123456789012", "210987654321", "abcdefghijkl", "aaaaaaaaaaaa", "ababababab12",
        "비밀번호12345678", "2026changeme!", "correcthorsebatterystaple"}) {
    EXPECT_TRUE(PasswordMistake(known, "kim")) << known;
  }
  EXPECT_TRUE(PasswordMistake("kim.minsu2026", "Kim.Minsu"));
  EXPECT_TRUE(PasswordMistake("kim.minsu.seo", "kim.minsu.seo"));
  EXPECT_FALSE(PasswordMistake("kim.minsu eats plums", "kim.minsu"));
  EXPECT_FALSE(PasswordMistake("password of the sea", "kim"));
  EXPECT_TRUE(PasswordMistake("890123456789", "kim"));
  EXPECT_FALSE(PasswordMistake("9q9w9e9r9t9y", "kim"));
  EXPECT_FALSE(PasswordMistake("q0w0e0r0t0y0", "kim"));
}

TEST(PasswordRule, RefusesRowsOfTheKeyboardAndRepetitions) {
  for (const auto* known :
       {"qwertyasdfgh", "asdfghjklqwe", "poiuytlkjhgf", "qazwsxedcrfv", "zaqxswcdevfr",
        "yxwvutsrqpon", "xyzabcdefghi", "890123zxcvbn", "monkeymonkey", "monkeymonkeymon",
        "abc12abc12abc12", "summer2026!!", "Starwars12345"}) {
    EXPECT_TRUE(PasswordMistake(known, "kim")) << known;
  }
  for (const auto* good : {"qwertyasdfgx", "monkeymonkez", "seven77seven77", "qwe asd zxc 123",
                           "plums in the icebox", "느린 거북이 넷이 강을 건넌다"}) {
    EXPECT_FALSE(PasswordMistake(good, "kim")) << good;
  }
}

TEST(PasswordRule, ShipsAListWhoseLinesAreInTheirOrder) {
  std::vector<std::string> lines;
  std::istringstream file{std::string(CommonPasswordsFile())};
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  EXPECT_GT(lines.size(), 500U);
  EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end()));
  for (const auto& line : lines) {
    EXPECT_EQ(UsernameKey(line), line);
    EXPECT_GE(unicode::CodePoints(line), kShortestPassword) << line << " is refused anyway";
    EXPECT_TRUE(PasswordMistake(line, "kim")) << line;
  }
}

TEST(Usernames, AreComparedWithoutCase) {
  EXPECT_EQ(UsernameKey("Kim.Minsu@Example.com"), "kim.minsu@example.com");
  EXPECT_EQ(UsernameKey("김민수"), "김민수");
}

TEST(SignInThrottle, OfANameDoublesAfterFourFailuresUntilFiveMinutes) {
  const auto wait = [](std::int64_t count) {
    const auto next = NextTryOfName({count, kNow}, kNow);
    return next ? std::chrono::duration_cast<seconds>(*next - kNow).count() : 0;
  };
  EXPECT_EQ(wait(0), 0);
  EXPECT_EQ(wait(4), 0);
  EXPECT_EQ(wait(5), 1);
  EXPECT_EQ(wait(6), 2);
  EXPECT_EQ(wait(12), 128);
  EXPECT_EQ(wait(14), 300);
  EXPECT_EQ(wait(1'000'000), 300);
  EXPECT_EQ(NextTryOfName({6, kNow}, kNow + seconds(1)), kNow + seconds(2));
  EXPECT_EQ(NextTryOfName({6, kNow}, kNow + seconds(2)), std::nullopt);
  EXPECT_EQ(NextTryOfName({100, kNow}, kNow + hours(1)), std::nullopt);
}

TEST(SignInThrottle, OfAnAddressIsOneInTenSecondsAfterTwentyNineFailures) {
  EXPECT_EQ(NextTryFromAddress({29, kNow}, kNow), std::nullopt);
  EXPECT_EQ(NextTryFromAddress({30, kNow}, kNow), kNow + seconds(10));
  EXPECT_EQ(NextTryFromAddress({30, kNow}, kNow + seconds(10)), std::nullopt);
}

TEST(SignInThrottle, ATryCountsUntilItIsKnownToBeRight) {
  const Failures none{};
  EXPECT_EQ(WithOneMore(none, kNow).count, 1);
  EXPECT_EQ(WithOneMore(none, kNow).last, kNow);
  const Failures two{2, kNow};
  EXPECT_EQ(WithOneMore(two, kNow + minutes(60) - seconds(1)).count, 3);
  EXPECT_EQ(WithOneMore(two, kNow + minutes(60)).count, 1)
      << "what failed an hour ago is forgotten";
  EXPECT_EQ(WithOneMore(two, kNow - seconds(1)).last, kNow) << "a replica whose clock is behind";
  EXPECT_EQ(WithOneMore(two, kNow + seconds(1)).last, kNow + seconds(1));
}

TEST(SignInThrottle, TriesFromAnAddressThatHasFailedThirtyTimesTakeTurns) {
  EXPECT_FALSE(TakesTurns({29, kNow}, kNow));
  EXPECT_TRUE(TakesTurns({30, kNow}, kNow + minutes(60) - seconds(1)));
  EXPECT_FALSE(TakesTurns({30, kNow}, kNow + minutes(60)));
}

TEST(KeySchedule, PublishesTheNextKeyADayBeforeItSignsAndTheLastTwoHoursAfter) {
  std::vector<KeyTimes> keys;
  const auto make = [&](Instant now) {
    auto next = NextKey(keys, now);
    if (!next) return false;
    next->name = "k" + std::to_string(keys.size() + 1);
    keys.push_back(*next);
    return true;
  };
  EXPECT_EQ(SignsNow(keys, kNow), std::nullopt);
  EXPECT_TRUE(make(kNow));
  EXPECT_EQ(SignsNow(keys, kNow), "k1");
  EXPECT_FALSE(make(kNow));
  const Instant end = kNow + kKeySigns;
  EXPECT_FALSE(make(end - hours(24) - seconds(1)));
  EXPECT_TRUE(make(end - hours(24)));
  EXPECT_EQ(keys[1].signs_from, end) << "published a day before";
  EXPECT_EQ(SignsNow(keys, end - seconds(1)), "k1");
  EXPECT_EQ(SignsNow(keys, end), "k2");
  EXPECT_TRUE(IsPublished(keys[0], end + hours(2) - seconds(1)));
  EXPECT_FALSE(IsPublished(keys[0], end + hours(2)));
  EXPECT_FALSE(make(end - hours(1)));
}

TEST(KeySchedule, AKeyByHandSignsWhenEverybodyKnowsIt) {
  const auto key = KeyByHand(kNow);
  EXPECT_EQ(key.signs_from, kNow + hours(2));
  EXPECT_EQ(key.signs_until, kNow + hours(2) + kKeySigns);
}

TEST(IssuerKeys, AreRotatedFromTheCommandLine) {
  PlainTokens tokens;
  EXPECT_EQ(RotateIssuerKeyAsAsked(tokens, {"rotate"}),
            "a new key signs from 1970-01-01T02:00:00.000Z\n");
  EXPECT_EQ(tokens.rotated_at_once, false);
  EXPECT_THAT(RotateIssuerKeyAsAsked(tokens, {"replace"}), testing::HasSubstr("signs now"));
  EXPECT_EQ(tokens.rotated_at_once, true);
  EXPECT_THROW(RotateIssuerKeyAsAsked(tokens, {}), std::invalid_argument);
  EXPECT_THROW(RotateIssuerKeyAsAsked(tokens, {"rotate", "now"}), std::invalid_argument);
}

TEST(KeySchedule, OfTwoKeysMadeAtOnceOneSigns) {
  const std::vector<KeyTimes> keys = {{"b", kNow, kNow + hours(1)}, {"a", kNow, kNow + hours(1)}};
  EXPECT_EQ(SignsNow(keys, kNow), "b");
  const std::vector<KeyTimes> turned = {keys[1], keys[0]};
  EXPECT_EQ(SignsNow(turned, kNow), "b");
}

TEST(KeySchedule, AfterAYearWithoutAnybodyTheNextKeySignsAtOnce) {
  const std::vector<KeyTimes> keys = {{"a", kNow - hours(9000), kNow - hours(8000)}};
  EXPECT_EQ(NextKey(keys, kNow)->signs_from, kNow);
}

TEST(RefreshRule, EachTokenIsUsedOnceAndTwoTabsTogetherGoOn) {
  RefreshTimes token{.signed_in = kNow, .issued = kNow};
  EXPECT_EQ(JudgeRefresh(token, kNow), RefreshVerdict::kGoesOn);
  token.used = kNow + seconds(60);
  EXPECT_EQ(JudgeRefresh(token, kNow + seconds(60)), RefreshVerdict::kGoesOn);
  EXPECT_EQ(JudgeRefresh(token, kNow + seconds(69)), RefreshVerdict::kGoesOn);
  EXPECT_EQ(JudgeRefresh(token, kNow + seconds(70)), RefreshVerdict::kStolen);
  EXPECT_EQ(JudgeRefresh(token, kNow + hours(15 * 24)), RefreshVerdict::kStolen)
      << "also when it has expired since";
  token.revoked = true;
  EXPECT_EQ(JudgeRefresh(token, kNow + seconds(61)), RefreshVerdict::kOver);
}

TEST(RefreshRule, ATokenExpiresAfterTwoWeeksAndItsFamilyAfterNinetyDays) {
  const RefreshTimes token{.signed_in = kNow, .issued = kNow + hours(24)};
  EXPECT_EQ(JudgeRefresh(token, kNow + hours(15 * 24) - seconds(1)), RefreshVerdict::kGoesOn);
  EXPECT_EQ(JudgeRefresh(token, kNow + hours(15 * 24)), RefreshVerdict::kOver);
  const RefreshTimes late{.signed_in = kNow, .issued = kNow + hours(89 * 24)};
  EXPECT_EQ(JudgeRefresh(late, kNow + hours(90 * 24) - seconds(1)), RefreshVerdict::kGoesOn);
  EXPECT_EQ(JudgeRefresh(late, kNow + hours(90 * 24)), RefreshVerdict::kOver);
}

constexpr const char* kPassword = "plums in the icebox";

class SigningIn : public testing::Test {
 protected:
  SigningIn() { EXPECT_TRUE(keep_.Add(EmployeeId(7), "Kim", kPassword).ok()); }
  // The token, or why not.
  std::string Try(const std::string& name,
                  const std::string& password,
                  const std::string& address = "10.0.0.1") {
    const auto signed_in = sign_in_.Run({name, password}, address);
    return signed_in ? signed_in->access_token : signed_in.error().slug;
  }
  std::string Subject() { return accounts_.all.at("kim").account.subject; }

  StandingClock clock_;
  MemoryAccounts accounts_;
  MemoryFailures failures_;
  MemoryClients clients_;
  PlainPasswords passwords_;
  PlainTokens tokens_;
  PlainRefreshTokens refresh_tokens_;
  KeepAccounts keep_{accounts_, passwords_, clock_};
  PlainTotp totp_;
  std::vector<std::string> roles_;
  SignIn sign_in_{
      {accounts_, failures_, passwords_, tokens_, refresh_tokens_, totp_,
       [this](EmployeeId) { return roles_; }},
      clock_,
      {.issuer = "https://erp.test", .valid_for = seconds(600), .totp_roles = {"admin", "hr"}}};
  KeepTotp keep_totp_{sign_in_, totp_, clock_, "erp.test"};
};

TEST_F(SigningIn, GivesATokenOfTheAccountAndForgetsWhatHadFailed) {
  EXPECT_EQ(Try("kim", "wrong"), "sign-in-refused");
  EXPECT_EQ(failures_.all.at("kim@10.0.0.1").count, 1);
  EXPECT_EQ(Try("KIM", kPassword), "token of " + Subject());
  EXPECT_FALSE(failures_.all.contains("kim@10.0.0.1"));
  EXPECT_EQ(failures_.all.at("10.0.0.1").count, 1) << "the address has guessed all the same";
  EXPECT_EQ(tokens_.last.issued, kNow);
  EXPECT_FALSE(tokens_.last.id.empty());
  EXPECT_EQ(Subject().size(), 32U);
}

TEST_F(SigningIn, GoesOnWithARefreshTokenAndEndsWithIt) {
  EXPECT_EQ(sign_in_.Run({"kim", kPassword}, "10.0.0.1")->refresh_token, "refresh of 1");
  const auto next = sign_in_.Refresh("r1");
  ASSERT_TRUE(next);
  EXPECT_EQ(next->access_token, "token of subject of r1");
  EXPECT_EQ(next->refresh_token, "next of r1");
  EXPECT_EQ(next->expires_in, seconds(600));
  sign_in_.SignOut("r1");
  EXPECT_THAT(refresh_tokens_.ended, testing::ElementsAre("r1"));
  refresh_tokens_.good = false;
  EXPECT_EQ(sign_in_.Refresh("r1").error().slug, "refresh-refused");
}

TEST_F(SigningIn, AnswersTheSameWhateverIsWrongAndLooksAtThePasswordEachTime) {
  EXPECT_EQ(Try("nobody", kPassword), "sign-in-refused");
  EXPECT_EQ(Try("kim", "wrong"), "sign-in-refused");
  accounts_.all.at("kim").locked = true;
  EXPECT_EQ(Try("kim", kPassword), "sign-in-refused");
  accounts_.all.at("kim").locked = false;
  accounts_.all.at("kim").active = false;
  EXPECT_EQ(Try("kim", kPassword), "sign-in-refused");
  EXPECT_EQ(passwords_.verified, 4);
}

TEST_F(SigningIn, SomebodyChangesTheirOwnPasswordWithThePresentOne) {
  ChangePassword change(sign_in_, accounts_, passwords_, clock_);
  const auto run = [&](const NewPassword& wanted, std::optional<EmployeeId> person) {
    const auto changed = change.Run(wanted, person, "10.0.0.1");
    return changed ? "changed" : changed.error().slug;
  };
  const std::string next = "four slow turtles cross";
  EXPECT_EQ(run({{"kim", "wrong"}, next}, EmployeeId(7)), "sign-in-refused");
  EXPECT_EQ(run({{"kim", kPassword}, next}, EmployeeId(8)), "sign-in-refused") << "somebody else's";
  EXPECT_EQ(accounts_.kept_token, "nothing was set");
  const auto mistake = change.Run({{"kim", kPassword}, "password1234"}, EmployeeId(7), "10.0.0.1");
  EXPECT_EQ(mistake.error().fields.at(0).pointer, "/newPassword");
  EXPECT_EQ(run({{"kim", kPassword}, next, "r1"}, EmployeeId(7)), "changed");
  EXPECT_EQ(accounts_.kept_token, "r1");
  EXPECT_EQ(Try("kim", next), "token of " + Subject());
  EXPECT_EQ(Try("kim", kPassword), "sign-in-refused");
  EXPECT_EQ(run({{"kim", next}, kPassword}, std::nullopt), "changed") << "AUTH_MODE=dev";
  EXPECT_EQ(accounts_.kept_token, "");
}

TEST_F(SigningIn, OneTimeCodesAreAskedForOnlyAfterARightPassword) {
  totp_.active = true;
  const auto run = [&](const std::string& password, const std::string& code) {
    const auto signed_in = sign_in_.Run({"kim", password, code}, "10.0.0.1");
    return signed_in ? "signed in" : signed_in.error().slug;
  };
  EXPECT_EQ(run("wrong", "123456"), "sign-in-refused");
  EXPECT_EQ(totp_.tried, 0);
  EXPECT_EQ(run(kPassword, ""), "totp-required");
  EXPECT_EQ(totp_.tried, 0);
  EXPECT_EQ(failures_.all.at("kim@10.0.0.1").count, 2) << "not forgotten before the code is right";
  EXPECT_EQ(run(kPassword, "000000"), "totp-required");
  EXPECT_EQ(run(kPassword, "123456"), "signed in");
  EXPECT_FALSE(failures_.all.contains("kim@10.0.0.1"));
  EXPECT_EQ(run(kPassword, "123456"), "totp-required") << "used";
}

TEST_F(SigningIn, GuessesOfOneTimeCodesCountWhereverTheyComeFrom) {
  totp_.active = true;
  for (int i = 0; i < 5; ++i) {
    const auto address = "10.0.0." + std::to_string(i);
    EXPECT_EQ(sign_in_.Run({"kim", kPassword, "000000"}, address).error().slug, "totp-required");
  }
  EXPECT_EQ(totp_.tried, 5);
  EXPECT_EQ(sign_in_.Run({"kim", kPassword, "123456"}, "10.0.0.9").error().slug, "totp-required");
  EXPECT_EQ(totp_.tried, 5) << "not looked at";
  clock_.now += seconds(1);
  EXPECT_TRUE(sign_in_.Run({"kim", kPassword, "123456"}, "10.0.0.9"));
}

TEST_F(SigningIn, WhoseRoleNeedsOneTimeCodesSetsThemUpFirst) {
  roles_ = {"manager"};
  EXPECT_TRUE(sign_in_.Run({"kim", kPassword}, "10.0.0.1"));
  roles_ = {"manager", "hr"};
  EXPECT_EQ(sign_in_.Run({"kim", "wrong"}, "10.0.0.1").error().slug, "sign-in-refused");
  EXPECT_EQ(sign_in_.Run({"kim", kPassword}, "10.0.0.1").error().slug, "totp-not-set-up");
  EXPECT_EQ(keep_totp_.Begin({"kim", "wrong"}, "10.0.0.1").error().slug, "sign-in-refused");
  const auto key = keep_totp_.Begin({"kim", kPassword}, "10.0.0.1");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->secret, "MZXW6YTBOI");
  EXPECT_THAT(key->uri, testing::StartsWith("otpauth://totp/erp.test:kim?secret=MZXW6YTBOI"));
  EXPECT_EQ(keep_totp_.Confirm({"kim", kPassword, "000000"}, "10.0.0.1").error().slug,
            "totp-required");
  EXPECT_TRUE(keep_totp_.Confirm({"kim", kPassword, "123456"}, "10.0.0.1"));
  EXPECT_TRUE(totp_.active);
  EXPECT_EQ(keep_totp_.Begin({"kim", kPassword}, "10.0.0.1").error().slug, "totp-required");
  totp_.good = "111111";
  EXPECT_EQ(keep_totp_.Begin({"kim", kPassword, "111111"}, "10.0.0.1").error().slug, "totp-active");
  totp_.good = "222222";
  EXPECT_TRUE(sign_in_.Run({"kim", kPassword, "222222"}, "10.0.0.1"));
  EXPECT_EQ(keep_totp_.Remove({"kim", kPassword}, "10.0.0.1").error().slug, "totp-required");
  totp_.good = "333333";
  EXPECT_TRUE(keep_totp_.Confirm({"kim", kPassword, "333333"}, "10.0.0.1")) << "it is so already";
  totp_.good = "444444";
  EXPECT_TRUE(keep_totp_.Remove({"kim", kPassword, "444444"}, "10.0.0.1"));
  EXPECT_FALSE(totp_.active);
}

TEST_F(SigningIn, WaitsAfterFailuresOfThisNameFromThisAddressAlone) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Try("kim", "wrong"), "sign-in-refused");
  EXPECT_EQ(Try("kim", kPassword), "sign-in-too-fast");
  EXPECT_EQ(passwords_.verified, 5) << "not looked at";
  EXPECT_EQ(Try("kim", kPassword, "10.0.0.2"), "token of " + Subject()) << "nobody is kept out";
  clock_.now += seconds(1);
  EXPECT_EQ(Try("kim", kPassword), "token of " + Subject());
}

TEST_F(SigningIn, WaitsAfterAnAddressHasGuessedForManyNames) {
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(Try("name" + std::to_string(i), "wrong"), "sign-in-refused");
  }
  EXPECT_EQ(Try("kim", kPassword), "sign-in-too-fast");
  clock_.now += seconds(10);
  EXPECT_EQ(Try("kim", kPassword), "token of " + Subject());
}

TEST_F(SigningIn, WhoStandsBehindATokenHasTheRolesOfNow) {
  MemoryPeople people;
  people.all = {HiredOn(7, std::nullopt), HiredOn(8, std::nullopt)};
  testing::NiceMock<MockPosts> posts;
  ON_CALL(posts, Roles(EmployeeId(7)))
      .WillByDefault(testing::Return(std::vector<std::string>{"manager"}));
  HumanResources human_resources(posts, {"인사팀"});
  FindPrincipal find({accounts_, clients_, refresh_tokens_, people, human_resources},
                     "https://erp.test");
  const auto roles = [&]() -> std::vector<std::string> {
    const auto known = find.Run("https://erp.test", Subject(), "");
    return known ? known->roles : std::vector<std::string>{"nobody"};
  };
  EXPECT_EQ(find.Run("https://erp.test", Subject(), "")->employee, EmployeeId(7));
  EXPECT_THAT(roles(), testing::ElementsAre("manager"));
  people.all[0].profile.department = "인사팀";
  EXPECT_THAT(roles(), testing::ElementsAre("manager", "hr"));
  ON_CALL(posts, Roles(EmployeeId(7)))
      .WillByDefault(testing::Return(std::vector<std::string>{"hr"}));
  EXPECT_THAT(roles(), testing::ElementsAre("hr")) << "once";
  ON_CALL(posts, Roles(EmployeeId(7))).WillByDefault(testing::Return(std::nullopt));
  people.all[0].profile.department = "개발팀";
  EXPECT_THAT(roles(), testing::IsEmpty());
  EXPECT_FALSE(find.Run("https://other.test", Subject(), ""));
  // Another issuer's accounts have its name, also where it is the only one that is trusted.
  accounts_.all["pool"] = {{AccountId(2), EmployeeId(8), "https://pool.test", "sub"}, "", ""};
  FindPrincipal nobody_signs_in_here(
      {accounts_, clients_, refresh_tokens_, people, human_resources}, "");
  EXPECT_EQ(nobody_signs_in_here.Run("https://pool.test", "sub", "")->employee, EmployeeId(8));
  EXPECT_EQ(find.Run("https://pool.test", "sub", "")->employee, EmployeeId(8));
  EXPECT_FALSE(find.Run("https://erp.test", "nobody", ""));
  EXPECT_EQ(find.Run("https://erp.test", Subject(), "goes on")->employee, EmployeeId(7));
  const auto ended = find.Run("https://erp.test", Subject(), "ended");
  EXPECT_TRUE(ended->signed_out && !ended->employee);
  EXPECT_EQ(PrintPrincipal(*ended), R"({"roles":[],"signedOut":true})");
  EXPECT_EQ(find.Run("https://pool.test", "sub", "of the pool")->employee, EmployeeId(8));
  EXPECT_FALSE(find.Run("https://erp.test", "nobody", "ended"));
  people.all[0].active = false;
  EXPECT_THAT(roles(), testing::ElementsAre("nobody"));
  people.all.clear();
  EXPECT_THAT(roles(), testing::ElementsAre("nobody"));
}

TEST_F(SigningIn, AccountsAreKeptFromTheCommandLine) {
  const auto run = [&](const std::vector<std::string>& arguments, const std::string& input = "") {
    std::istringstream lines(input);
    return KeepAccountAsAsked(keep_, ReadAccountArguments(arguments), lines);
  };
  EXPECT_EQ(run({"add", "lee", "--employee", "8"}, "seven green bottles stand\r\nmore\n"),
            "account lee of employee 8\n");
  EXPECT_EQ(Try("lee", "seven green bottles stand"),
            "token of " + accounts_.all.at("lee").account.subject);
  EXPECT_EQ(run({"password", "lee"}, "another long passphrase\n"), "password of lee is set\n");
  EXPECT_EQ(Try("lee", "seven green bottles stand"), "sign-in-refused");
  EXPECT_EQ(run({"lock", "lee"}), "lee is locked\n");
  EXPECT_EQ(run({"remove-codes", "lee"}), "lee signs in without one-time codes\n");
  EXPECT_EQ(Try("lee", "another long passphrase"), "sign-in-refused");
  EXPECT_EQ(run({"unlock", "lee"}), "lee is not locked\n");
  EXPECT_EQ(Try("lee", "another long passphrase"),
            "token of " + accounts_.all.at("lee").account.subject);
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{},
                                             {"add"},
                                             {"add", "x"},
                                             {"add", "x", "--employee"},
                                             {"add", "x", "--employee", "no"},
                                             {"add", "x", "--person", "3"},
                                             {"lock", "x", "y"},
                                             {"remove", "x"}}) {
    EXPECT_THROW((void)run(wrong), std::invalid_argument);
  }
  EXPECT_THROW((void)run({"lock", "nobody"}), std::invalid_argument);
  EXPECT_THROW((void)run({"remove-codes", "nobody"}), std::invalid_argument);
  EXPECT_THROW((void)run({"password", "lee"}, "short\n"), std::invalid_argument);
  EXPECT_THROW((void)run({"add", "", "--employee", "8"}, "another long passphrase\n"),
               std::invalid_argument);
}

class Administrators : public SigningIn {
 protected:
  // Roles by person, as SetRoles leaves them.
  std::map<std::int64_t, std::vector<std::string>> roles_{{7, {}}, {8, {"hr"}}, {9, {"admin"}}};
  testing::NiceMock<MockPosts> posts_;
  MemoryPeople employees_;
  const TimeZone zone_{"Asia/Seoul"};
  CompanyClock company_clock_{clock_, zone_};
  KeepPosts keep_posts_{posts_, company_clock_};
  CreateEmployee create_{employees_, company_clock_, Minutes(0)};
  GiveAccount give_{keep_, keep_posts_};
  MakeAdministrator make_{accounts_, keep_, keep_posts_, create_};

  Administrators() {
    ON_CALL(posts_, Roles)
        .WillByDefault([this](EmployeeId id) -> std::optional<std::vector<std::string>> {
          const auto found = roles_.find(id.value());
          return found == roles_.end() ? std::nullopt : std::optional(found->second);
        });
    ON_CALL(posts_, SetRoles)
        .WillByDefault([this](EmployeeId id, const std::vector<std::string>& roles,
                              Moment) -> Result<std::vector<std::string>> {
          return roles_[id.value()] = roles;
        });
  }
  std::string Run(const std::vector<std::string>& arguments, const std::string& input) {
    std::istringstream lines(input);
    return MakeAdministratorAsAsked(make_, ReadAdministratorArguments(arguments), lines);
  }
  std::string Give(int person, const std::string& name, bool by_administrator) {
    const auto given = give_.Run(EmployeeId(person), name, kPassword, by_administrator);
    return given ? given->username : given.error().slug;
  }
};

TEST_F(Administrators, AreMadeFromTheCommandLineOfSomebodyWhoIsThere) {
  EXPECT_EQ(Run({"choi", "--employee", "8"}, "seven green bottles stand\nmore\n"),
            "employee 8 is an administrator: account choi\n");
  EXPECT_THAT(roles_.at(8), testing::ElementsAre("admin", "employee", "hr"));
  EXPECT_EQ(Try("choi", "seven green bottles stand"),
            "token of " + accounts_.all.at("choi").account.subject);
  EXPECT_EQ(Run({"kim"}, ""), "employee 7 is an administrator already: account kim\n");
  EXPECT_THAT(roles_.at(7), testing::ElementsAre("admin", "employee"));
  EXPECT_EQ(Try("kim", kPassword), "token of " + Subject()) << "the password stays";
}

TEST_F(Administrators, TheFirstOneIsEnteredForTheAccountAndOnceAlone) {
  EXPECT_CALL(posts_, SetRoles).Times(1);
  std::vector<std::string> keys;
  employees_.on_create = [&](const NewEmployee& person) -> Result<Creation> {
    keys.push_back(person.request_key->key);
    roles_[1] = {};
    return Creation{EmployeeId(1)};
  };
  EXPECT_EQ(Run({"root"}, "seven green bottles stand\n"),
            "employee 1 is an administrator: account root\n");
  EXPECT_EQ(Run({"root"}, "seven green bottles stand\n"),
            "employee 1 is an administrator already: account root\n");
  EXPECT_THAT(keys, testing::ElementsAre("administrator:root"));
}

TEST_F(Administrators, NobodyIsEnteredForAnAccountThatCannotBe) {
  employees_.on_create = [](const NewEmployee&) -> Result<Creation> {
    ADD_FAILURE() << "somebody is entered";
    return Creation{EmployeeId(1)};
  };
  EXPECT_CALL(posts_, SetRoles).Times(0);
  for (const auto& [arguments, password] :
       std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"root"}, "short\n"},
           {{""}, "seven green bottles stand\n"},
           {{"root", "--employee", "99"}, "seven green bottles stand\n"},
           {{}, ""},
           {{"root", "--employee"}, ""},
           {{"root", "--person", "8"}, "seven green bottles stand\n"},
           {{"root", "--employee", "x"}, "seven green bottles stand\n"}}) {
    EXPECT_THROW((void)Run(arguments, password), std::invalid_argument);
  }
  EXPECT_EQ(accounts_.all.size(), 1);
}

TEST_F(Administrators, HumanResourcesGivesAccountsToEverybodyButAdministrators) {
  EXPECT_EQ(Give(8, "lee", false), "lee");
  EXPECT_EQ(Try("lee", kPassword), "token of " + accounts_.all.at("lee").account.subject);
  EXPECT_EQ(Give(9, "root", false), "role-missing");
  EXPECT_EQ(Give(9, "root", true), "root");
  EXPECT_EQ(Give(99, "nobody", true), "employee-not-found");
}

TEST_F(SigningIn, PasswordsAreTheSameHoweverTheirCharactersAreComposed) {
  ASSERT_TRUE(keep_.SetPassword("kim", "\xE1\x84\x80\xE1\x85\xA1 나다라마바사아자차카").ok());
  EXPECT_EQ(accounts_.all.at("kim").password_hash, "hash of 가 나다라마바사아자차카");
  EXPECT_EQ(Try("kim", "\xE1\x84\x80\xE1\x85\xA1 나다라마바사아자차카"), "token of " + Subject());
  EXPECT_EQ(Try("kim", "가 나다라마바사아자차카"), "token of " + Subject());
}

}  // namespace
}  // namespace erp::employee
