// Which errors of MariaDB and MySQL are whose fault, code by code, and the key that a duplicate
// names.
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "mysql/errors.h"
#include "mysql/internal/failure.h"

namespace erp::mysql {
namespace {

// What an error is thrown as, in the order in which a caller tells them apart.
std::string ThrownAs(unsigned code, const std::string& text = "text") {
  try {
    ThrowFailure(code, text);
  } catch (const ConnectionLost&) {
    return "lost";
  } catch (const Contention&) {
    return "contention";
  } catch (const AccountRefused&) {
    return "account";
  } catch (const Unavailable&) {
    return "unavailable";
  } catch (const DuplicateKey& duplicate) {
    return "duplicate " + duplicate.key();
  } catch (const ServerError&) {
    return "bug";
  }
}

TEST(MysqlCodes, AreWhatTheyAreAndNoOtherIs) {
  const std::set<unsigned> unavailable = {
      1021, 1026, 1030, 1037, 1038, 1040, 1041, 1047, 1049, 1114, 1129, 1130,
      1135, 1142, 1143, 1146, 1158, 1159, 1160, 1161, 1180, 1203, 1206, 1223,
      1226, 1227, 1290, 1317, 1370, 1615, 1637, 1792, 1820, 1836, 1862, 1873,
      1878, 1969, 3024, 3032, 3100, 3101, 3118, 3168, 3572, 4151};
  const std::set<unsigned> endings = {1053, 1077, 1079, 1152, 1184, 1927, 4031};
  for (unsigned code = 1000; code < 5000; ++code) {
    std::string expected = "bug";
    if (unavailable.contains(code)) expected = "unavailable";
    if (endings.contains(code) || (code >= 2000 && code <= 2999)) expected = "lost";
    if (code == 1205 || code == 1213) expected = "contention";
    if (code == 1044 || code == 1045 || code == 1698) expected = "account";
    if (code == 1062 || code == 1586) expected = "duplicate ";
    ASSERT_EQ(ThrownAs(code), expected) << code;
  }
}

TEST(MysqlConnection, IsOfNoUseAfterTheClientsOwnErrors) {
  EXPECT_FALSE(EndsConnection(1999));
  EXPECT_TRUE(EndsConnection(2000));
  EXPECT_TRUE(EndsConnection(2999));
  EXPECT_FALSE(EndsConnection(3000));
  EXPECT_TRUE(EndsConnection(1053));
}

TEST(MysqlDuplicate, NamesItsKeyWithoutItsTable) {
  const auto key = [](const std::string& text) { return ThrownAs(1062, text); };
  EXPECT_EQ(key("Duplicate entry 'a' for key 'ledger.by_id'"), "duplicate by_id");
  EXPECT_EQ(key("Duplicate entry 'a.b' for key 'by_id'"), "duplicate by_id");
  EXPECT_EQ(key("for key 'x'"), "duplicate x");
  EXPECT_EQ(key("no quotes"), "duplicate ");
  EXPECT_EQ(key("one '"), "duplicate ");
  EXPECT_EQ(key("'"), "duplicate ");
  EXPECT_EQ(key("'y'"), "duplicate y");
  EXPECT_EQ(key(""), "duplicate ");
}

TEST(MysqlAccount, SaysWhichPasswordItMeans) {
  const auto says = [](unsigned code) {
    try {
      ThrowFailure(code, "text");
    } catch (const std::exception& error) {
      return std::string(error.what()).find("MYSQL_PASSWORD") != std::string::npos;
    }
  };
  EXPECT_TRUE(says(1045));
  EXPECT_FALSE(says(1044));
}

}  // namespace
}  // namespace erp::mysql
