#include <gtest/gtest.h>

#include "mongo/internal/transient_codes.h"

namespace erp::mongo {
namespace {

TEST(MongoFault, WhatPassesByItselfOrByAnOperatorIsTransient) {
  for (const std::uint32_t code : {13U, 18U, 50U, 64U, 91U, 112U, 189U, 216U, 262U, 365U, 10107U,
                                   11600U, 11602U, 13435U, 13436U, 14031U}) {
    EXPECT_TRUE(IsTransientCode(code)) << code;
  }
}

TEST(MongoFault, AMistakeInACommandIsNot) {
  for (const std::uint32_t code : {0U, 2U, 9U, 14U, 26U, 59U, 67U, 85U, 121U, 11000U, 17280U}) {
    EXPECT_FALSE(IsTransientCode(code)) << code;
  }
}

}  // namespace
}  // namespace erp::mongo
