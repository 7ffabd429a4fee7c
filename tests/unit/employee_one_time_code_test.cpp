// One-time codes: the vectors of the RFCs, and when a code counts.
#include <string>

#include <gtest/gtest.h>

#include "employee/domain/identity/one_time_code.h"

namespace erp::employee {
namespace {

using std::chrono::seconds;

const std::string kKey = "12345678901234567890";

TEST(OneTimeCode, IsThatOfRfc6238) {
  const auto at = [](std::int64_t second) {
    return TotpCode(kKey, TotpStep(Instant(seconds(second))), 8);
  };
  EXPECT_EQ(at(59), "94287082");
  EXPECT_EQ(at(1'111'111'109), "07081804");
  EXPECT_EQ(at(1'111'111'111), "14050471");
  EXPECT_EQ(at(1'234'567'890), "89005924");
  EXPECT_EQ(at(2'000'000'000), "69279037");
  EXPECT_EQ(at(20'000'000'000), "65353130");
}

TEST(OneTimeCode, IsThatOfRfc4226InSixDigits) {
  const std::string codes[] = {"755224", "287082", "359152", "969429", "338314",
                               "254676", "287922", "162583", "399871", "520489"};
  for (int counter = 0; counter < 10; ++counter) EXPECT_EQ(TotpCode(kKey, counter), codes[counter]);
}

TEST(OneTimeCode, CountsOneStepBeforeAndAfterAndOnce) {
  const Instant now(seconds(1'800'000'000));
  const auto step = TotpStep(now);
  EXPECT_EQ(step, 60'000'000);
  EXPECT_EQ(TotpStep(now + seconds(29)), step);
  EXPECT_EQ(TotpStep(now + seconds(30)), step + 1);
  const auto accept = [&](std::int64_t of, std::optional<std::int64_t> last = std::nullopt) {
    return AcceptTotp(kKey, TotpCode(kKey, of), last, now);
  };
  EXPECT_EQ(accept(step), step);
  EXPECT_EQ(accept(step - 1), step - 1);
  EXPECT_EQ(accept(step + 1), step + 1);
  EXPECT_EQ(accept(step - 2), std::nullopt);
  EXPECT_EQ(accept(step + 2), std::nullopt);
  EXPECT_EQ(accept(step, step), std::nullopt) << "used";
  EXPECT_EQ(accept(step - 1, step), std::nullopt) << "one before it too";
  EXPECT_EQ(accept(step, step - 1), step);
  EXPECT_EQ(AcceptTotp(kKey, "", std::nullopt, now), std::nullopt);
  EXPECT_EQ(AcceptTotp(kKey, TotpCode(kKey, step) + "0", std::nullopt, now), std::nullopt);
}

TEST(OneTimeCode, KeysAreReadByAuthenticators) {
  // RFC 4648 section 10, without padding.
  EXPECT_EQ(Base32(""), "");
  EXPECT_EQ(Base32("f"), "MY");
  EXPECT_EQ(Base32("fo"), "MZXQ");
  EXPECT_EQ(Base32("foo"), "MZXW6");
  EXPECT_EQ(Base32("foob"), "MZXW6YQ");
  EXPECT_EQ(Base32("fooba"), "MZXW6YTB");
  EXPECT_EQ(Base32("foobar"), "MZXW6YTBOI");
  EXPECT_EQ(Base32("\xff\xff\xff\xff\xff"), "77777777");
  EXPECT_EQ(HostOf("https://erp.test:8443/api/auth"), "erp.test");
  EXPECT_EQ(HostOf("https://erp.test"), "erp.test");
  EXPECT_EQ(HostOf(""), "");
  EXPECT_EQ(OtpauthUri("erp.test", "kim min/수", "foobar"),
            "otpauth://totp/erp.test:kim%20min%2F%EC%88%98?secret=MZXW6YTBOI&issuer=erp.test"
            "&algorithm=SHA1&digits=6&period=30");
}

}  // namespace
}  // namespace erp::employee
