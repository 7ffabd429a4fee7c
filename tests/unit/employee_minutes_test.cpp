// Leave amounts: days on the wire, minutes inside, exact both ways.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "employee/domain/leave/minutes.h"

namespace erp::employee {
namespace {

struct Conversion {
  double days;
  std::optional<std::int64_t> minutes;
};

class MinutesFromDays : public testing::TestWithParam<Conversion> {};

TEST_P(MinutesFromDays, IsExactOrRefused) {
  const auto& [days, minutes] = GetParam();
  const auto converted = Minutes::FromDays(days);
  ASSERT_EQ(converted.has_value(), minutes.has_value()) << days;
  if (minutes) {
    EXPECT_EQ(converted->count(), *minutes);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    MinutesFromDays,
    testing::Values(Conversion{0, 0},
                    Conversion{-0.0, 0},
                    Conversion{1, 480},
                    Conversion{-1, -480},
                    Conversion{0.125, 60},
                    Conversion{-0.125, -60},
                    Conversion{0.25, 120},
                    Conversion{0.5, 240},
                    Conversion{0.875, 420},
                    Conversion{15.5, 7440},
                    Conversion{366, 175680},
                    Conversion{36600, 17568000},
                    Conversion{-36600, -17568000},
                    Conversion{36600.125, std::nullopt},
                    Conversion{0.1, std::nullopt},
                    Conversion{0.3, std::nullopt},
                    Conversion{0.0625, std::nullopt},
                    Conversion{1.0 / 3, std::nullopt},
                    Conversion{std::nextafter(0.125, 1.0), std::nullopt},
                    Conversion{std::nextafter(1.0, 0.0), std::nullopt},
                    Conversion{std::numeric_limits<double>::denorm_min(), std::nullopt},
                    Conversion{1e308, std::nullopt},
                    Conversion{-1e308, std::nullopt},
                    Conversion{std::numeric_limits<double>::infinity(), std::nullopt},
                    Conversion{-std::numeric_limits<double>::infinity(), std::nullopt},
                    Conversion{std::numeric_limits<double>::quiet_NaN(), std::nullopt}));

TEST(Minutes, EveryMultipleOfAnEighthComesBackAsItWent) {
  for (std::int64_t eighths = -366 * 8; eighths <= 366 * 8; ++eighths) {
    const double days = static_cast<double>(eighths) / 8;
    const auto minutes = Minutes::FromDays(days);
    ASSERT_TRUE(minutes.has_value()) << days;
    EXPECT_EQ(minutes->count(), eighths * 60);
    EXPECT_EQ(minutes->Days(), days);
  }
}

TEST(Minutes, AThousandEighthsAreExactlyTheirSum) {
  Minutes sum;
  for (int i = 0; i < 1000; ++i) sum = sum + *Minutes::FromDays(0.125);
  EXPECT_EQ(sum.Days(), 125.0);
}

}  // namespace
}  // namespace erp::employee
