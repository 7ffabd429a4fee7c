// Secrets that are made, sealed and hashed.
#include <set>

#include <gtest/gtest.h>

#include "auth/base64url.h"
#include "auth/password.h"
#include "auth/sealed.h"
#include "auth/secret.h"

namespace erp::auth {
namespace {

const std::string kHex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1F";

TEST(SealedSecrets, AreOpenedByTheSameKeyAlone) {
  const auto sealer = Sealer::OfHex(" " + kHex + "\r\n");
  ASSERT_TRUE(sealer);
  const auto sealed = sealer->Seal("plums");
  EXPECT_EQ(sealer->Open(sealed), "plums");
  EXPECT_NE(sealer->Seal("plums"), sealed) << "another one each time";
  EXPECT_EQ(sealed.find("plums"), std::string::npos);
  EXPECT_EQ(sealer->Open(sealer->Seal("")), "");
  EXPECT_EQ(Sealer::OfHex(std::string(64, '7'))->Open(sealed), std::nullopt);
  auto changed = sealed;
  changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(sealer->Open(changed), std::nullopt);
  for (const auto* text : {"", "A", "AAAA", "no base64url!"}) {
    EXPECT_EQ(sealer->Open(text), std::nullopt) << text;
  }
}

TEST(SealedSecrets, NeedAKeyOfSixtyFourHexadecimalDigits) {
  EXPECT_FALSE(Sealer::OfHex(""));
  EXPECT_FALSE(Sealer::OfHex("  "));
  EXPECT_FALSE(Sealer::OfHex(kHex.substr(1)));
  EXPECT_FALSE(Sealer::OfHex(kHex.substr(2)));
  EXPECT_FALSE(Sealer::OfHex(kHex + "00"));
  EXPECT_FALSE(Sealer::OfHex(kHex.substr(1) + "g"));
  EXPECT_FALSE(Sealer::OfHex(kHex.substr(0, 32) + " " + kHex.substr(32)));
  EXPECT_TRUE(Sealer::OfHex(kHex));
}

TEST(NewSecrets, AreTwoHundredAndFiftySixBitsAndNeverTheSame) {
  std::set<std::string> secrets;
  for (int i = 0; i < 100; ++i) secrets.insert(NewSecret());
  EXPECT_EQ(secrets.size(), 100U);
  for (const auto& secret : secrets) {
    EXPECT_EQ(secret.size(), 43U);
    EXPECT_EQ(DecodeBase64Url(secret)->size(), 32U);
  }
}

TEST(Passwords, AreKeptByArgon2idAtTheCostOfNow) {
  PasswordHasher hasher({.passes = 1, .memory_bytes = 8192});
  const auto hash = hasher.Hash("plums in the icebox");
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << hash;
  EXPECT_LE(hash.size(), 127U);
  EXPECT_NE(hasher.Hash("plums in the icebox"), hash) << "salted";
  EXPECT_TRUE(hasher.Verify(hash, "plums in the icebox"));
  EXPECT_FALSE(hasher.Verify(hash, "plums in the Icebox"));
  EXPECT_FALSE(hasher.Verify(hash, ""));
  EXPECT_FALSE(hasher.Verify("", "plums in the icebox"));
  EXPECT_FALSE(hasher.Verify("no hash", "plums in the icebox"));
  EXPECT_FALSE(hasher.VerifyNobody("a name that nobody has"));
}

TEST(Passwords, CostWhatOwaspAsksForByDefault) {
  PasswordHasher hasher;
  EXPECT_TRUE(hasher.Hash("plums").starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

}  // namespace
}  // namespace erp::auth
