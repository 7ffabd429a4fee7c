// Tokens and keys as they are written: what is read, and that nothing else is.
#include <random>

#include <gtest/gtest.h>

#include "auth/jwt.h"
#include "auth_tokens.h"

namespace erp::auth {
namespace {

TEST(Base64Url, IsReadAsItIsWrittenForEveryLength) {
  std::mt19937 random(7);
  std::string bytes;
  for (int length = 0; length < 300; ++length) {
    const auto text = EncodeBase64Url(bytes);
    EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-_"),
              std::string::npos);
    EXPECT_EQ(DecodeBase64Url(text), bytes);
    bytes += static_cast<char>(random());
  }
  EXPECT_EQ(EncodeBase64Url("\xFB\xFF\xFE"), "-__-");
  EXPECT_EQ(EncodeBase64Url("fo"), "Zm8");
}

TEST(Base64Url, IsOneTextOnlyForTheSameBytes) {
  for (const auto* text :
       {"Zm8=", "Zm9", "Z", "Zm9vY", "Zm+v", "Zm/v", "Zm 8", "Zm8\n", "Zm\x80v"}) {
    EXPECT_EQ(DecodeBase64Url(text), std::nullopt) << text;
  }
  EXPECT_EQ(DecodeBase64Url("Zm8"), "fo");
  EXPECT_EQ(DecodeBase64Url("_w"), "\xFF");
  EXPECT_EQ(DecodeBase64Url("_x"), std::nullopt) << "bits behind the last byte";
}

TEST(JwtText, GivesTheMembersThatMatter) {
  auto claims = TestClaims();
  claims["nbf"] = 1'799'999'999.75;
  claims["jku"] = "https://attacker.test/keys";
  const auto token = Signed(TestHeader(), claims);
  const auto jwt = ParseJwt(token);
  ASSERT_TRUE(jwt);
  EXPECT_EQ(jwt->algorithm, "RS256");
  EXPECT_EQ(jwt->key, "k1");
  EXPECT_EQ(jwt->media_type, "at+jwt");
  EXPECT_EQ(jwt->issuer, "https://issuer.test");
  EXPECT_EQ(jwt->subject, "account-7");
  EXPECT_EQ(jwt->audiences, std::vector<std::string>{"erp"});
  EXPECT_EQ(jwt->client, "web");
  EXPECT_EQ(jwt->scope, "openid documents");
  EXPECT_EQ(jwt->id, "t1");
  EXPECT_EQ(jwt->expires, 1'800'000'300);
  EXPECT_EQ(jwt->issued, 1'800'000'000);
  EXPECT_EQ(jwt->not_before, 1'799'999'999) << "parts of a second are cut off";
  EXPECT_EQ(jwt->signed_text, token.substr(0, token.rfind('.')));
  EXPECT_EQ(jwt->signature.size(), 256U);
  claims["aud"] = {"a", "b"};
  EXPECT_EQ(ParseJwt(Signed(TestHeader(), claims))->audiences,
            (std::vector<std::string>{"a", "b"}));
}

TEST(JwtText, IsNothingElse) {
  const auto good = Signed(TestHeader(), TestClaims());
  std::vector<std::string> bad = {"",         ".",        "..",           "...",
                                  "a.b",      "a.b.c",    good + ".",     good + ".x",
                                  good + "=", " " + good, good.substr(1), "." + good};
  bad.push_back(EncodeBase64Url("[]") + good.substr(good.find('.')));
  bad.push_back(EncodeBase64Url("{\"alg\":\"RS256\",\"alg\":\"none\"}") +
                good.substr(good.find('.')));
  bad.push_back(std::string(kLongestToken, 'a') + good);
  for (const auto& text : bad) EXPECT_FALSE(ParseJwt(text)) << text;
  for (const auto* member : {"alg", "kid", "typ"}) {
    auto header = TestHeader();
    header[member] = 7;
    EXPECT_FALSE(ParseJwt(Signed(header, TestClaims()))) << member;
  }
  auto critical = TestHeader();
  critical["crit"] = {"b64"};
  EXPECT_FALSE(ParseJwt(Signed(critical, TestClaims())));
  for (const auto* member : {"iss", "sub", "client_id", "token_use", "scope", "jti"}) {
    auto claims = TestClaims();
    claims[member] = 7;
    EXPECT_FALSE(ParseJwt(Signed(TestHeader(), claims))) << member;
  }
  for (const auto* member : {"exp", "nbf", "iat"}) {
    for (const json::Value& value :
         {json::Value("1800000300"), json::Value(1e300), json::Value(true), json::Value(nullptr),
          json::Value(-1e300)}) {
      auto claims = TestClaims();
      claims[member] = value;
      EXPECT_FALSE(ParseJwt(Signed(TestHeader(), claims))) << member << json::Dump(value);
    }
  }
  for (const json::Value& value :
       {json::Value(7), json::Value::object(), json::Value::array({"a", 7})}) {
    auto claims = TestClaims();
    claims["aud"] = value;
    EXPECT_FALSE(ParseJwt(Signed(TestHeader(), claims))) << json::Dump(value);
  }
}

TEST(JwtText, MayBeAsLongAsTheLimitAndNoLonger) {
  auto claims = TestClaims();
  claims["pad"] = "";
  const auto length = [&] { return Signed(TestHeader(), claims).size(); };
  while (length() + 4 <= kLongestToken) {
    claims["pad"] = claims["pad"].get<std::string>() +
                    std::string(std::max<std::size_t>(1, (kLongestToken - length()) / 2), 'x');
  }
  EXPECT_GT(length(), kLongestToken - 5);
  EXPECT_TRUE(ParseJwt(Signed(TestHeader(), claims)));
  claims["pad"] = claims["pad"].get<std::string>() + "xxxxxx";
  EXPECT_GT(length(), kLongestToken);
  EXPECT_FALSE(ParseJwt(Signed(TestHeader(), claims)));
}

TEST(RsaKeys, VerifyWhatTheOtherHalfHasSignedAndNothingElse) {
  const auto& key = TestKey();
  const auto public_key = RsaPublicKey::Of(key.Modulus(), key.Exponent());
  ASSERT_TRUE(public_key);
  auto signature = key.Sign("text");
  EXPECT_TRUE(public_key->Verifies("text", signature));
  EXPECT_FALSE(public_key->Verifies("Text", signature));
  EXPECT_FALSE(public_key->Verifies("text", ""));
  EXPECT_FALSE(public_key->Verifies("text", signature + "x"));
  signature[17] = static_cast<char>(signature[17] ^ 1);
  EXPECT_FALSE(public_key->Verifies("text", signature));
  const auto other = RsaPrivateKey::Generate(2048);
  EXPECT_FALSE(public_key->Verifies("text", other.Sign("text")));
  const auto read = RsaPrivateKey::OfPem(key.Pem());
  ASSERT_TRUE(read);
  EXPECT_TRUE(public_key->Verifies("text", read->Sign("text")));
  EXPECT_FALSE(
      RsaPrivateKey::OfPem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
}

TEST(RsaKeys, AreNotWeak) {
  const auto weak = RsaPrivateKey::Generate(1024);
  EXPECT_FALSE(RsaPublicKey::Of(weak.Modulus(), weak.Exponent()));
  const auto& key = TestKey();
  for (const std::string exponent : {"", "\x01", "\x02", "\x10"}) {
    EXPECT_FALSE(RsaPublicKey::Of(key.Modulus(), exponent));
  }
  EXPECT_FALSE(RsaPublicKey::Of("", key.Exponent()));
  EXPECT_FALSE(RsaPublicKey::Of(std::string(2000, 'x'), key.Exponent())) << "16,000 bits";
  EXPECT_FALSE(RsaPublicKey::Of(std::string(100'000, 'x'), key.Exponent()));
}

TEST(KeySets, HaveTheKeysForRs256) {
  const auto key = json::Parse(PrintKey("k1", TestKey())).value();
  const auto set_of = [](const std::vector<json::Value>& keys) {
    return ParseKeySet(json::Dump({{"keys", keys}}));
  };
  ASSERT_TRUE(set_of({key}));
  EXPECT_EQ(set_of({key})->count("k1"), 1U);
  const auto without = [&](const char* member) {
    auto changed = key;
    changed.erase(member);
    return changed;
  };
  EXPECT_TRUE(set_of({without("use")}));
  EXPECT_TRUE(set_of({without("alg")}));
  const auto with = [&](const char* member, const json::Value& value) {
    auto changed = key;
    changed[member] = value;
    return changed;
  };
  for (const auto& other :
       {with("kty", "EC"), with("use", "enc"), with("alg", "RS512"), with("kid", ""),
        with("kid", 7), with("n", "AQAB"), with("n", "!"), with("e", ""), without("kty"),
        without("kid"), without("n"), without("e"), json::Value(7)}) {
    EXPECT_FALSE(set_of({other})) << json::Dump(other);
    const auto both = set_of({other, with("kid", "k2")});
    ASSERT_TRUE(both) << json::Dump(other);
    EXPECT_EQ(both->size(), 1U);
  }
  EXPECT_FALSE(set_of({key, key})) << "one name of two keys names none";
  EXPECT_EQ(set_of({key, key, with("kid", "k2")})->size(), 1U);
  EXPECT_FALSE(set_of(std::vector<json::Value>(kMostKeys + 1, with("kid", "k2"))));
  for (const auto* text : {"", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[]}"}) {
    EXPECT_FALSE(ParseKeySet(text)) << text;
  }
}

TEST(KeySets, AreFoundInTheDescriptionOfTheIssuerItself) {
  const auto* text = R"({"issuer":"https://issuer.test","jwks_uri":"https://issuer.test/keys"})";
  EXPECT_EQ(KeysUrlOf(text, "https://issuer.test"), "https://issuer.test/keys");
  EXPECT_EQ(KeysUrlOf(text, "https://issuer.test/"), std::nullopt);
  EXPECT_EQ(KeysUrlOf("[]", "https://issuer.test"), std::nullopt);
  EXPECT_EQ(KeysUrlOf(R"({"issuer":"https://issuer.test"})", "https://issuer.test"), std::nullopt);
}

}  // namespace
}  // namespace erp::auth
