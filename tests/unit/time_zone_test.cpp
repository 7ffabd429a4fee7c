#include "common/time_zone.h"

#include <gtest/gtest.h>

namespace erp {
namespace {

TEST(TimeZone, IsOneOfTheDatabase) {
  for (const char* name : {"Asia/Seoul", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+9"}) {
    EXPECT_EQ(TimeZoneMistake(name), std::nullopt) << name;
  }
  for (const char* name : {"Mars/Olympus", "", "Asia", "asia/seoul", "zone.tab", "/etc/localtime",
                           "../zoneinfo/Asia/Seoul", "Asia/Seoul ", "KST-9"}) {
    EXPECT_NE(TimeZoneMistake(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace erp
