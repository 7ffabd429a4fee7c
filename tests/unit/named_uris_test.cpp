// Lists of URIs by name, and digests as protocols write them.
#include "common/named_uris.h"

#include <string>

#include <gtest/gtest.h>

#include "common/digest_text.h"

namespace erp {
namespace {

TEST(NamedUris, HaveEachNameOnceWithItsUris) {
  const auto all =
      ParseNamedUris("web=https://erp.test/cb?a=b;m-1=com.example.erp:/in  http://127.0.0.1:3/cb;");
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ(all->at(0).name, "web");
  EXPECT_EQ(all->at(0).uris, std::vector<std::string>{"https://erp.test/cb?a=b"});
  EXPECT_EQ(all->at(1).uris,
            (std::vector<std::string>{"com.example.erp:/in", "http://127.0.0.1:3/cb"}));
  EXPECT_TRUE(ParseNamedUris("")->empty());
}

TEST(NamedUris, AreNothingElse) {
  for (const auto* text :
       {"web", "web=", "=https://a.test", "w b=https://a.test", "web=/cb",
        "web=https:", "web=https://a.test/#x", "web=https://a.test/<", "web=https://a.test/\"",
        "web=1https://a.test", "web=javascript:alert(1)", "web=data:text/html,x", "web=vbscript:x",
        "web=ht_tp://a.test", "web=https://a.test;web=https://b.test", "web=https://a.test;x"}) {
    EXPECT_FALSE(ParseNamedUris(text)) << text;
  }
  EXPECT_TRUE(ParseNamedUris(std::string(100, 'n') + "=a:b"));
  EXPECT_FALSE(ParseNamedUris(std::string(101, 'n') + "=a:b"));
  EXPECT_TRUE(ParseNamedUris("n=a:" + std::string(498, 'x')));
  EXPECT_FALSE(ParseNamedUris("n=a:" + std::string(499, 'x')));
}

TEST(DigestText, IsThatOfTheStandards) {
  // RFC 7636 appendix B.
  EXPECT_EQ(Sha256Base64Url("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  EXPECT_EQ(Sha256Base64Url(""), "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
  // RFC 2202, test case 2.
  EXPECT_EQ(HmacSha1("Jefe", "what do ya want for nothing?"),
            "\xef\xfc\xdf\x6a\xe5\xeb\x2f\xa2\xd2\x74\x16\xd5\xf1\x84\xdf\x9c\x25\x9a\x7c\x79");
}

}  // namespace
}  // namespace erp
