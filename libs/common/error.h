// The two kinds of failure, and the one question that decides between them:
// would a correct client ever see it as a 4xx? Yes: an Error inside a Result. No (lost
// connection, bug): an exception, Unavailable where trying again makes sense.
#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/message.h"

namespace erp {

// What a caller did or met. libs/http/reply.cpp maps each to one HTTP status.
enum class ErrorCode {
  kInvalid,               // 400: anything wrong in the request, shape or value
  kUnauthenticated,       // 401
  kForbidden,             // 403
  kNotFound,              // 404: also what the caller may not know of
  kMethodNotAllowed,      // 405
  kConflict,              // 409: the present state does not allow it
  kPreconditionFailed,    // 412: If-Match names another version
  kTooLarge,              // 413
  kUnsupportedMediaType,  // 415
  kKeyReused,             // 422: Idempotency-Key seen before with another body
  kTooMany,               // 429
};

// One mistake inside a request body or query. `pointer` is a JSON pointer (RFC 6901) such as
// "/steps/0/approverId", or the name of a query parameter.
struct FieldError {
  std::string pointer;
  Message detail;
};

// A refusal that a client may read. `slug` is stable and machine-readable ("step-not-open");
// `message` is one sentence for people, shown in their language (libs/http); neither holds
// internals. `extras` become members of the problem document next to the standard ones
// ("decidedBy": 7).
using ErrorExtra = std::variant<std::string, std::int64_t, std::vector<std::int64_t>>;
struct Error {
  ErrorCode code = ErrorCode::kInvalid;
  std::string slug;
  Message message;
  std::vector<FieldError> fields = {};
  std::vector<std::pair<std::string, ErrorExtra>> extras = {};
};

// A dependency did not answer, or answered that it cannot now. The outcome of a write that
// ended so is unknown. HTTP answers 503 with Retry-After; a Kafka handler tries again.
class Unavailable : public std::runtime_error {
 public:
  // `slug` is what a client reads: "unavailable", or a narrower word of the contract such as
  // "rebuilding" or "outbox-full".
  explicit Unavailable(const std::string& what,
                       std::chrono::milliseconds retry_after = std::chrono::seconds(1),
                       std::string slug = "unavailable")
      : std::runtime_error(what), retry_after_(retry_after), slug_(std::move(slug)) {}

  [[nodiscard]] std::chrono::milliseconds retry_after() const { return retry_after_; }
  [[nodiscard]] const std::string& slug() const { return slug_; }

 private:
  std::chrono::milliseconds retry_after_;
  std::string slug_;
};

}  // namespace erp
