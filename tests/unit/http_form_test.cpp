// Forms and HTTP Basic: what is read, and what is refused rather than guessed.
#include <string>

#include <gtest/gtest.h>

#include "common/same_secret.h"
#include "http/basic.h"
#include "http/form.h"
#include "http/internal/framing.h"

namespace erp::http {
namespace {

TEST(Form, HasEachNameOnceWithWhatItsEscapesMean) {
  const auto form = ParseForm("a=1&b=%ED%95%9C+%2B&c=&d=x=y");
  ASSERT_TRUE(form);
  EXPECT_EQ(*form, (Form{{"a", "1"}, {"b", "한 +"}, {"c", ""}, {"d", "x=y"}}));
  EXPECT_EQ(ParseForm(""), Form());
}

TEST(Form, IsRefusedWhereItIsDoubtful) {
  for (const auto* body : {"a=1&a=2", "a=1&%61=2", "a", "=1", "a=1&&b=2", "a=%", "a=%4", "a=%zz",
                           "a=%ff", "a=%c0%af", "a=%00", "%ff=1", "&a=1", "a=\xff"}) {
    EXPECT_FALSE(ParseForm(body)) << body;
  }
}

TEST(Form, HasAtMost64FieldsAnd16KiB) {
  std::string fields = "f0=";
  for (int i = 1; i < 64; ++i) fields += "&f" + std::to_string(i) + "=";
  EXPECT_TRUE(ParseForm(fields));
  EXPECT_FALSE(ParseForm(fields + "&g="));
  EXPECT_TRUE(ParseForm("a=" + std::string(16 * 1024 - 2, 'x')));
  EXPECT_FALSE(ParseForm("a=" + std::string(16 * 1024 - 1, 'x')));
}

TEST(Form, HasItsMediaType) {
  EXPECT_TRUE(IsForm("application/x-www-form-urlencoded"));
  EXPECT_TRUE(IsForm("Application/X-WWW-Form-Urlencoded; charset=\"UTF-8\""));
  EXPECT_FALSE(IsForm("application/x-www-form-urlencoded; charset=euc-kr"));
  EXPECT_FALSE(IsForm("application/json"));
  EXPECT_FALSE(IsForm(""));
  EXPECT_FALSE(IsJson("application/x-www-form-urlencoded"));
  EXPECT_TRUE(IsJson("application/json"));
}

TEST(Basic, IsANameAndASecretEncodedAsInAForm) {
  const auto read = ReadBasic("Basic YTpiOmM=");  // a:b:c
  ASSERT_TRUE(read);
  EXPECT_EQ(read->name, "a");
  EXPECT_EQ(read->secret, "b:c");
  EXPECT_EQ(ReadBasic("BASIC YTo=")->secret, "");        // a:
  EXPECT_EQ(ReadBasic("basic YTolMkIr")->secret, "+ ");  // a:%2B+
  EXPECT_EQ(ReadBasic("Basic Pj8+Pz86Pj8+Pw==")->name, ">?>??");
}

TEST(Basic, IsNothingElse) {
  for (const auto* header : {"", "Basic", "Basic ", "Basic YWI=", "Basic YTpi=", "Basic YTo",
                             "Bearer YTpi", "Basic  YTpi", "Basic YTpi YTpi", "Basic YTolenp6",
                             "Basic Pj8-Pz86Pj8-Pw==", "Basic _-86", "Basic Ojo6===="}) {
    EXPECT_FALSE(ReadBasic(header)) << header;
  }
}

TEST(Secrets, AreTheSameWhenAllOfThemIs) {
  EXPECT_TRUE(SameSecret("abc", "abc"));
  EXPECT_FALSE(SameSecret("abc", "abd"));
  EXPECT_FALSE(SameSecret("abc", "ab"));
  EXPECT_FALSE(SameSecret("", "a"));
  EXPECT_TRUE(SameSecret("", ""));
}

}  // namespace
}  // namespace erp::http
