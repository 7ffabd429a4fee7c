#include "mongo/fault.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace erp::mongo {
namespace {

// Server codes (src/mongo/base/error_codes.yml) after which trying again makes sense.
constexpr std::array<std::uint32_t, 25> kTransientCodes = {
    6,      // HostUnreachable
    7,      // HostNotFound
    24,     // LockTimeout
    43,     // CursorNotFound
    50,     // MaxTimeMSExpired
    64,     // WriteConcernFailed
    79,     // UnknownReplWriteConcern
    89,     // NetworkTimeout
    91,     // ShutdownInProgress
    94,     // NotYetInitialized
    95,     // OldConfig
    100,    // CannotSatisfyWriteConcern
    112,    // WriteConflict
    133,    // FailedToSatisfyReadPreference
    134,    // ReadConcernMajorityNotAvailableYet
    189,    // PrimarySteppedDown
    202,    // NetworkInterfaceExceededTimeLimit
    237,    // CursorKilled
    262,    // ExceededTimeLimit
    9001,   // SocketException
    10107,  // NotWritablePrimary
    11600,  // InterruptedAtShutdown
    11601,  // Interrupted
    11602,  // InterruptedDueToReplStateChange
    13435,  // NotPrimaryNoSecondaryOk
};
constexpr std::uint32_t kNotPrimaryOrSecondary = 13436;
constexpr std::uint32_t kDuplicateKey = 11000;

bool IsTransientCode(std::uint32_t code) {
  return code == kNotPrimaryOrSecondary ||
         std::find(kTransientCodes.begin(), kTransientCodes.end(), code) != kTransientCodes.end();
}

}  // namespace

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
