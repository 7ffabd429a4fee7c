// The table of error answers, with their texts as servers write them.
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "common/error.h"
#include "redis/internal/fault.h"
#include "redis/reply.h"

namespace erp::redis {
namespace {

class NotNow : public testing::TestWithParam<const char*> {};

TEST_P(NotNow, IsUnavailable) {
  EXPECT_TRUE(IsTransient(GetParam()));
  EXPECT_THROW(ThrowServerError(GetParam()), Unavailable);
}

TEST_P(NotNow, MeansTheSameInsideAPipeline) {
  const Reply reply{.kind = Reply::Kind::kError, .text = GetParam(), .elements = {}};
  EXPECT_THROW((void)reply.AsInteger(), Unavailable);
  EXPECT_THROW((void)reply.AsText(), Unavailable);
  EXPECT_THROW((void)reply.AsArray(), Unavailable);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    NotNow,
    testing::Values(
        "LOADING Redis is loading the dataset in memory",
        "READONLY You can't write against a read only replica.",
        "READONLY You can't write against a read only replica. script: 3f0d, on @user_script:1.",
        "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        "NOREPLICAS Not enough good replicas to write.",
        "CLUSTERDOWN Hash slot not served",
        "TRYAGAIN Multiple keys request during rehashing of slot",
        "MOVED 3999 127.0.0.1:6381",
        "ASK 3999 127.0.0.1:6381",
        "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
        "UNKILLABLE Sorry the script already executed write commands against the dataset.",
        "OOM command not allowed when used memory > 'maxmemory'.",
        "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist",
        "ERR max number of clients reached",
        "ERR max number of clients + cluster connections reached",
        "NOAUTH Authentication required.",
        "WRONGPASS invalid username-password pair or user is disabled.",
        "NOPERM this user has no permissions to run the 'evalsha' command",
        "NOPERM No permissions to access a key",
        "DENIED Redis is running in protected mode because protected mode is enabled",
        "ERR AUTH <password> called without any password configured for the default user.",
        "ERR invalid password",
        "ERR The user executing the script can't run this command or subcommand",
        "ERR ACL failure in script: User w has no permissions to run the 'incr' command",
        "ERR Error running script (call to f_6b1b): @user_script:1: @user_script: 1: -OOM command "
        "not allowed when used memory > 'maxmemory'."));

class Mistake : public testing::TestWithParam<const char*> {};

TEST_P(Mistake, IsABug) {
  EXPECT_FALSE(IsTransient(GetParam()));
  EXPECT_FALSE(EndsConnection(GetParam()));
  try {
    ThrowServerError(GetParam());
  } catch (const Unavailable&) {
    FAIL() << "trying again does not help";
  } catch (const std::runtime_error&) {
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    Mistake,
    testing::Values("",
                    "ERR",
                    "ERR unknown command 'NO-SUCH', with args beginning with: ",
                    "ERR wrong number of arguments for 'get' command",
                    "ERR max",
                    "WRONGTYPE Operation against a key holding the wrong kind of value",
                    "BUSYGROUP Consumer Group name already exists",
                    "BUSYKEY Target key name already exists.",
                    "NOSCRIPT No matching script. Please use EVAL.",
                    "NOGROUP No such key 'a' or consumer group 'b'",
                    "CROSSSLOT Keys in request don't hash to the same slot",
                    "ERR Error running script (call to f_6b1b): @user_script:1: attempt to "
                    "perform arithmetic on a nil value"));

TEST(RefusedConnection, IsLeftForAnotherOne) {
  for (const char* error : {"ERR max number of clients reached", "READONLY x", "MASTERDOWN x",
                            "NOAUTH x", "WRONGPASS x", "DENIED x", "MOVED 1 a:1"}) {
    EXPECT_TRUE(EndsConnection(error)) << error;
  }
  for (const char* error : {"LOADING x", "OOM x", "NOPERM x", "BUSY x"}) {
    EXPECT_FALSE(EndsConnection(error)) << error;
  }
}

}  // namespace
}  // namespace erp::redis
