#include <gtest/gtest.h>

#include "mysql/errors.h"
#include "mysql/internal/failure.h"

namespace erp::mysql {
namespace {

TEST(MysqlFailure, WhatPassesByItselfOrByAnOperatorIsUnavailable) {
  for (const unsigned code :
       {1021U, 1030U, 1040U, 1044U, 1045U, 1047U, 1053U, 1114U, 1129U, 1130U, 1142U, 1203U,
        1205U, 1213U, 1223U, 1226U, 1227U, 1290U, 1317U, 1792U, 1820U, 1836U, 1862U, 2006U,
        2013U, 3024U, 3032U, 3100U, 3101U, 3118U, 3168U, 3572U, 4031U, 4151U}) {
    EXPECT_THROW(ThrowFailure(code, "text"), Unavailable) << code;
  }
}

TEST(MysqlFailure, AMistakeInAStatementIsABug) {
  for (const unsigned code :
       {1048U, 1054U, 1064U, 1216U, 1364U, 1366U, 1406U, 1452U, 3819U, 4025U}) {
    EXPECT_THROW(ThrowFailure(code, "text"), ServerError) << code;
  }
}

}  // namespace
}  // namespace erp::mysql
