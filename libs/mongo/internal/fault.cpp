#include "mongo/internal/fault.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <string>

namespace erp::mongo {
namespace {

// Server codes (src/mongo/base/error_codes.yml) after which trying again makes sense.
constexpr std::uint32_t kTransientCodes[] = {
    // Accounts and rights: an operator's mistake, which an operator puts right.
    11,    // UserNotFound
    13,    // Unauthorized
    18,    // AuthenticationFailed
    33,    // KeyNotFound (of the signing keys, after an election)
    211,   // the same, newer servers
    8000,  // AtlasError: a hosted server refuses the account
    // Network, elections, start and stop.
    6,      // HostUnreachable
    7,      // HostNotFound
    63,     // StaleShardVersion
    89,     // NetworkTimeout
    91,     // ShutdownInProgress
    94,     // NotYetInitialized
    95,     // OldConfig
    133,    // FailedToSatisfyReadPreference
    134,    // ReadConcernMajorityNotAvailableYet
    150,    // StaleEpoch
    189,    // PrimarySteppedDown
    202,    // NetworkInterfaceExceededTimeLimit
    216,    // ElectionInProgress
    317,    // ConnectionPoolExpired
    384,    // ConnectionError
    9001,   // SocketException
    10058,  // NotWritablePrimary, older servers
    10107,  // NotWritablePrimary
    11600,  // InterruptedAtShutdown
    11601,  // Interrupted
    11602,  // InterruptedDueToReplStateChange
    13388,  // StaleConfig
    13435,  // NotPrimaryNoSecondaryOk
    13436,  // NotPrimaryOrSecondary
    // Locks and time limits.
    24,   // LockTimeout
    43,   // CursorNotFound
    46,   // LockBusy
    50,   // MaxTimeMSExpired
    112,  // WriteConflict
    136,  // CappedPositionLost
    175,  // QueryPlanKilled
    237,  // CursorKilled
    262,  // ExceededTimeLimit
    314,  // ObjectIsBusy
    // Write concerns that were not met.
    64,   // WriteConcernFailed
    79,   // UnknownReplWriteConcern
    100,  // CannotSatisfyWriteConcern
    // Full or busy.
    39,     // FileStreamFailed
    146,    // ExceededMemoryLimit
    264,    // TooManyFilesOpen
    365,    // TemporarilyUnavailable
    462,    // IngressRequestRateLimitExceeded
    14031,  // OutOfDiskSpace
};
constexpr std::uint32_t kDuplicateKey = 11000;

}  // namespace

bool IsTransientCode(std::uint32_t code) {
  return std::find(std::begin(kTransientCodes), std::end(kTransientCodes), code) !=
         std::end(kTransientCodes);
}

std::optional<DuplicateKey> AsDuplicate(const bson_error_t& error) {
  if (error.code != kDuplicateKey) return std::nullopt;
  // "E11000 duplicate key error collection: db.name index: <index> dup key: {...}"
  constexpr std::string_view kMark = "index: ";
  const std::string_view text = error.message;
  const auto start = text.find(kMark);
  if (start == std::string_view::npos) return DuplicateKey{};
  const auto rest = text.substr(start + kMark.size());
  return DuplicateKey{std::string(rest.substr(0, rest.find(' ')))};
}

bool IsTransient(const bson_error_t& error, const bson_t* reply) {
  switch (error.domain) {
    case MONGOC_ERROR_CLIENT:  // includes authentication: a broken dependency, not a bug here
    case MONGOC_ERROR_STREAM:
    case MONGOC_ERROR_SERVER_SELECTION:
    case MONGOC_ERROR_WRITE_CONCERN:
    case MONGOC_ERROR_POOL:
    case MONGOC_ERROR_PROTOCOL:
      return true;
    default:
      break;
  }
  if (IsTransientCode(error.code)) return true;
  return reply != nullptr && (mongoc_error_has_label(reply, "RetryableWriteError") ||
                              mongoc_error_has_label(reply, "TransientTransactionError"));
}

void Throw(std::string_view operation, const bson_error_t& error, const bson_t* reply) {
  const std::string text = "mongo " + std::string(operation) + ": " + error.message + " (" +
                           std::to_string(error.domain) + "/" + std::to_string(error.code) + ")";
  if (IsTransient(error, reply)) throw Unavailable(text);
  throw std::runtime_error(text);
}

}  // namespace erp::mongo
