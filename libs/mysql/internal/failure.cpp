#include "mysql/internal/failure.h"

#include <algorithm>
#include <array>

#include "mysql/errors.h"

namespace erp::mysql {
namespace {

constexpr unsigned kAccessDenied = 1045;
constexpr unsigned kDuplicateEntry = 1062;
constexpr unsigned kDuplicateEntryWithKeyName = 1586;
constexpr unsigned kLockWaitTimeout = 1205;
constexpr unsigned kDeadlock = 1213;

// The client library's own range: no connection, connection gone, protocol out of step.
constexpr unsigned kFirstClientError = 2000;
constexpr unsigned kLastClientError = 2999;

// Server side ends of a connection: killed, server shutting down, too long idle.
constexpr std::array kEndings{1053U, 1077U, 1079U, 1152U, 1184U, 1927U, 4031U};

// The server is there but cannot serve this now, or is not set up yet.
constexpr std::array kTransient{
    1021U, 1026U, 1030U, 1114U, 1878U,         // disk full, or the disk refuses
    1037U, 1038U, 1041U, 1135U,                // out of memory or threads
    1040U, 1203U, 1226U, 1637U,                // too many connections or transactions
    1049U, 1146U,                              // database or table not there (yet)
    1129U, 1130U, 1142U, 1143U, 1227U, 1370U,  // host or account may not: an operator's mistake
    1820U, 1862U, 1873U, 3118U, 4151U,         // password expired or refused, account locked
    1158U, 1159U, 1160U, 1161U,                // network
    1290U, 1792U, 1836U,                       // read-only: a replica after a fail-over
    1223U,                                     // locked for a backup
    1206U, 3572U,                              // no room for locks; would have to wait
    1047U, 1180U,                              // a Galera node that is not ready, its certification
    3032U, 3168U,                              // offline mode, not available
    3100U, 3101U,                              // group replication: not now, rolled back
    1317U, 1969U, 3024U,                       // statement interrupted or over its time limit
    1615U,                                     // prepared statement outdated by a migration
};

// Account, password or the right to a database; may be set up later.
constexpr std::array kAccount{1044U, 1045U, 1698U};

template <typename Codes>
bool Contains(const Codes& codes, unsigned code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// "Duplicate entry '…' for key 'table.name'": MySQL 8 names the table, MariaDB does not.
std::string KeyName(const std::string& message) {
  const auto end = message.rfind('\'');
  if (end == std::string::npos || end == 0) return "";
  const auto start = message.rfind('\'', end - 1);
  if (start == std::string::npos) return "";
  const std::string name = message.substr(start + 1, end - start - 1);
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? name : name.substr(dot + 1);
}

}  // namespace

bool EndsConnection(unsigned code) {
  return (code >= kFirstClientError && code <= kLastClientError) || Contains(kEndings, code);
}

void ThrowFailure(unsigned code, const std::string& message) {
  std::string what = "mysql " + std::to_string(code) + ": " + message;
  if (code == kAccessDenied) {
    what +=
        " (the account was made with another password, or is not made yet: MYSQL_PASSWORD must"
        " be the one that it was made with)";
  }
  if (EndsConnection(code)) throw ConnectionLost(what);
  if (code == kDeadlock || code == kLockWaitTimeout) throw Contention(what);
  if (code == kDuplicateEntry || code == kDuplicateEntryWithKeyName) {
    throw DuplicateKey(what, KeyName(message));
  }
  if (Contains(kAccount, code)) throw AccountRefused(what);
  if (Contains(kTransient, code)) throw Unavailable(what);
  throw ServerError(what, code);
}

}  // namespace erp::mysql
