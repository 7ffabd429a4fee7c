#include "http/internal/refusals.h"

#include "http/reply.h"

namespace erp::http {

Refusal Overloaded() {
  return {503, "overloaded", "Too much is asked at once; nothing was done, try again."};
}

Refusal Late() {
  return {503, "late",
          "This took too long, so it may or may not have been done. Try again: with the same "
          "Idempotency-Key nothing is done twice."};
}

Refusal TooLarge(std::uint64_t most) {
  return {413, "body-too-large", Message("The body has more than {} bytes.", most)};
}

Refusal TooSlow() { return {408, "request-timeout", "The request did not arrive in time."}; }

Refusal Malformed() { return {400, "malformed-request", "The request cannot be read."}; }

Response Problem(const Refusal& refusal) {
  auto response = ProblemStatus(refusal.status, refusal.code, refusal.detail);
  if (refusal.status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace erp::http
