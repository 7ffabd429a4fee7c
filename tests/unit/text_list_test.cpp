// Texts that are lists.
#include "common/text_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace erp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Parts, AreWhatStandsBetweenTheSeparators) {
  EXPECT_THAT(Parts("a", ' '), ElementsAre("a"));
  EXPECT_THAT(Parts("a b,c  d", ' '), ElementsAre("a", "b,c", "d"));
  EXPECT_THAT(Parts(";a; b;", ';'), ElementsAre("a", " b"));
  EXPECT_THAT(Parts("", ' '), IsEmpty());
  EXPECT_THAT(Parts("  ", ' '), IsEmpty());
}

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
