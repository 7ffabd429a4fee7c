#include <array>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/error.h"
#include "common/message.h"
#include "http/language.h"
#include "http/reply.h"
#include "json/json.h"
#include "support/translations.h"

namespace erp::http {
namespace {

using ::testing::IsEmpty;

TEST(Message, FillsItsPlacesInOrderOrByNumber) {
  EXPECT_EQ(Message("must be between {} and {}", 1, 200).English(), "must be between 1 and 200");
  EXPECT_EQ(FillIn("{1} before {0}", {"a", "b"}), "b before a");
  EXPECT_EQ(FillIn("{} {} {}", {"a", "b"}), "a b {}");
  EXPECT_EQ(FillIn("{0} {0}", {"a"}), "a a");
  EXPECT_EQ(FillIn("{} {", {"a"}), "a {");
}

TEST(Message, TextOfAClientIsNeverATemplate) {
  const Message message("the key {} occurs twice", "{} {0} {1}");
  EXPECT_EQ(message.English(), "the key {} {0} {1} occurs twice");
  EXPECT_EQ(Message(std::string("{} as another service wrote it")).English(),
            "{} as another service wrote it");
}

TEST(Negotiate, TakesTheLanguageThatIsWantedMore) {
  for (const auto* korean :
       {"ko", "ko-KR", "KO", "ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "en;q=0.5, ko;q=0.9",
        "en;q=0.899, ko;q=0.9", "fr, ko;q=0.1", "en;q=0, ko;q=0.001", "en;q=0", "*;q=0.5, en;q=0.4",
        "en;q=0.5,\tko ; q=1.0"}) {
    EXPECT_EQ(Negotiate(korean), Language::kKorean) << korean;
  }
  for (const auto* english : {"en", "en-US", "EN-gb", "en-US,en;q=0.9,ko;q=0.8", "en;q=0.001",
                              "fr, en;q=0.1", "ko;q=0.5, en;q=0.51", "ko;q=0", "ko;q=0, *;q=0.5",
                              "en, *;q=0.9", "en;q=0.5, ko;q=0.2, en"}) {
    EXPECT_EQ(Negotiate(english), Language::kEnglish) << english;
  }
}

TEST(Negotiate, OfEquallyWantedOnesTheFirstNamedIsTaken) {
  EXPECT_EQ(Negotiate("en, ko"), Language::kEnglish);
  EXPECT_EQ(Negotiate("ko, en"), Language::kKorean);
  EXPECT_EQ(Negotiate("fr, en;q=0.7, ko;q=0.7"), Language::kEnglish);
}

TEST(Negotiate, IsKoreanWhenNothingIsSaidOrNothingOfItIsSpokenHere) {
  for (const auto* text : {"", " ", ",", ",,,", "*", "fr", "fr, de;q=0.9", "kok", "english", "e n",
                           "en;q=2", "en;q=", "en;q=0.5555", "en;q=-1", "en;level=1", ";q=1",
                           "\xff\xfe", "en;q=1.001", "enen, eng"}) {
    EXPECT_EQ(Negotiate(text), Language::kKorean) << text;
  }
}

TEST(Negotiate, ReadsAHeaderOfManyElementsOnce) {
  std::string text;
  for (int i = 0; i < 2'000; ++i) text += "fr;q=0.1,";
  EXPECT_EQ(Negotiate(text + "en"), Language::kEnglish);
}

TEST(Localized, ShowsSentencesInTheLanguageOfTheScopeAndValuesAsTheyAre) {
  static constexpr auto kTable = std::to_array<Translation>({
      {"{} before {}", "{1} 앞에 {0}"},
      {"a rule", "규칙"},
  });
  AddKorean(kTable);
  const Message message("{} before {}", Message("a rule"), "a rule");
  EXPECT_EQ(Localized(message), "a rule 앞에 규칙");
  const LanguageScope english(Language::kEnglish);
  EXPECT_EQ(Localized(message), "a rule before a rule");
  {
    const LanguageScope korean(Language::kKorean);
    EXPECT_EQ(Localized(message), "a rule 앞에 규칙");
  }
  EXPECT_EQ(Localized("not in any table"), "not in any table");
  EXPECT_EQ(Localized("not in any table", Language::kKorean), "not in any table");
}

TEST(LanguageScope, KnowsWhetherSomethingWasSaidInIt) {
  EXPECT_FALSE(LanguageScope::Present());
  const LanguageScope outer(Language::kEnglish);
  EXPECT_TRUE(LanguageScope::Present());
  EXPECT_FALSE(LanguageScope::Used());
  {
    const LanguageScope inner(Language::kKorean);
    (void)Localized("is required");
    EXPECT_TRUE(LanguageScope::Used());
  }
  EXPECT_FALSE(LanguageScope::Used());
}

TEST(Problem, SpeaksTheLanguageOfTheRequestAndKeepsItsCode) {
  const Error error{ErrorCode::kInvalid,
                    "invalid-query",
                    "The query has mistakes; see errors.",
                    {{"limit", Message("must be a whole number from {} to {}", 1, 200)}}};
  const auto said = [&](Language language) {
    const LanguageScope scope(language);
    return json::Parse(Problem(error).body).value();
  };
  const auto korean = said(Language::kKorean);
  EXPECT_EQ(korean["title"], "잘못된 요청");
  EXPECT_EQ(korean["detail"], "조회 조건에 잘못이 있습니다. errors를 확인해 주세요.");
  EXPECT_EQ(korean["errors"][0]["detail"], "1 이상 200 이하의 정수여야 합니다");
  const auto english = said(Language::kEnglish);
  EXPECT_EQ(english["title"], "Bad Request");
  EXPECT_EQ(english["detail"], "The query has mistakes; see errors.");
  EXPECT_EQ(english["errors"][0]["detail"], "must be a whole number from 1 to 200");
  for (const auto* same : {"type", "code", "status"}) EXPECT_EQ(korean[same], english[same]);
}

TEST(ProblemUnavailable, SaysWhatIsTheCaseInBothLanguages) {
  const auto said = [](const std::string& slug, Language language) {
    const LanguageScope scope(language);
    const Unavailable why("internals", std::chrono::seconds(5), slug);
    return json::Parse(ProblemUnavailable(why).body).value()["detail"].get<std::string>();
  };
  const std::vector<std::string> slugs{"unavailable",  "rebuilding",       "outbox-full",
                                       "step-opening", "store-unverified", "document-set-aside"};
  std::set<std::string> sentences;
  for (const auto& slug : slugs) {
    const auto english = said(slug, Language::kEnglish);
    EXPECT_EQ(english.find("internals"), std::string::npos) << slug;
    EXPECT_NE(said(slug, Language::kKorean), english) << slug;
    sentences.insert(english);
  }
  EXPECT_EQ(sentences.size(), slugs.size()) << "each says what is the case";
  EXPECT_EQ(said("some-new-word", Language::kEnglish), said("unavailable", Language::kEnglish));
}

TEST(Problem, HasATitleInBothLanguagesForEveryStatus) {
  const auto title = [](int status, Language language) {
    const LanguageScope scope(language);
    return json::Parse(ProblemStatus(status, "x", "y").body).value()["title"].get<std::string>();
  };
  for (int status = 400; status < 600; ++status) {
    EXPECT_NE(title(status, Language::kKorean), title(status, Language::kEnglish)) << status;
  }
}

TEST(Problem, HasThePageOfItsCodeAsItsType) {
  for (const auto& response :
       {http::Problem({ErrorCode::kConflict, "some-code", "y"}),
        ProblemStatus(417, "some-code", "y"),
        ProblemUnavailable(Unavailable("z", std::chrono::seconds(1), "some-code"))}) {
    const auto problem = json::Parse(response.body).value();
    EXPECT_EQ(problem["type"], "/errors/some-code");
    EXPECT_EQ(problem["code"], "some-code");
  }
}

TEST(KoreanOfLibraries, HasThePlacesOfTheEnglish) {
  EXPECT_THAT(test::MistakesIn(KoreanOfLibraries()), IsEmpty());
}

}  // namespace
}  // namespace erp::http
