// Lists in settings.
#include "common/comma_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace erp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(CommaList, HasWhatStandsBetweenTheCommas) {
  EXPECT_THAT(CommaList("a"), ElementsAre("a"));
  EXPECT_THAT(CommaList("a,b c,d"), ElementsAre("a", "b c", "d"));
  EXPECT_THAT(CommaList(" a ,  b"), ElementsAre("a", "b"));
  EXPECT_THAT(CommaList(",a,, ,b,"), ElementsAre("a", "b"));
  EXPECT_THAT(CommaList(""), IsEmpty());
  EXPECT_THAT(CommaList(" , "), IsEmpty());
}

}  // namespace
}  // namespace erp
